import type { Ticket } from "../model/ticket.ts";
import { unansweredDueAt } from "../policy.ts";
import type { Act } from "./act.ts";
import { customerWaits } from "./sla.ts";
import { watchReply } from "./watch-reply.ts";

/**
 * The customer waits for a human: from the first unanswered message on there are so many minutes of the queue's hours
 * before it escalates, and its response clock runs. Who waited `longer`, under another ticket, goes on waiting under this.
 */
export async function awaitReply(
  act: Act,
  ticket: Ticket,
  reason = "the customer wrote",
  longer: Date | null = null,
): Promise<Ticket> {
  const { awaitingReplySince: known } = ticket;
  const since = longer ?? act.now;
  if (known !== null && (longer === null || known <= longer)) return ticket;
  await customerWaits(act, ticket, since, reason);
  const waiting = await act.tx.put("ticket", { ...ticket, awaitingReplySince: since });
  await setUnansweredTimer(act, waiting);
  await watchReply(act, waiting);
  return waiting;
}

/**
 * Counts from the oldest message without an answer, in the hours of the queue as it is now. When that time is over, and the
 * ticket was escalated in it, whoever looked after it then has as long again.
 */
export async function setUnansweredTimer(act: Act, ticket: Ticket): Promise<void> {
  const { policy } = act.service;
  const { awaitingReplySince, escalatedAt } = ticket;
  const wasTold = escalatedAt !== null && awaitingReplySince !== null && escalatedAt >= awaitingReplySince;
  const firstDueAt = unansweredDueAt(policy, ticket);
  const isOver = wasTold && firstDueAt !== null && firstDueAt <= act.now;
  const dueAt = isOver ? unansweredDueAt(policy, { ...ticket, awaitingReplySince: act.now }) : firstDueAt;
  // With no minutes to wait it would escalate again before anybody could look after it.
  if (dueAt === null || (isOver && dueAt <= act.now)) return;
  await act.setTimer(unansweredTimer(ticket.id), "ticket.unanswered", dueAt, { ticketId: ticket.id });
}

export const unansweredTimer = (ticketId: string): string => `unanswered:${ticketId}`;
