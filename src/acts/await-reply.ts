import type { Ticket } from "../model/ticket.ts";
import { unansweredDueAt } from "../policy.ts";
import type { Act } from "./act.ts";
import { watchReply } from "./watch-reply.ts";

/**
 * The customer waits for a human: from the first unanswered message on there are so many minutes of the queue's hours
 * before it escalates.
 */
export async function awaitReply(act: Act, ticket: Ticket): Promise<Ticket> {
  if (ticket.awaitingReplySince !== null) return ticket;
  const waiting = await act.tx.put("ticket", { ...ticket, awaitingReplySince: act.now });
  await setUnansweredTimer(act, waiting);
  await watchReply(act, waiting);
  return waiting;
}

/** Counts from the oldest message without an answer, in the hours of the queue as it is now. */
export async function setUnansweredTimer(act: Act, ticket: Ticket): Promise<void> {
  const dueAt = unansweredDueAt(act.service.policy, ticket);
  if (dueAt === null) return;
  await act.setTimer(unansweredTimer(ticket.id), "ticket.unanswered", dueAt, { ticketId: ticket.id });
}

export const unansweredTimer = (ticketId: string): string => `unanswered:${ticketId}`;
