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
  readonly state: "running" | "paused" | "fulfilled" | "cancelled";
  readonly startedAt: Date;
  /** Since when it runs without a pause; `null` while it does not run. */
  readonly runningSince: Date | null;
  /** Milliseconds of open hours used up before `runningSince`. */
  readonly elapsedMs: number;
  /** When the target is used up, as things stand; `null` while it does not run, or when the calendar never opens. */
  readonly dueAt: Date | null;
  readonly warnedAt: Date | null;
  readonly breachedAt: Date | null;
  readonly endedAt: Date | null;
}
