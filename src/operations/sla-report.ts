import { existing } from "../acts/lookup.ts";
import { slaCaseOf } from "../acts/sla.ts";
import { clocksOf } from "../acts/sla-clocks.ts";
import type { ServiceContext } from "../context.ts";
import { auditSla, type SlaFinding } from "../model/sla-audit.ts";
import { elapsedMsAt, type SlaClock, type SlaMetric, targetMsOf } from "../model/sla-clock.ts";
import { type SlaInterval, slaLedger } from "../model/sla-ledger.ts";
import { type SlaPolicy, slaPolicyFor } from "../model/sla-policy.ts";
import { type Reading, unhurried, wholeLog } from "./reading.ts";

/** How a ticket stands against its SLA. */
export interface SlaReport {
  /** The policy that fits the ticket as it is now; `null` when none does. */
  readonly policy: SlaPolicy | null;
  /** In the order in which they were started; what is used up is as of now. */
  readonly clocks: readonly SlaClockNow[];
  /** Every stretch in which each metric ran, stood still or was not measured, with why and by whom. */
  readonly intervals: readonly SlaInterval[];
  /** What about its clocks a supervisor should look at. */
  readonly findings: readonly SlaFinding[];
}

/** A clock as of now. */
export interface SlaClockNow extends SlaClock {
  /** Milliseconds of open hours that are left; below 0 when it is over its target. */
  readonly remainingMs: number;
}

/** Refuses with `ticket.not_found`. */
export async function slaReport(service: ServiceContext, ticketId: string): Promise<SlaReport> {
  const { calendars, sla } = service.policy;
  return service.store.read(service.tenant, async (reader) => {
    const read: Reading = (work) => work(reader);
    const ticket = await existing(reader, "ticket", ticketId);
    const customer = await reader.get("customer", ticket.customerId);
    const clocks = await clocksOf(reader, ticketId);
    const log = await wholeLog(read, `ticket:${ticketId}`);
    const intervals = slaLedger(log, ticket.createdAt);
    return {
      policy: slaPolicyFor(slaCaseOf(service, ticket, customer), sla),
      clocks: clocks.map((clock) => {
        const elapsedMs = elapsedMsAt(clock, reader.now, calendars);
        return { ...clock, elapsedMs, remainingMs: targetMsOf(clock) - elapsedMs };
      }),
      intervals,
      findings: auditSla({ log, intervals, clocks }, reader.now, calendars),
    };
  });
}

/** Running clocks that are or will be due before a time, soonest first. */
export async function dueClocks(
  service: ServiceContext,
  { before, metric }: { readonly before: Date; readonly metric?: SlaMetric | undefined },
  { limit, after }: { readonly limit: number; readonly after?: SlaClock },
): Promise<readonly SlaClock[]> {
  const read = unhurried(service);
  const found: SlaClock[] = [];
  let last = after;
  for (let more = true; more; ) {
    const page = await read((reader) =>
      reader.find("slaClock", "byState", { state: "running" }, { limit, after: last }),
    );
    for (const clock of page) {
      if (clock.dueAt === null || (metric !== undefined && clock.metric !== metric)) continue;
      if (clock.dueAt >= before || found.length === limit) return found;
      found.push(clock);
    }
    last = page.at(-1);
    more = page.length === limit;
  }
  return found;
}
