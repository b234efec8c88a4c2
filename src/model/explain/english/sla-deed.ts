import type { SlaFact } from "../../sla-fact.ts";

/** What the one who did it did. */
export function slaDeed(fact: SlaFact): string {
  const { metric, instance, policy, targetMinutes, reason } = fact;
  const clock = `the ${metric} clock (${instance})`;
  const used = `${minutesIn(fact.elapsedMs)} of ${targetMinutes} minutes used`;
  const due = fact.dueAt === null ? "not due" : `due ${fact.dueAt}`;
  switch (fact.deed) {
    case "started":
    case "backdated":
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
