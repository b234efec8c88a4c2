import type { Act } from "../acts/act.ts";
import { escalateTicket } from "../acts/escalate-ticket.ts";
import { letGo, setSlaTimer, tell } from "../acts/sla-clocks.ts";
import { momentAt, type SlaClock, type SlaMoment } from "../model/sla-clock.ts";
import { isUnfinished, type Ticket, ticketMoves } from "../model/ticket.ts";

/** A clock has come to its warning or its breach, or had when its timer was set: it may have moved since. */
export async function slaDue(act: Act, ticket: Ticket, { clockId = "" }: { readonly clockId?: string }): Promise<void> {
  const clock = await act.tx.get("slaClock", clockId);
  if (clock === null || clock.state !== "running") return;
  const { sla, calendars } = act.service.policy;
  // Left behind by a desk that had no policies for a while, or has none any more.
  if (sla.length === 0 || !isUnfinished(ticket.status)) {
    await letGo(act, clock, "it is not measured any more");
    return;
  }
  const what = momentAt(clock, act.now, calendars);
  if (what === null) return setSlaTimer(act, clock);
  await tell(act, ticket, clock, what);
  await escalateFor(act, ticket, clock, what);
}

/** No cause escalates a ticket twice, and one that is escalated already is not escalated again. */
async function escalateFor(act: Act, ticket: Ticket, clock: SlaClock, what: SlaMoment): Promise<void> {
  const { metric, instance, policy: name, targetMinutes, warnAt } = clock;
  const escalateOn = act.service.policy.sla.find((policy) => policy.name === name)?.escalateOn ?? "never";
  const cause = `sla:${metric}:${instance}`;
  if (escalateOn === "never" || (escalateOn === "breach" && what === "warned")) return;
  if (ticket.escalationCauses.includes(cause) || !ticketMoves[ticket.status].includes("escalated")) return;
  const used = what === "breached" ? "used up" : `${Math.round(warnAt * 100)} % used up`;
  const causes = [...ticket.escalationCauses, cause];
  const reason = `SLA: the ${targetMinutes} minutes of ${metric} (policy ${name}) are ${used}`;
  await escalateTicket(act, { ...ticket, escalationCauses: causes }, reason);
}
