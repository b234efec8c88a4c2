import type { ServiceContext } from "../context.ts";
import type { Customer } from "../model/customer.ts";
import { isActive, type SlaClock, type SlaMetric, slaMetrics } from "../model/sla-clock.ts";
import {
  isResponse,
  type SlaCase,
  type SlaPolicy,
  type SlaTerms,
  slaPolicyFor,
  slaTermsOf,
} from "../model/sla-policy.ts";
import { isUnfinished, type Ticket, type TicketStatus } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { backdate, cancel, clocksOf, fulfil, pause, resume, retarget, start } from "./sla-clocks.ts";

/**
 * The SLA clocks of a ticket, told of what happens to it. Each of these is called where the fact is stored, with the
 * ticket as it is after it; a desk without policies reads and writes nothing here.
 */

/** It was opened: what its policy measures from the opening begins. */
export async function startSla(act: Act, ticket: Ticket): Promise<void> {
  if (!isMeasured(act)) return;
  const policy = await policyOf(act, ticket);
  for (const metric of ["first_response", "resolution", "total_resolution"] as const) {
    await begin(act, ticket, metric, 1, slaTermsOf(policy, metric), "the ticket was opened");
  }
}

/** It moved: clocks stand still, run again, or are over. */
export async function followStatus(act: Act, ticket: Ticket, from: TicketStatus, reason: string): Promise<void> {
  if (!isMeasured(act)) return;
  if (!isUnfinished(from) && isUnfinished(ticket.status)) return runAgain(act, ticket, reason);
  for (const clock of await clocksOf(act.tx, ticket.id)) {
    if (!isUnfinished(ticket.status)) await end(act, ticket, clock, reason);
    else if (isActive(clock)) await run(act, ticket, clock, reason);
  }
}

/** A human answered: whoever waited for it does not wait any more. */
export async function fulfilResponse(act: Act, ticket: Ticket): Promise<void> {
  for (const clock of await runningResponses(act, ticket)) await fulfil(act, ticket, clock, "a human answered");
}

/** It is left to the bot: nobody waits for a human. */
export async function cancelResponse(act: Act, ticket: Ticket, reason: string): Promise<void> {
  for (const clock of await runningResponses(act, ticket)) await cancel(act, ticket, clock, reason);
}

/** The customer waits for an answer, since now or for longer. */
export async function customerWaits(act: Act, ticket: Ticket, since: Date, reason: string): Promise<void> {
  if (!isMeasured(act)) return;
  await measureResponse(act, ticket, await policyOf(act, ticket), reason);
  if (since >= act.now) return;
  for (const clock of await runningResponses(act, ticket)) await backdate(act, clock, since, reason);
}

/**
 * Something that decides about its policy changed: priority, queue, type, tier. Its clocks go on with what they have
 * used up. What the new policy measures and the old one did not begins now; what it does not measure is over. An answer is
 * measured when one is owed.
 */
export async function retargetSla(act: Act, ticket: Ticket, reason: string): Promise<void> {
  if (!isMeasured(act) || !isUnfinished(ticket.status)) return;
  const policy = await policyOf(act, ticket);
  const clocks = await clocksOf(act.tx, ticket.id);
  for (const metric of slaMetrics) {
    const terms = slaTermsOf(policy, metric);
    const active = clocks.find((clock) => clock.metric === metric && isActive(clock));
    if (active !== undefined) await follow(act, ticket, active, terms, reason);
    else if (terms !== null && !isResponse(metric)) await beginLate(act, ticket, { metric, clocks, terms, reason });
  }
  if (ticket.awaitingReplySince !== null) await measureResponse(act, ticket, policy, reason);
}

/** It is open again: what never came to an end goes on, and so does the clock that adds up all of the ticket's life. */
async function runAgain(act: Act, ticket: Ticket, reason: string): Promise<void> {
  const policy = await policyOf(act, ticket);
  for (const clock of await clocksOf(act.tx, ticket.id)) {
    const terms = isResponse(clock.metric) ? null : slaTermsOf(policy, clock.metric);
    if (terms === null || (clock.metric === "resolution" && clock.state !== "cancelled")) continue;
    await revive(act, ticket, clock, terms, reason);
  }
}

async function follow(
  act: Act,
  ticket: Ticket,
  clock: SlaClock,
  terms: SlaTerms | null,
  reason: string,
): Promise<void> {
  if (terms === null) await cancel(act, ticket, clock, reason);
  else if (!hasTerms(clock, terms)) await run(act, ticket, await retarget(act, clock, terms, reason), reason);
}

/** A clock that was over is not any more: what it had used up counts. */
async function revive(act: Act, ticket: Ticket, clock: SlaClock, terms: SlaTerms, reason: string): Promise<void> {
  const known = hasTerms(clock, terms) ? clock : await retarget(act, clock, terms, reason);
  await run(act, ticket, known, reason);
}

function hasTerms(clock: SlaClock, terms: SlaTerms): boolean {
  const keys = Object.keys(terms) as (keyof SlaTerms)[];
  return keys.every((key) => JSON.stringify(clock[key]) === JSON.stringify(terms[key]));
}

interface LateStart {
  readonly metric: SlaMetric;
  readonly clocks: readonly SlaClock[];
  readonly terms: SlaTerms;
  readonly reason: string;
}

/** What the ticket's policy measures only from now on. */
async function beginLate(act: Act, ticket: Ticket, { metric, clocks, terms, reason }: LateStart): Promise<void> {
  const known = clocks.find((clock) => clock.metric === metric);
  if (known === undefined) await begin(act, ticket, metric, 1, terms, reason);
  // A policy in between did not measure it; what was used up before still counts.
  else if (known.state === "cancelled") await revive(act, ticket, known, terms, reason);
}

/**
 * An answer is owed, and one clock measures it: the first response, as long as no human ever answered, else the next one. A
 * clock of this answer that was cancelled goes on with what it had used up.
 */
async function measureResponse(act: Act, ticket: Ticket, policy: SlaPolicy | null, reason: string): Promise<void> {
  const responses = (await clocksOf(act.tx, ticket.id)).filter(({ metric }) => isResponse(metric));
  if (responses.some(isActive)) return;
  const first = responses.find(({ metric }) => metric === "first_response");
  const firstTerms = slaTermsOf(policy, "first_response");
  if (firstTerms !== null && first?.state !== "fulfilled" && !(await wasAnswered(act, ticket))) {
    if (first === undefined) await begin(act, ticket, "first_response", 1, firstTerms, reason);
    else await revive(act, ticket, first, firstTerms, reason);
    return;
  }
  const terms = slaTermsOf(policy, "next_response");
  if (terms === null || waitsSinceOpening(ticket)) return;
  const nexts = responses.filter(({ metric }) => metric === "next_response");
  const last = nexts.find(({ instance }) => instance === nexts.length);
  const { awaitingReplySince: since } = ticket;
  const isOfThisWait = last?.state === "cancelled" && since !== null && last.startedAt >= since;
  if (isOfThisWait) await revive(act, ticket, last, terms, reason);
  else await begin(act, ticket, "next_response", nexts.length + 1, terms, reason);
}

/** Whether a human ever answered: a ticket that is opened again has forgotten it, its log has not. */
async function wasAnswered(act: Act, { id, firstRepliedAt }: Ticket): Promise<boolean> {
  if (firstRepliedAt !== null) return true;
  for (let offset = 0; ; offset += logPage) {
    const page = await act.tx.readLog(`ticket:${id}`, { offset, limit: logPage });
    if (page.some(({ fact }) => fact.kind === "replied")) return true;
    if (page.length < logPage) return false;
  }
}

const logPage = 500;

/** The answer to what opened it is the first one, whether that is measured or not. */
function waitsSinceOpening({ firstRepliedAt, awaitingReplySince: since, createdAt }: Ticket): boolean {
  return firstRepliedAt === null && since !== null && since <= createdAt;
}

async function begin(
  act: Act,
  ticket: Ticket,
  metric: SlaMetric,
  instance: number,
  terms: SlaTerms | null,
  reason: string,
): Promise<void> {
  if (terms === null) return;
  await run(act, ticket, await start(act, { ticketId: ticket.id, metric, instance }, terms, reason), reason);
}

/** The clock of an unfinished ticket runs, or stands still, as the ticket's status says. */
async function run(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<void> {
  const standsStill = clock.pauseOn.includes(ticket.status);
  if (standsStill && clock.state === "paused") return;
  const running = clock.state === "running" ? clock : await resume(act, clock, reason);
  if (standsStill) await pause(act, ticket, running, reason);
}

/** An end by people is what resolution clocks wait for; an answer is not any more. */
async function end(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<void> {
  if (!isActive(clock)) return;
  if (isResponse(clock.metric)) await cancel(act, ticket, clock, `no answer is due any more: ${reason}`);
  else if (ticket.mergedInto !== null || ticket.closedBy === "system") await cancel(act, ticket, clock, reason);
  else await fulfil(act, ticket, clock, reason);
}

async function runningResponses(act: Act, ticket: Ticket): Promise<readonly SlaClock[]> {
  if (!isMeasured(act)) return [];
  return (await clocksOf(act.tx, ticket.id)).filter((clock) => isResponse(clock.metric) && isActive(clock));
}

/** The policy that fits the ticket as it is now. */
async function policyOf(act: Act, ticket: Ticket): Promise<SlaPolicy | null> {
  const customer = await act.tx.get("customer", ticket.customerId);
  return slaPolicyFor(slaCaseOf(act.service, ticket, customer), act.service.policy.sla);
}

/** What decides about the policy of this ticket. */
export function slaCaseOf({ channels }: ServiceContext, ticket: Ticket, customer: Customer | null): SlaCase {
  const { channelId } = ticket;
  const kind = channels.get(channelId)?.kind ?? channelId;
  return { ticket, tier: customer?.tier ?? "standard", channel: { id: channelId, kind } };
}

function isMeasured(act: Act): boolean {
  return act.service.policy.sla.length > 0;
}
