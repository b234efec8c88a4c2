import { CustomerServiceError } from "../errors.ts";
import type { Agent } from "../model/agent.ts";
import type { Conversation } from "../model/conversation.ts";
import type { RecordTypes } from "../model/records.ts";
import type { Survey } from "../model/survey.ts";
import type { Ticket } from "../model/ticket.ts";
import type { GetOptions, StoreReader } from "../ports/ticket-store.ts";
import type { Act } from "./act.ts";

type Named = "customer" | "conversation" | "message" | "ticket" | "agent" | "survey";

/** The record of this id; refuses with `<kind>.not_found`. */
export async function existing<K extends Named>(
  reader: StoreReader,
  kind: K,
  id: string,
  options?: GetOptions<K>,
): Promise<RecordTypes[K]> {
  const record = await reader.get(kind, id, options);
  if (record !== null) return record;
  throw new CustomerServiceError(`${kind}.not_found`, `There is no ${kind} ${id}.`, { details: { [`${kind}Id`]: id } });
}

const lock = { lock: true } as const;

/**
 * The ticket, kept from others until the act is done. Its conversation is so first: everybody takes a conversation, then
 * its ticket, then the locks that have names (`ticket.number`, `routing`), then agents, so that no two acts wait for each
 * other.
 */
export async function ticketOf(act: Act, ticketId: string): Promise<Ticket> {
  const known = await existing(act.tx, "ticket", ticketId);
  await act.tx.get("conversation", known.conversationId, lock);
  return existing(act.tx, "ticket", ticketId, { lock: true, known });
}

/**
 * Two tickets, kept from others until the act is done: first their conversations, then they themselves, both in the order
 * of ids.
 */
export async function ticketsOf(act: Act, ticketId: string, otherId: string): Promise<readonly [Ticket, Ticket]> {
  const one = await existing(act.tx, "ticket", ticketId);
  const other = await existing(act.tx, "ticket", otherId);
  const conversationIds = [...new Set([one.conversationId, other.conversationId])].sort();
  for (const id of conversationIds) await act.tx.get("conversation", id, lock);
  const isInOrder = ticketId < otherId;
  const [first, second] = isInOrder ? [one, other] : [other, one];
  const firstNow = await existing(act.tx, "ticket", first.id, { lock: true, known: first });
  const secondNow = await existing(act.tx, "ticket", second.id, { lock: true, known: second });
  return isInOrder ? [firstNow, secondNow] : [secondNow, firstNow];
}

/** The ticket of a conversation that this act has taken already. */
export function ticketIn(act: Act, ticketId: string): Promise<Ticket> {
  return existing(act.tx, "ticket", ticketId, lock);
}

export function agentOf(act: Act, agentId: string): Promise<Agent> {
  return existing(act.tx, "agent", agentId, lock);
}

export function conversationOf(act: Act, conversationId: string): Promise<Conversation> {
  return existing(act.tx, "conversation", conversationId, lock);
}

export function surveyOf(act: Act, surveyId: string): Promise<Survey> {
  return existing(act.tx, "survey", surveyId, lock);
}
