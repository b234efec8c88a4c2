import { addDays } from "date-fns";
import { type Act, perform, system } from "../acts/act.ts";
import { setUnansweredTimer } from "../acts/await-reply.ts";
import { applyTier } from "../acts/change-tier.ts";
import { escalateTicket, raiseLevel } from "../acts/escalate-ticket.ts";
import { ticketOf } from "../acts/lookup.ts";
import { autoCloseTimer, closeTicket } from "../acts/move-ticket.ts";
import type { ServiceContext } from "../context.ts";
import type { Job } from "../model/job.ts";
import { type Ticket, ticketMoves } from "../model/ticket.ts";
import { calendarOf, unansweredDueAt } from "../policy.ts";
import { routingTimers } from "./routing-timers.ts";
import { slaDue } from "./sla-due.ts";

/** What the timer of a ticket is about. */
interface TimerTopic {
  readonly ticketId: string;
  readonly level?: number;
  readonly instance?: number;
  readonly clockId?: string;
  readonly firstQueue?: string;
}

/** What a timer does when its time has come. It looks at the ticket as it is now: much may have happened since. */
export type TimerAct = (act: Act, ticket: Ticket, payload: TimerTopic) => Promise<void>;

/** Timers of tickets, by job kind. */
const ticketTimers: Readonly<Record<string, TimerAct>> = {
  ...routingTimers,

  /** A resolved ticket that nobody wrote to again is closed. */
  async "ticket.auto_close"(act, ticket) {
    const { autoCloseDays } = act.service.policy;
    if (ticket.status !== "resolved" || ticket.resolvedAt === null || autoCloseDays === null) return;
    const dueAt = addDays(ticket.resolvedAt, autoCloseDays);
    if (dueAt > act.now)
      return act.setTimer(autoCloseTimer(ticket.id), "ticket.auto_close", dueAt, { ticketId: ticket.id });
    await closeTicket(act, ticket, "system", `nobody wrote for ${autoCloseDays} days after it was resolved`);
  },

  /** A ticket that no human answered escalates by itself. */
  async "ticket.unanswered"(act, ticket) {
    const { unansweredMinutes } = act.service.policy;
    const dueAt = unansweredDueAt(act.service.policy, ticket);
    if (dueAt === null || !ticketMoves[ticket.status].includes("escalated")) return;
    if (dueAt > act.now) return setUnansweredTimer(act, ticket);
    const kind = calendarOf(act.service.policy, ticket.queue) === null ? "minutes" : "minutes of open hours";
    await escalateTicket(act, ticket, `no human answered in ${unansweredMinutes} ${kind}`);
  },

  /** The level that was told did not acknowledge: the next one is. */
  async "ticket.escalation_timeout"(act, ticket, { level, instance }) {
    if (ticket.escalationLevel === level && ticket.escalationCount === instance) await raiseLevel(act, ticket);
  },

  "sla.due": slaDue,

  /** What decides about its policy changed, and could not be looked at together with the ticket. */
  "ticket.tier_changed": applyTier,
};

export const ticketTimerKinds: readonly string[] = Object.keys(ticketTimers);

export async function fireTicketTimer(service: ServiceContext, job: Job): Promise<void> {
  const payload = job.payload as unknown as TimerTopic;
  await perform(service, system, async (act) => {
    // Settled first: its key is free then, and the timer may be set anew.
    await act.tx.settle(job, { outcome: "done" });
    const isThere = (await act.tx.get("ticket", payload.ticketId)) !== null;
    if (isThere) await ticketTimers[job.kind]?.(act, await ticketOf(act, payload.ticketId), payload);
  });
}
