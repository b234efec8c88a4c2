import { addDays } from "date-fns";
import type { Conversation } from "../model/conversation.ts";
import { type ClosedBy, isUnfinished, moveTicket, type Ticket, type TicketStatus } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { awaitReply, setUnansweredTimer, unansweredTimer } from "./await-reply.ts";
import { leaveConversation } from "./leave-conversation.ts";
import { conversationOf, ticketIn } from "./lookup.ts";
import { sayText } from "./say.ts";
import { followStatus } from "./sla.ts";
import { scheduleSurvey } from "./survey.ts";

/** Moves a ticket, writes it down and tells of it. Every move of a ticket comes through here. */
export async function changeStatus(
  act: Act,
  ticket: Ticket,
  to: TicketStatus,
  reason: string,
  more: { readonly toBot?: true } = {},
): Promise<Ticket> {
  const moved = await act.tx.put("ticket", moveTicket(ticket, to, act.now));
  await act.record(`ticket:${ticket.id}`, { kind: "moved", from: ticket.status, to, reason, ...more });
  act.emit("ticket.moved", { ticket: moved, from: ticket.status, reason });
  if (ticket.status === "escalated") await act.cancelTimer(escalationTimer(ticket));
  if (moved.awaitingReplySince === null) await act.cancelTimer(unansweredTimer(ticket.id));
  // Its timer may have gone off meanwhile, and had nothing to say.
  else if (ticket.status === "escalated" && to === "in_progress") await setUnansweredTimer(act, moved);
  await followStatus(act, moved, ticket.status, reason);
  return moved;
}

/** The agent works on it: out of open, pending or escalated. */
export async function startWork(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  return ticket.status === "in_progress" ? ticket : changeStatus(act, ticket, "in_progress", reason);
}

/** The issue is dealt with: the customer is told, and may still write to reopen it. */
export async function resolveTicket(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  const resolvedBy = act.by.kind === "agent" ? act.by.id : null;
  let resolved = await changeStatus(act, { ...ticket, resolvedBy }, "resolved", reason);
  await rememberAgent(act, ticket);
  resolved = await releaseAgent(act, resolved, "resolved");
  let conversation = await conversationOf(act, ticket.conversationId);
  conversation = await sayText(act, conversation, "resolved", { ticket: ticket.id }, ticket.id);
  await leaveConversation(act, conversation, ticket.id);
  const { autoCloseDays } = act.service.policy;
  if (autoCloseDays !== null) {
    const dueAt = addDays(act.now, autoCloseDays);
    await act.setTimer(autoCloseTimer(ticket.id), "ticket.auto_close", dueAt, { ticketId: ticket.id });
  }
  act.emit("ticket.resolved", { ticket: resolved });
  return resolved;
}

/** The ticket is over; the survey follows. */
export async function closeTicket(act: Act, ticket: Ticket, closedBy: ClosedBy, reason: string): Promise<Ticket> {
  const lastAgentId = ticket.agentId ?? ticket.resolvedBy;
  let closed = await changeStatus(act, { ...ticket, closedBy }, "closed", reason);
  if (isUnfinished(ticket.status)) {
    await rememberAgent(act, ticket);
    closed = await releaseAgent(act, closed, "closed");
  }
  await act.cancelTimer(autoCloseTimer(ticket.id));
  if (isUnfinished(ticket.status)) {
    await leaveConversation(act, await conversationOf(act, ticket.conversationId), ticket.id);
  }
  await scheduleSurvey(act, closed, lastAgentId);
  act.emit("ticket.closed", { ticket: closed });
  return closed;
}

/** Whoever ended the customer's ticket may be asked first the next time. */
async function rememberAgent(act: Act, { customerId, agentId }: Ticket): Promise<void> {
  const customer = agentId === null ? null : await act.tx.get("customer", customerId, { lock: true });
  if (customer !== null) await act.tx.put("customer", { ...customer, lastAgentId: agentId, lastServedAt: act.now });
}

/** The customer wrote to a ticket that waited for them. */
export async function wake(act: Act, ticket: Ticket): Promise<Ticket> {
  return ticket.status === "pending" ? changeStatus(act, ticket, "in_progress", "the customer wrote") : ticket;
}

/** So does every other ticket of the conversation that waits for the customer: nobody knows which one they mean. */
export async function wakeOthers(act: Act, { laterTicketIds }: Conversation): Promise<void> {
  for (const ticketId of laterTicketIds) await wake(act, await ticketIn(act, ticketId));
}

/**
 * An ended ticket is open again; who works on it is decided by routing. Nobody reopens a ticket for nothing: somebody waits
 * for an answer.
 */
export async function reopenTicket(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  const reopened = await awaitReply(act, await changeStatus(act, ticket, "open", reason), reason);
  await act.cancelTimer(autoCloseTimer(ticket.id));
  act.emit("ticket.reopened", { ticket: reopened });
  return reopened;
}

export const autoCloseTimer = (ticketId: string): string => `auto_close:${ticketId}`;
/** One for each level of each escalation: the next may begin while the timer of the last is going off. */
export const escalationTimer = ({ id, escalationCount, escalationLevel }: Ticket): string =>
  `escalation:${id}:${escalationCount}:${escalationLevel}`;
