import {
  backdateClock,
  elapsedMsAt,
  endClock,
  momentAt,
  nextMoment,
  pauseClock,
  resumeClock,
  retargetClock,
  type SlaClock,
  type SlaMoment,
  slaTimer,
  startClock,
} from "../model/sla-clock.ts";
import { type SlaDeed, slaFact } from "../model/sla-fact.ts";
import type { SlaTerms } from "../model/sla-policy.ts";
import type { Ticket } from "../model/ticket.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import type { Act } from "./act.ts";

/** What is done to one clock: kept, written down, its timer set. Whoever does it has the ticket, so nobody else does. */

const pageSize = 1_000;

/** All clocks of a ticket, in the order in which they were started. */
export async function clocksOf(reader: StoreReader, ticketId: string): Promise<readonly SlaClock[]> {
  const clocks: SlaClock[] = [];
  for (let more = true; more; ) {
    const page = await reader.find("slaClock", "ofTicket", { ticketId }, { limit: pageSize, after: clocks.at(-1) });
    clocks.push(...page);
    more = page.length === pageSize;
  }
  return clocks;
}

export function start(
  act: Act,
  which: Pick<SlaClock, "ticketId" | "metric" | "instance">,
  terms: SlaTerms,
  reason: string,
): Promise<SlaClock> {
  return keep(act, startClock(which, terms, act.now, calendarsOf(act)), "started", reason);
}

/** The wait it measures began earlier, elsewhere. */
export async function backdate(act: Act, clock: SlaClock, since: Date, reason: string): Promise<void> {
  const moved = backdateClock(clock, since, act.now, calendarsOf(act));
  const carriedMs = moved.elapsedMs - elapsedMsAt(clock, act.now, calendarsOf(act));
  if (moved !== clock) await keep(act, moved, "backdated", reason, { carriedMs });
}

export async function pause(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<SlaClock> {
  const { dueAt } = clock;
  const told = await tellBreach(act, ticket, clock);
  return keep(act, pauseClock(told, act.now, calendarsOf(act)), "paused", reason, { dueAt });
}

export function resume(act: Act, clock: SlaClock, reason: string): Promise<SlaClock> {
  return keep(act, resumeClock(clock, act.now, calendarsOf(act)), "resumed", reason);
}

export function retarget(act: Act, clock: SlaClock, terms: SlaTerms, reason: string): Promise<SlaClock> {
  return keep(act, retargetClock(clock, terms, act.now, calendarsOf(act)), "retargeted", reason);
}

export async function fulfil(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<SlaClock> {
  const { dueAt } = clock;
  const told = await tellBreach(act, ticket, clock);
  const ended = endClock(told, "fulfilled", act.now, calendarsOf(act));
  const slaClock = await keep(act, ended, "fulfilled", reason, { dueAt });
  act.emit("sla.fulfilled", { ticket, slaClock });
  return slaClock;
}

export async function cancel(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<SlaClock> {
  return letGo(act, await tellBreach(act, ticket, clock), reason);
}

/** Cancels it without a word about what it counted, which meant nothing. */
export function letGo(act: Act, clock: SlaClock, reason: string): Promise<SlaClock> {
  return keep(act, endClock(clock, "cancelled", act.now, calendarsOf(act)), "cancelled", reason, clock);
}

/** Its warning or its breach, which is told once. */
export async function tell(act: Act, ticket: Ticket, clock: SlaClock, what: SlaMoment): Promise<SlaClock> {
  const told = what === "warned" ? { ...clock, warnedAt: act.now } : { ...clock, breachedAt: act.now };
  const slaClock = await keep(act, told, what, `${clock.targetMinutes} minutes are the target`);
  act.emit(`sla.${what}`, { ticket, slaClock });
  return slaClock;
}

/** Who acts on a ticket after a target was used up may be faster than the timer that tells of it. */
async function tellBreach(act: Act, ticket: Ticket, clock: SlaClock): Promise<SlaClock> {
  const isBreached = momentAt(clock, act.now, calendarsOf(act)) === "breached";
  return isBreached ? tell(act, ticket, clock, "breached") : clock;
}

async function keep(
  act: Act,
  clock: SlaClock,
  deed: SlaDeed,
  reason: string,
  { dueAt = clock.dueAt, carriedMs }: { readonly dueAt?: Date | null; readonly carriedMs?: number } = {},
): Promise<SlaClock> {
  const kept = await act.tx.put("slaClock", clock);
  const elapsedMs = elapsedMsAt(clock, act.now, calendarsOf(act));
  const how = { deed, reason, elapsedMs, dueAt, ...(carriedMs === undefined ? {} : { carriedMs }) };
  await act.record(`ticket:${clock.ticketId}`, slaFact(clock, how));
  await setSlaTimer(act, kept);
  return kept;
}

/** One timer for each clock, set to what it comes to next. */
export async function setSlaTimer(act: Act, clock: SlaClock): Promise<void> {
  const next = nextMoment(clock, calendarsOf(act));
  if (next === null) return act.cancelTimer(slaTimer(clock.id));
  await act.setTimer(slaTimer(clock.id), "sla.due", next.at, { ticketId: clock.ticketId, clockId: clock.id });
}

function calendarsOf(act: Act) {
  return act.service.policy.calendars;
}
