import type { SlaClock } from "./sla-clock.ts";

/** What happened to a clock of a ticket, and how it stood then. */
export interface SlaFact extends Pick<SlaClock, "metric" | "instance" | "policy" | "calendar" | "targetMinutes"> {
  readonly kind: "sla";
  readonly deed: SlaDeed;
  /** Milliseconds of open hours used up by then. */
  readonly elapsedMs: number;
  /** When it is due, in ISO 8601; of one that was stopped, when it would have been; `null` when it never is. */
  readonly dueAt: string | null;
  readonly reason: string;
  /** Of one that was set back: milliseconds it counts from before it ran on this ticket. */
  readonly carriedMs?: number;
}

/** What can happen to a clock. */
export type SlaDeed =
  | "started"
  | "backdated"
  | "paused"
  | "resumed"
  | "fulfilled"
  | "cancelled"
  | "warned"
  | "breached"
  | "retargeted";

/** What is written of a clock: how it stands, and what was used up. */
export function slaFact(
  clock: SlaClock,
  { dueAt, ...how }: Pick<SlaFact, "deed" | "reason" | "elapsedMs" | "carriedMs"> & { readonly dueAt: Date | null },
): SlaFact {
  const { metric, instance, policy, calendar, targetMinutes } = clock;
  const terms = { metric, instance, policy, calendar, targetMinutes };
  return { kind: "sla", ...terms, dueAt: dueAt?.toISOString() ?? null, ...how };
}
