import { afterOpenMs, type Calendars, calendarNamed, openMsBetween } from "./calendar.ts";
import type { SlaTerms } from "./sla-policy.ts";
import type { TicketStatus } from "./ticket.ts";

/**
 * What is measured. `first_response`: from the opening to the first answer of a human. `next_response`: from the oldest
 * unanswered message after that. `resolution`: from the opening to the first resolution, and no more after a reopening.
 * `total_resolution`: the same, and the time after each reopening is added.
 */
export type SlaMetric = "first_response" | "next_response" | "resolution" | "total_resolution";

/** One clock of a ticket: what of its target was used up, and when the rest is. */
export interface SlaClock {
  /** `<ticket>:<metric>:<instance>`. */
  readonly id: string;
  readonly version: number;
  readonly ticketId: string;
  readonly metric: SlaMetric;
  /** 1 for the first; only `next_response` has more. */
  readonly instance: number;
  /** The name of the policy that set the target. */
  readonly policy: string;
  /** The calendar in whose open hours it runs; `null`: around the clock. */
  readonly calendar: string | null;
  readonly targetMinutes: number;
  /** The share of the target after which it warns: 0.8. */
  readonly warnAt: number;
  /** Statuses of the ticket in which it stands still. */
  readonly pauseOn: readonly TicketStatus[];
  /** `fulfilled`: what it waited for came, in time or not. `cancelled`: it will not come, or is not measured any more. */
  readonly state: "running" | "paused" | "fulfilled" | "cancelled";
  readonly startedAt: Date;
  /** Since when it runs without a pause; `null` while it does not run. */
  readonly runningSince: Date | null;
  /** Milliseconds of open hours used up before `runningSince`. */
  readonly elapsedMs: number;
  /** When the target is used up, as things stand; `null` while it does not run, or when the calendar never opens. */
  readonly dueAt: Date | null;
  /** When it was told that the target was nearly used up, once; not at all when the breach was due by then. */
  readonly warnedAt: Date | null;
  /** When it was told that the target was used up: once in the clock's life, whatever becomes of the target. */
  readonly breachedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Every metric. */
export const slaMetrics = ["first_response", "next_response", "resolution", "total_resolution"] as const;

/** What a clock comes to by itself. */
export type SlaMoment = "warned" | "breached";

/** The key of a clock's timer. */
export const slaTimer = (clockId: string): string => `sla:${clockId}`;

/** A clock that runs from `at` on. */
export function startClock(
  { ticketId, metric, instance }: Pick<SlaClock, "ticketId" | "metric" | "instance">,
  terms: SlaTerms,
  at: Date,
  calendars: Calendars,
): SlaClock {
  const id = `${ticketId}:${metric}:${instance}`;
  const state = { state: "running", startedAt: at, runningSince: at, elapsedMs: 0, endedAt: null } as const;
  const clock = { id, version: 0, ticketId, metric, instance, ...terms, ...state };
  return due({ ...clock, dueAt: null, warnedAt: null, breachedAt: null }, calendars);
}

/** It stands still, and keeps what was used up. */
export function pauseClock(clock: SlaClock, at: Date, calendars: Calendars): SlaClock {
  return stopped({ ...clock, state: "paused" }, at, calendars);
}

/** It runs again, from where it stood still or ended. */
export function resumeClock(clock: SlaClock, at: Date, calendars: Calendars): SlaClock {
  return due({ ...clock, state: "running", runningSince: at, endedAt: null }, calendars);
}

/** It counts from `since` on, if that is more than it has counted. */
export function backdateClock(clock: SlaClock, since: Date, at: Date, calendars: Calendars): SlaClock {
  const waitedMs = openMsBetween(calendarNamed(calendars, clock.calendar), since, at);
  const elapsedMs = elapsedMsAt(clock, at, calendars);
  if (waitedMs <= elapsedMs) return clock;
  const startedAt = since < clock.startedAt ? since : clock.startedAt;
  const runningSince = clock.runningSince === null ? null : at;
  return due({ ...clock, startedAt, elapsedMs: waitedMs, runningSince }, calendars);
}

/** It is over. */
export function endClock(clock: SlaClock, state: "fulfilled" | "cancelled", at: Date, calendars: Calendars): SlaClock {
  return { ...stopped({ ...clock, state }, at, calendars), endedAt: at };
}

/** Other terms for the same clock. What was used up stays used up, and a pause stays a pause. */
export function retargetClock(clock: SlaClock, terms: SlaTerms, at: Date, calendars: Calendars): SlaClock {
  const settled = { ...clock, elapsedMs: elapsedMsAt(clock, at, calendars), ...terms };
  return due({ ...settled, runningSince: clock.runningSince === null ? null : at }, calendars);
}

/** Milliseconds of open hours that are used up at this time. */
export function elapsedMsAt(clock: SlaClock, at: Date, calendars: Calendars): number {
  const { runningSince, elapsedMs, calendar } = clock;
  if (runningSince === null) return elapsedMs;
  return elapsedMs + openMsBetween(calendarNamed(calendars, calendar), runningSince, at);
}

/** Milliseconds of open hours that the target allows. */
export function targetMsOf({ targetMinutes }: Pick<SlaClock, "targetMinutes">): number {
  return Math.round(targetMinutes * 60_000);
}

/** What it comes to next, and when; `null` when it comes to nothing more by itself. */
export function nextMoment(clock: SlaClock, calendars: Calendars): { what: SlaMoment; at: Date } | null {
  if (clock.state !== "running" || clock.breachedAt !== null) return null;
  const warnsAt = clock.warnedAt === null ? whenUsedUp(clock, clock.warnAt, calendars) : null;
  if (warnsAt !== null) return { what: "warned", at: warnsAt };
  return clock.dueAt === null ? null : { what: "breached", at: clock.dueAt };
}

/** What is to be told of it at this time: a warning that would come with the breach is none. */
export function momentAt(clock: SlaClock, at: Date, calendars: Calendars): SlaMoment | null {
  const next = nextMoment(clock, calendars);
  if (next === null || next.at > at) return null;
  return clock.dueAt !== null && clock.dueAt <= at ? "breached" : next.what;
}

/** Whether it may still be breached. */
export function isActive({ state }: SlaClock): boolean {
  return state === "running" || state === "paused";
}

function stopped(clock: SlaClock, at: Date, calendars: Calendars): SlaClock {
  return { ...clock, elapsedMs: elapsedMsAt(clock, at, calendars), runningSince: null, dueAt: null };
}

function due(clock: SlaClock, calendars: Calendars): SlaClock {
  return { ...clock, dueAt: whenUsedUp(clock, 1, calendars) };
}

/** When this share of the target is used up. */
function whenUsedUp(clock: SlaClock, share: number, calendars: Calendars): Date | null {
  const { runningSince, elapsedMs, calendar, breachedAt } = clock;
  if (runningSince === null) return null;
  const left = Math.round(targetMsOf(clock) * share) - elapsedMs;
  // Used up before it ran again, or before the target was changed.
  if (left <= 0) return breachedAt ?? runningSince;
  return afterOpenMs(calendarNamed(calendars, calendar), runningSince, left);
}
