import { subDays } from "date-fns";
import { isOpen, nextOpening } from "../model/business-hours.ts";
import { type Conversation, moveConversation } from "../model/conversation.ts";
import type { Decision, Fact, HandoverReason } from "../model/decision.ts";
import { type Priority, priorityRank } from "../model/priority.ts";
import { isUnfinished, subjectOf, type Ticket } from "../model/ticket.ts";
import { type Act, system } from "./act.ts";
import { chooseAgentFor, giveTo, putInQueue } from "./assign-ticket.ts";
import { agentOf, ticketOf } from "./lookup.ts";
import { awaitHuman, reopenTicket, startWork } from "./move-ticket.ts";
import { raisePriority } from "./prioritize-ticket.ts";
import { languageFor, sayText } from "./say.ts";

/** What a human is to take over. */
export interface Handover {
  readonly customerId: string;
  readonly text: string;
  readonly reason: HandoverReason;
  readonly type: string;
  readonly queue: string;
  readonly requiredSkills: readonly string[];
  readonly priority: Priority;
  readonly priorityReasons: readonly string[];
}

/**
 * The issue becomes a ticket (a new one, the one at hand, or an ended one reopened), which an agent gets or which waits
 * in its queue. What led to it is logged with the ticket, the customer is told, a timer watches that a human answers.
 * Resolves with the conversation, which the caller puts.
 */
export async function handOver(
  act: Act,
  conversation: Conversation,
  handover: Handover,
  soFar: Extract<Fact, { kind: "decided" }>,
): Promise<Conversation> {
  const { ticket: known, how } = await ticketFor(act, conversation, handover);
  const found = how === "opened" ? known : await updateFor(act, known, handover);
  const route: Decision = {
    step: "route",
    ticket: how,
    reason: handover.reason,
    type: handover.type,
    queue: found.queue,
    requiredSkills: found.requiredSkills,
    priority: found.priority,
    priorityReasons: handover.priorityReasons,
  };
  const { chosen, decision } = await chooseAgentFor(act, found);
  await act.record(`ticket:${found.id}`, { ...soFar, decisions: [...soFar.decisions, route, decision] });
  const ticket = chosen ? await giveTo(act, found, chosen, "routing") : await putInQueue(act, found);
  await awaitHuman(act, ticket);
  const moved = {
    ...moveConversation(conversation, chosen ? "human" : "queued", chosen?.id ?? null),
    ticketId: ticket.id,
  };
  const told = await tellCustomer(act, moved, ticket, handover.reason, chosen?.name ?? null);
  const summary = `${ticket.type} / ${ticket.priority} / ${handover.reason}: ${ticket.subject}`;
  act.emit("conversation.handed_over", { conversation: told, ticket, reason: handover.reason, summary });
  return told;
}

async function ticketFor(
  act: Act,
  conversation: Conversation,
  handover: Handover,
): Promise<{ ticket: Ticket; how: "opened" | "appended" | "reopened" }> {
  if (conversation.ticketId !== null) {
    const ticket = await ticketOf(act, conversation.ticketId);
    return {
      ticket: ticket.status === "pending" ? await startWork(act, ticket, "the customer wrote") : ticket,
      how: "appended",
    };
  }
  const last = await lastTicketOf(act, conversation.id);
  const since = subDays(act.now, act.service.policy.reopenWithinDays).getTime();
  const endedAt = last?.closedAt ?? last?.resolvedAt ?? null;
  if (last !== null && endedAt !== null && !isUnfinished(last.status) && endedAt.getTime() > since) {
    return { ticket: await reopenTicket(act, last, "the customer wrote again"), how: "reopened" };
  }
  return { ticket: await openTicket(act, conversation, handover), how: "opened" };
}

/** A ticket that is taken up again follows what the customer wants now, if that is known. */
async function updateFor(act: Act, ticket: Ticket, handover: Handover): Promise<Ticket> {
  const { type, queue, requiredSkills, priority, priorityReasons: reasons, reason } = handover;
  const raised = await raisePriority(act, ticket, { priority, reasons });
  return reason === "route_to_agents" ? act.tx.put("ticket", { ...raised, type, queue, requiredSkills }) : raised;
}

async function lastTicketOf(act: Act, conversationId: string): Promise<Ticket | null> {
  const found = await act.tx.find("ticket", "ofConversation", { conversationId }, { limit: 1, descending: true });
  return found[0] ?? null;
}

export async function openTicket(act: Act, conversation: Conversation, handover: Handover): Promise<Ticket> {
  const { priority, queue, requiredSkills, type, customerId, text } = handover;
  const ticket = await act.tx.put("ticket", {
    id: act.service.ids.ticket(),
    version: 0,
    customerId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    subject: subjectOf(text),
    description: text,
    type,
    status: "open",
    priority,
    priorityRank: priorityRank(priority),
    language: languageFor(act, conversation),
    queue,
    requiredSkills,
    createdAt: act.now,
    updatedAt: act.now,
    ...untouched,
  });
  await act.record(`ticket:${ticket.id}`, { kind: "opened", priority, queue }, system);
  act.emit("ticket.opened", { ticket });
  return ticket;
}

const untouched = {
  agentId: null,
  waiting: null,
  waitingSince: null,
  escalationLevel: 0,
  escalationCount: 0,
  escalationReason: null,
  escalatedAt: null,
  acknowledgedAt: null,
  assignedAt: null,
  firstRepliedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  closedAt: null,
  closedBy: null,
  closureCount: 0,
} as const;

/** Handing over always says something. */
async function tellCustomer(
  act: Act,
  conversation: Conversation,
  ticket: Ticket,
  reason: HandoverReason,
  agentName: string | null,
): Promise<Conversation> {
  const { businessHours } = act.service.policy;
  if (reason === "bot_failed") return sayText(act, conversation, "apology", { ticket: ticket.id });
  if (agentName !== null)
    return sayText(act, conversation, "handoverAssigned", { ticket: ticket.id, agent: agentName });
  const opensAt =
    businessHours !== null && !isOpen(businessHours, act.now) ? nextOpening(businessHours, act.now) : null;
  if (businessHours === null || opensAt === null)
    return sayText(act, conversation, "handoverQueued", { ticket: ticket.id });
  const when = opensAt.toLocaleString(languageFor(act, conversation), {
    timeZone: businessHours.zone,
    weekday: "long",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return sayText(act, conversation, "handoverOutOfHours", { ticket: ticket.id, opensAt: when });
}

/** An agent takes over the conversation of a ticket that waited, or that another agent had. */
export async function joinConversation(act: Act, conversation: Conversation, ticket: Ticket): Promise<void> {
  if (ticket.agentId === null) return;
  const agent = await agentOf(act, ticket.agentId);
  const owned = { ...moveConversation(bringBack(conversation), "human", agent.id), ticketId: ticket.id };
  await act.tx.put("conversation", await sayText(act, owned, "agentJoined", { ticket: ticket.id, agent: agent.name }));
}

/** A desk that takes a ticket up again speaks first: the conversation leaves `ended` as if the customer had written. */
function bringBack(conversation: Conversation): Conversation {
  return conversation.state === "ended" ? moveConversation(conversation, "bot") : conversation;
}
