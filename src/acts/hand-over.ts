import type { Conversation } from "../model/conversation.ts";
import type { Decision, Fact, HandoverReason } from "../model/decision.ts";
import { reopening } from "../model/reopening.ts";
import type { Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";
import type { Act } from "./act.ts";
import { awaitReply } from "./await-reply.ts";
import { changeQueue } from "./change-queue.ts";
import { addLink } from "./edit-ticket.ts";
import { summaryFor } from "./handover-summary.ts";
import { ticketIn } from "./lookup.ts";
import { reopenTicket, wake, wakeOthers } from "./move-ticket.ts";
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
  const { ticket: known, taken } = await ticketFor(act, conversation, handover);
  const isNew = taken.ticket === "opened" || taken.ticket === "followed_up";
  const ticket = isNew ? known : await updateFor(act, known, handover);
  const { reason } = handover;
  const route: Decision = {
    step: "route",
    ...taken,
    reason,
    type: handover.type,
    queue: ticket.queue,
    skills: ticket.skills,
    priority: ticket.priority,
    priorityReasons: handover.priorityReasons,
  };
  const { messageIds, decisions } = soFar;
  const lastAgentId = taken.ticket === "reopened" ? ticket.lastAgentId : null;
  const grounds = { reason, messageIds, decisions: [...decisions, route], lastAgentId };
  const botFailures = conversation.botFailures + (isFailure(reason) ? 1 : 0);
  const placed = await placeTicket(act, { ...conversation, botFailures }, ticket, grounds);
  const summary = await summaryFor(act, placed, handover, decisions);
  await act.record(`ticket:${ticket.id}`, { kind: "handed_over", reason, summary });
  act.emit("conversation.handed_over", { ...placed, reason, summary });
  return placed.conversation;
}

/** The bot was asked and could not help. */
function isFailure(reason: HandoverReason): boolean {
  return reason === "no_answer" || reason === "bot_failed" || reason === "not_readable";
}

/** Where the issue goes, as the decision says it. */
type Taken = Pick<Extract<Decision, { step: "route" }>, "ticket" | "followUp">;

async function ticketFor(
  act: Act,
  conversation: Conversation,
  handover: Handover,
): Promise<{ ticket: Ticket; taken: Taken }> {
  if (conversation.ticketId !== null) {
    const ticket = await ticketIn(act, conversation.ticketId);
    await wakeOthers(act, conversation);
    return { ticket: await awaitReply(act, await wake(act, ticket)), taken: { ticket: "appended" } };
  }
  const last = await lastTicketOf(act, conversation);
  if (last === null) return { ticket: await openTicket(act, conversation, handover), taken: { ticket: "opened" } };
  const { reopenWithinDays } = queueTermsOf(act.service.policy, last.queue);
  const isElsewhere = last.conversationId !== conversation.id;
  const because = isElsewhere ? "merged_away" : reopening(last, reopenWithinDays, act.now);
  if (because === "reopen") {
    return { ticket: await reopenTicket(act, last, "the customer wrote again"), taken: { ticket: "reopened" } };
  }
  const links = [{ kind: "follow_up_of", ticketId: last.id }] as const;
  const ticket = await openTicket(act, conversation, { ...handover, links });
  await addLink(act, last, { kind: "followed_up_by", ticketId: ticket.id });
  return { ticket, taken: { ticket: "followed_up", followUp: { of: last.id, because } } };
}

/** A ticket that is taken up again follows what the customer wants now, if that is known. */
async function updateFor(act: Act, ticket: Ticket, handover: Handover): Promise<Ticket> {
  const { type, queue, skills, priority, priorityReasons: reasons, reason } = handover;
  const raised = await raisePriority(act, ticket, { priority, reasons });
  if (reason !== "route_to_agents") return raised;
  return changeQueue(act, raised, { type, queue, skills });
}

/** Of so many, the latest to be opened, one ended last. */
const ticketsLookedAt = 20;

function endedAt({ closedAt, resolvedAt, createdAt }: Ticket): number {
  return (closedAt ?? resolvedAt ?? createdAt).getTime();
}

/** The ticket of an ended conversation that ended last; if it was merged, the one it became part of, wherever that is. */
async function lastTicketOf(act: Act, { id: conversationId }: Conversation): Promise<Ticket | null> {
  const latest = { limit: ticketsLookedAt, descending: true };
  const found = await act.tx.find("ticket", "ofConversation", { conversationId }, latest);
  let last = found.toSorted((a, b) => endedAt(b) - endedAt(a))[0] ?? null;
  // It ends: a ticket takes in others only while it is not merged itself.
  while (last !== null && last.mergedInto !== null) last = await act.tx.get("ticket", last.mergedInto);
  return last === null ? null : ticketIn(act, last.id);
}
