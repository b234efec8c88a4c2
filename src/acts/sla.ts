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
    await startFor(act, ticket, metric, 1, policy, "the ticket was opened");
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
    const ofMetric = clocks.filter((clock) => clock.metric === metric);
    const active = ofMetric.find(isActive);
    if (active !== undefined) await follow(act, ticket, active, terms, reason);
    else if (terms !== null) await beginLate(act, ticket, metric, ofMetric, policy, reason);
  }
}

/**
 * The customer's tier changed, which decides about the policies of all their tickets. Right after this act, since a
 * ticket is not to be locked after its customer.
 */
export async function retargetLater(act: Act, { id: customerId }: Customer): Promise<void> {
  if (!act.service.policy.sla.some(({ when }) => when.tiers !== undefined)) return;
  let after: Ticket | undefined;
  for (let more = true; more; ) {
    const page = await act.tx.find("ticket", "ofCustomer", { customerId }, { limit: 500, after });
    for (const { id, status } of page) {
      if (isUnfinished(status)) await act.enqueue({ kind: "sla.retarget", payload: { ticketId: id } });
    }
    after = page.at(-1);
    more = page.length === 500;
  }
}

async function follow(act: Act, ticket: Ticket, clock: SlaClock, terms: SlaTerms | null, reason: string) {
  if (terms === null) return cancel(act, ticket, clock, reason);
  const keys = Object.keys(terms) as (keyof SlaTerms)[];
  const isSame = keys.every((key) => JSON.stringify(clock[key]) === JSON.stringify(terms[key]));
  return isSame ? clock : run(act, ticket, await retarget(act, clock, terms, reason), reason);
}

/** What the ticket's policy has measured only from now on. */
async function beginLate(
  act: Act,
  ticket: Ticket,
  metric: SlaMetric,
  past: readonly SlaClock[],
  policy: SlaPolicy | null,
  reason: string,
): Promise<void> {
  const [known] = past;
  const terms = slaTermsOf(policy, metric);
  switch (metric) {
    case "first_response": {
      const isOwed = ticket.firstRepliedAt === null && ticket.awaitingReplySince !== null;
      if (isOwed && known === undefined) await startFor(act, ticket, metric, 1, policy, reason);
      return;
    }
    case "next_response": {
      const isOwed = ticket.firstRepliedAt !== null && ticket.awaitingReplySince !== null;
      if (isOwed) await startFor(act, ticket, metric, past.length + 1, policy, reason);
      return;
    }
    case "resolution":
    case "total_resolution":
      if (known === undefined) await startFor(act, ticket, metric, 1, policy, reason);
      // A policy in between did not measure it; what was used up before still counts.
      else if (known.state === "cancelled" && terms !== null) {
        await run(act, ticket, await retarget(act, known, terms, reason), reason);
      }
      return;
    default:
      metric satisfies never;
  }
}

async function startNextResponse(act: Act, ticket: Ticket, clocks: readonly SlaClock[], reason: string): Promise<void> {
  const responses = clocks.filter(({ metric }) => isResponse(metric));
  if (responses.some(isActive)) return;
  const count = responses.filter(({ metric }) => metric === "next_response").length;
  await startFor(act, ticket, "next_response", count + 1, await policyOf(act, ticket), reason);
}

async function startFor(
  act: Act,
  ticket: Ticket,
  metric: SlaMetric,
  instance: number,
  policy: SlaPolicy | null,
  reason: string,
): Promise<void> {
  const terms = slaTermsOf(policy, metric);
  if (terms === null) return;
  await run(act, ticket, await start(act, { ticketId: ticket.id, metric, instance }, terms, reason), reason);
}

/** The clock of an unfinished ticket runs, or stands still, as the ticket's status says. */
async function run(act: Act, ticket: Ticket, clock: SlaClock, reason: string): Promise<void> {
  const standsStill = clock.pauseOn.includes(ticket.status);
  const running =
    isActive(clock) && (clock.state === "running" || standsStill) ? clock : await resume(act, clock, reason);
  if (standsStill && running.state === "running") await pause(act, ticket, running, reason);
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
