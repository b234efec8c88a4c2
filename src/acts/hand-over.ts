import { addDays } from "date-fns";
import type { Conversation } from "../model/conversation.ts";
import type { Decision, Fact, HandoverReason } from "../model/decision.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";
import type { Act } from "./act.ts";
import { ticketIn } from "./lookup.ts";
import { reopenTicket, wake } from "./move-ticket.ts";
import { type Issue, openTicket } from "./open-ticket.ts";
import { placeTicket } from "./place-ticket.ts";
import { raisePriority } from "./prioritize-ticket.ts";

/** What a human is to take over, and why. */
export interface Handover extends Issue {
  readonly reason: HandoverReason;
}

/**
 * The issue becomes a ticket: a new one, the one at hand, or an ended one reopened, which an agent gets or which waits in
 * its queue. What led to it is logged with the ticket, the customer is told, a timer watches that a human answers.
 * Resolves with the conversation, which the caller puts.
 */
export async function handOver(
  act: Act,
  conversation: Conversation,
  handover: Handover,
  soFar: Extract<Fact, { kind: "decided" }>,
): Promise<Conversation> {
  const { ticket: known, how, lastAgentId } = await ticketFor(act, conversation, handover);
  const ticket = how === "opened" ? known : await updateFor(act, known, handover);
  const { reason } = handover;
  const route: Decision = {
    step: "route",
    ticket: how,
    reason,
    type: handover.type,
    queue: ticket.queue,
    skills: ticket.skills,
    priority: ticket.priority,
    priorityReasons: handover.priorityReasons,
  };
  const { messageIds, decisions } = soFar;
  const grounds = { reason, messageIds, decisions: [...decisions, route], lastAgentId };
  const placed = await placeTicket(act, conversation, ticket, grounds);
  const summary = `${ticket.type} / ${ticket.priority} / ${reason}: ${ticket.subject}`;
  act.emit("conversation.handed_over", { ...placed, reason, summary });
  return placed.conversation;
}

async function ticketFor(
  act: Act,
  conversation: Conversation,
  handover: Handover,
): Promise<{ ticket: Ticket; how: "opened" | "appended" | "reopened"; lastAgentId: string | null }> {
  if (conversation.ticketId !== null) {
    const ticket = await ticketIn(act, conversation.ticketId);
    return { ticket: await wake(act, ticket), how: "appended", lastAgentId: null };
  }
  const last = await lastTicketOf(act, conversation.id);
  const { reopenWithinDays } = queueTermsOf(act.service.policy, last?.queue ?? handover.queue);
  const since = typeof reopenWithinDays === "number" ? addDays(act.now, -reopenWithinDays).getTime() : 0;
  const endedAt = last?.closedAt ?? last?.resolvedAt ?? null;
  if (last !== null && endedAt !== null && !isUnfinished(last.status) && endedAt.getTime() > since) {
    const reopened = await reopenTicket(act, last, "the customer wrote again");
    return { ticket: reopened, how: "reopened", lastAgentId: last.agentId };
  }
  return { ticket: await openTicket(act, conversation, handover), how: "opened", lastAgentId: null };
}

/** A ticket that is taken up again follows what the customer wants now, if that is known. */
async function updateFor(act: Act, ticket: Ticket, handover: Handover): Promise<Ticket> {
  const { type, queue, skills, priority, priorityReasons: reasons, reason } = handover;
  const raised = await raisePriority(act, ticket, { priority, reasons });
  return reason === "route_to_agents" ? act.tx.put("ticket", { ...raised, type, queue, skills }) : raised;
}

async function lastTicketOf(act: Act, conversationId: string): Promise<Ticket | null> {
  const found = await act.tx.find("ticket", "ofConversation", { conversationId }, { limit: 1, descending: true });
  return found[0] ?? null;
}
