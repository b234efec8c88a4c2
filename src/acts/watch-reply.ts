import { addDays } from "date-fns";
import { afterOpenMs } from "../model/calendar.ts";
import type { Ticket } from "../model/ticket.ts";
import { calendarOf, type Policy } from "../policy.ts";
import type { Act } from "./act.ts";

/**
 * When the ticket's agent has had the time they have to answer, in the open hours of its queue, since they got it and the
 * customer waits; `null`: nobody is waited for.
 */
export function replyDueAt(policy: Policy, ticket: Ticket): Date | null {
  const { agentId, awaitingReplySince: since, assignedAt } = ticket;
  const { reassignAfterMinutes: minutes } = policy;
  if (minutes === null || agentId === null || since === null) return null;
  const from = assignedAt !== null && assignedAt > since ? assignedAt : since;
  // Where nobody ever works it is looked at again each day: the calendar may be mended.
  return afterOpenMs(calendarOf(policy, ticket.queue), from, minutes * 60_000) ?? addDays(from, 1);
}

/** Sees to it that the ticket is taken from an agent who does not answer. */
export async function watchReply(act: Act, ticket: Ticket): Promise<void> {
  const dueAt = replyDueAt(act.service.policy, ticket);
  if (dueAt === null) return;
  await act.setTimer(`reply:${ticket.id}`, "ticket.reply_timeout", dueAt, { ticketId: ticket.id });
}
