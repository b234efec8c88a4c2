import { type Calendars, calendarNamed, openMsBetween } from "./calendar.ts";
import type { LogEntry } from "./decision.ts";
import type { Actor } from "./message.ts";
import { type SlaMetric, slaMetrics } from "./sla-clock.ts";
import type { SlaFact } from "./sla-fact.ts";

/** A stretch of a ticket's life as one metric saw it. Those of a metric follow each other without gap or overlap. */
export interface SlaInterval {
  readonly metric: SlaMetric;
  /** Which of the metric's clocks; `null` where none counts. */
  readonly instance: number | null;
  readonly state: "running" | "paused" | "stopped";
  readonly from: Date;
  /** `null`: it goes on. */
  readonly to: Date | null;
  /** What began it, and who. */
  readonly why: string;
  readonly by: Actor;
  /** The calendar in whose open hours it counts; `null`: around the clock. */
  readonly calendar: string | null;
  /** Milliseconds the clock counts from a wait that began elsewhere, under a ticket that was merged into this one. */
  readonly carriedMs?: number;
}

/** An entry of the log that tells of a clock. */
export type SlaEntry = LogEntry & { readonly fact: SlaFact };

export function isSlaEntry(entry: LogEntry): entry is SlaEntry {
  return entry.fact.kind === "sla";
}

/** What the log of a ticket says about its clocks: intervals that tile its life from its opening on, metric by metric. */
export function slaLedger(log: readonly LogEntry[], createdAt: Date): readonly SlaInterval[] {
  const entries = log.filter(isSlaEntry);
  return slaMetrics.flatMap((metric) =>
    tiles(
      entries.filter(({ fact }) => fact.metric === metric),
      metric,
      createdAt,
    ),
  );
}

function tiles(entries: readonly SlaEntry[], metric: SlaMetric, createdAt: Date): readonly SlaInterval[] {
  if (entries.length === 0) return [];
  const before = { state: "stopped", instance: null, why: "not measured yet", calendar: null } as const;
  let current: SlaInterval = { metric, ...before, from: createdAt, to: null, by: { kind: "system" } };
  const done: SlaInterval[] = [];
  for (const { at, by, fact } of entries) {
    const state = stateAfter(fact, current.state);
    if (state === null) continue;
    // Acts that waited for each other are written in their order, whatever times they began at.
    const from = at > current.from ? at : current.from;
    // What is carried over counts, however short the stretch.
    if (from > current.from || current.carriedMs !== undefined) done.push({ ...current, to: from });
    const { instance, calendar, reason: why, carriedMs } = fact;
    const carried = carriedMs === undefined ? {} : { carriedMs };
    const which = { metric, instance: state === "stopped" ? null : instance, state } as const;
    current = { ...which, from, to: null, why, by, calendar, ...carried };
  }
  return [...done, current];
}

/** How the clock stands after the fact; `null` when the fact begins no new interval. */
function stateAfter({ deed }: SlaFact, before: SlaInterval["state"]): SlaInterval["state"] | null {
  switch (deed) {
    case "started":
    case "resumed":
      return "running";
    case "paused":
      return "paused";
    case "fulfilled":
    case "cancelled":
      return "stopped";
    case "backdated":
    case "retargeted":
      // Another calendar may count from here on.
      return before;
    case "warned":
    case "breached":
      return null;
    default:
      return deed satisfies never;
  }
}

/** Milliseconds of open hours that a clock used up by `now`, as the intervals say. */
export function ledgerMs(
  intervals: readonly SlaInterval[],
  { metric, instance }: { readonly metric: SlaMetric; readonly instance: number },
  now: Date,
  calendars: Calendars,
): number {
  return intervals
    .filter((one) => one.metric === metric && one.instance === instance && one.state === "running")
    .reduce((sum, { calendar, from, to, carriedMs = 0 }) => {
      return sum + carriedMs + openMsBetween(calendarNamed(calendars, calendar), from, to ?? now);
    }, 0);
}
