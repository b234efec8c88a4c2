import { addSeconds } from "date-fns";
import { type Agent, changedLoad } from "../model/agent.ts";
import type { OfferEnd } from "../model/routing-facts.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { beginWait } from "../model/wait.ts";
import { queueTermsOf } from "../policy.ts";
import { type Act, patientAttempts } from "./act.ts";
import { weightOf } from "./choose-agent.ts";
import { agentOf } from "./lookup.ts";
import { watchReply } from "./watch-reply.ts";
import { watchWait } from "./watch-wait.ts";

/** What routing does with whom it chose: the ticket is theirs, or, where the queue wants it so, offered to them. */
export async function handTo(act: Act, ticket: Ticket, agent: Agent, reason: string): Promise<Ticket> {
  const { reservationSeconds } = queueTermsOf(act.service.policy, ticket.queue);
  if (reservationSeconds === null) return giveTo(act, ticket, agent, reason);
  return offerTo(act, ticket, agent, { seconds: reservationSeconds, reason });
}

/** Gives the ticket to an agent, from whoever had it or was offered it. The caller moves the conversation. */
export async function giveTo(act: Act, ticket: Ticket, agent: Agent, reason: string): Promise<Ticket> {
  const isTheirs = ticket.reservedFor === agent.id;
  // Both in one order, so that two who exchange tickets do not wait for each other.
  for (const id of [ticket.agentId ?? agent.id, agent.id].toSorted()) await agentOf(act, id);
  const free = isTheirs ? ticket : await releaseAgent(act, ticket, reason);
  const weight = isTheirs ? ticket.weight : weightOf(act.service, ticket);
  const busier = await burden(act, agent.id, isTheirs ? 0 : weight);
  const assigned = await act.tx.put("ticket", {
    ...free,
    agentId: agent.id,
    weight,
    reservedFor: null,
    reservedUntil: null,
    waiting: null,
    waitingSince: null,
    assignedAt: act.now,
    updatedAt: act.now,
  });
  await act.record(`ticket:${ticket.id}`, { kind: "assigned", from: ticket.agentId, to: agent.id, reason });
  act.emit("ticket.assigned", { ticket: assigned, agent: busier });
  await watchReply(act, assigned);
  return assigned;
}

/** Asks an agent to take the ticket. Until they answer, it counts among theirs and waits for nobody else. */
async function offerTo(
  act: Act,
  ticket: Ticket,
  agent: Agent,
  { seconds, reason }: { readonly seconds: number; readonly reason: string },
): Promise<Ticket> {
  const free = beginWait(await releaseAgent(act, ticket, reason));
  const weight = weightOf(act.service, ticket);
  const busier = await burden(act, agent.id, weight);
  const reservedUntil = addSeconds(act.now, seconds);
  const offered = await act.tx.put("ticket", {
    ...free,
    weight,
    reservedFor: agent.id,
    reservedUntil,
    waiting: null,
    waitingSince: free.waitingSince ?? act.now,
    updatedAt: act.now,
  });
  await act.setTimer(offerTimer(ticket.id), "ticket.offer_timeout", reservedUntil, { ticketId: ticket.id });
  await watchWait(act, ticket, offered);
  await act.record(`ticket:${ticket.id}`, { kind: "offered", to: agent.id, seconds, reason });
  act.emit("ticket.offered", { ticket: offered, agent: busier });
  return offered;
}

/**
 * The offer came to nothing: the ticket is back at its old place in the queue. Who declined is not asked again before the
 * offer would have ended, and who let it pass is asked last.
 */
export async function endOffer(act: Act, ticket: Ticket, how: OfferEnd, reason: string): Promise<Ticket> {
  const { reservedFor, passedBy } = ticket;
  if (reservedFor === null) return ticket;
  const agent = await unburden(act, reservedFor, ticket.weight);
  await act.record(`ticket:${ticket.id}`, { kind: "offer_ended", from: reservedFor, how, reason });
  const queued = await putInQueue(act, {
    ...ticket,
    weight: 0,
    reservedFor: null,
    reservedUntil: how === "declined" ? ticket.reservedUntil : null,
    passedBy: how === "withdrawn" ? passedBy : withLast(passedBy, reservedFor),
  });
  if (how === "withdrawn") act.emit("ticket.offer_withdrawn", { ticket: queued, agent });
  if (how === "declined") act.emit("ticket.offer_declined", { ticket: queued, agent, reason });
  if (how === "missed") act.emit("ticket.offer_missed", { ticket: queued, agent });
  return queued;
}

/** Takes the ticket from its agent, or from whom it is offered to. */
export async function releaseAgent(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  const { agentId, reservedFor } = ticket;
  const holderId = agentId ?? reservedFor;
  if (holderId === null) return ticket;
  const agent = await unburden(act, holderId, ticket.weight);
  await act.record(
    `ticket:${ticket.id}`,
    agentId !== null
      ? { kind: "released", from: agentId, reason }
      : { kind: "offer_ended", from: holderId, how: "withdrawn", reason },
  );
  const released = await act.tx.put("ticket", {
    ...ticket,
    // An ended ticket keeps the name of its agent: it is whom the survey rates and whom a reopening may return to.
    agentId: isUnfinished(ticket.status) ? null : agentId,
    weight: 0,
    reservedFor: null,
    reservedUntil: null,
    updatedAt: act.now,
  });
  if (agentId === null) act.emit("ticket.offer_withdrawn", { ticket: released, agent });
  return released;
}

/** The ticket waits in its queue for an agent. */
export async function putInQueue(act: Act, ticket: Ticket): Promise<Ticket> {
  const queued = await act.tx.put("ticket", {
    ...beginWait(ticket),
    waiting: true,
    waitingSince: ticket.waitingSince ?? act.now,
    updatedAt: act.now,
  });
  act.emit("ticket.queued", { ticket: queued });
  await watchWait(act, ticket, queued);
  await offerWaiting(act, { ticketId: queued.id });
  return queued;
}

/**
 * Looks, right after this act, whether a waiting ticket finds an agent: this ticket, or any that this agent can take. Asked
 * for both when a ticket begins to wait and when an agent gets free: two such acts at the same time may not see each other,
 * but the later look sees both.
 */
export async function offerWaiting(
  act: Act,
  changed: { readonly ticketId: string } | { readonly agentId: string },
): Promise<void> {
  await act.enqueue({ kind: "queue.offer", lane: "queue.offer", payload: changed, maxAttempts: patientAttempts });
}

async function burden(act: Act, agentId: string, weight: number): Promise<Agent> {
  const agent = await agentOf(act, agentId);
  const load = changedLoad(agent.load, weight);
  return act.keepAgent({ ...agent, load, lastAssignedAt: act.now, updatedAt: act.now });
}

/** The agent's place is free for the next one waiting. */
async function unburden(act: Act, agentId: string, weight: number): Promise<Agent> {
  const agent = await agentOf(act, agentId);
  await offerWaiting(act, { agentId });
  return act.keepAgent({ ...agent, load: changedLoad(agent.load, -weight), updatedAt: act.now });
}

export function withLast(ids: readonly string[], id: string): readonly string[] {
  return [...ids.filter((one) => one !== id), id];
}

export const offerTimer = (ticketId: string): string => `offer:${ticketId}`;
