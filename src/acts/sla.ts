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
import { cancel, clocksOf, fulfil, pause, resume, retarget, start } from "./sla-clocks.ts";

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
  const isReopened = !isUnfinished(from) && isUnfinished(ticket.status);
  const clocks = await clocksOf(act.tx, ticket.id);
  for (const clock of clocks) {
    if (!isUnfinished(ticket.status)) await end(act, ticket, clock, reason);
    else if (isReopened && clock.metric === "total_resolution") await run(act, ticket, clock, reason);
    else if (isActive(clock)) await run(act, ticket, clock, reason);
  }
  // Nobody reopens a ticket for nothing: somebody waits for an answer.
  if (isReopened) await startNextResponse(act, ticket, clocks, reason);
}

/** A human answered: whoever waited for it does not wait any more. */
export async function fulfilResponse(act: Act, ticket: Ticket): Promise<void> {
  for (const clock of await runningResponses(act, ticket)) await fulfil(act, ticket, clock, "a human answered");
}

/** It is left to the bot: nobody waits for a human. */
export async function cancelResponse(act: Act, ticket: Ticket, reason: string): Promise<void> {
  for (const clock of await runningResponses(act, ticket)) await cancel(act, ticket, clock, reason);
}

/** The customer wrote, told of before `awaitingReplySince` is set: only the oldest message without an answer counts. */
export async function customerWaits(act: Act, ticket: Ticket): Promise<void> {
  if (!isMeasured(act) || ticket.awaitingReplySince !== null) return;
  await startNextResponse(act, ticket, await clocksOf(act.tx, ticket.id), "the customer wrote");
}

/**
 * Something that decides about its policy changed: priority, queue, type, tier. Its clocks go on with what they have
 * used up. What the new policy measures and the old one did not begins now; what it does not measure is over.
 */
export async function retargetSla(act: Act, ticket: Ticket, reason: string): Promise<void> {
  if (!isMeasured(act) || !isUnfinished(ticket.status)) return;
  const policy = await policyOf(act, ticket);
  const clocks = await clocksOf(act.tx, ticket.id);
  for (const metric of slaMetrics) {
    const terms = slaTermsOf(policy, metric);
    const active = clocks.find((clock) => clock.metric === metric && isActive(clock));
    if (active !== undefined) await follow(act, ticket, active, terms, reason);
    else if (terms !== null) await beginLate(act, ticket, { metric, clocks, terms, reason });
  }
}

async function follow(
  act: Act,
  ticket: Ticket,
  clock: SlaClock,
  terms: SlaTerms | null,
  reason: string,
): Promise<void> {
  if (terms === null) {
    await cancel(act, ticket, clock, reason);
    return;
  }
  const keys = Object.keys(terms) as (keyof SlaTerms)[];
  const isSame = keys.every((key) => JSON.stringify(clock[key]) === JSON.stringify(terms[key]));
  if (!isSame) await run(act, ticket, await retarget(act, clock, terms, reason), reason);
}

interface LateStart {
  readonly metric: SlaMetric;
  readonly clocks: readonly SlaClock[];
  readonly terms: SlaTerms;
  readonly reason: string;
}

/** What the ticket's policy measures only from now on. An answer is measured when one is owed. */
async function beginLate(act: Act, ticket: Ticket, { metric, clocks, terms, reason }: LateStart): Promise<void> {
  const past = clocks.filter((clock) => clock.metric === metric);
  const [known] = past;
  const isOwed =
    ticket.awaitingReplySince !== null && !clocks.some((clock) => isResponse(clock.metric) && isActive(clock));
  switch (metric) {
    case "first_response":
      if (!isOwed || ticket.firstRepliedAt !== null || known !== undefined) return;
      break;
    case "next_response":
      if (!isOwed || ticket.firstRepliedAt === null) return;
      break;
    case "resolution":
    case "total_resolution":
      if (known === undefined) break;
      // A policy in between did not measure it; what was used up before still counts.
      if (known.state === "cancelled") await run(act, ticket, await retarget(act, known, terms, reason), reason);
      return;
    default:
      metric satisfies never;
  }
  await begin(act, ticket, metric, past.length + 1, terms, reason);
}

async function startNextResponse(act: Act, ticket: Ticket, clocks: readonly SlaClock[], reason: string): Promise<void> {
  const responses = clocks.filter(({ metric }) => isResponse(metric));
  if (responses.some(isActive)) return;
  const count = responses.filter(({ metric }) => metric === "next_response").length;
  const terms = slaTermsOf(await policyOf(act, ticket), "next_response");
  await begin(act, ticket, "next_response", count + 1, terms, reason);
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
