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
}

/** What can happen to a clock. */
export type SlaDeed =
  | "started"
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
  { deed, reason, elapsedMs, dueAt }: Pick<SlaFact, "deed" | "reason" | "elapsedMs"> & { readonly dueAt: Date | null },
): SlaFact {
  const { metric, instance, policy, calendar, targetMinutes } = clock;
  const terms = { metric, instance, policy, calendar, targetMinutes };
  return { kind: "sla", deed, ...terms, elapsedMs, dueAt: dueAt?.toISOString() ?? null, reason };
}

/** What the one who did it did. */
export function slaSentence(fact: SlaFact): string {
  const { metric, instance, policy, targetMinutes, reason } = fact;
  const clock = `the ${metric} clock (${instance})`;
  const used = `${minutesIn(fact.elapsedMs)} of ${targetMinutes} minutes used`;
  const due = fact.dueAt === null ? "not due" : `due ${fact.dueAt}`;
  switch (fact.deed) {
    case "started":
    case "resumed":
    case "retargeted":
      return `${fact.deed} ${clock}, policy ${policy}, ${used}, ${due}: ${reason}.`;
    case "paused":
    case "fulfilled":
    case "cancelled":
      return `${fact.deed} ${clock} with ${used}: ${reason}.`;
    case "warned":
      return `warned that ${clock} is nearly used up, ${used}, ${due}.`;
    case "breached":
      return `noted that ${clock} is breached, ${used}, ${due}.`;
    default:
      return fact.deed satisfies never;
  }
}

function minutesIn(milliseconds: number): number {
  return Math.round(milliseconds / 600) / 100;
}
