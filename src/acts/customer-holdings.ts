import { CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity } from "../model/customer.ts";
import type { Fact } from "../model/decision.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../model/records.ts";
import type { Survey } from "../model/survey.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { existing } from "./lookup.ts";

/** Everything that is a customer's. */
export interface Holdings {
  readonly identities: readonly Identity[];
  readonly conversations: readonly Conversation[];
  readonly tickets: readonly Ticket[];
  readonly surveys: readonly Survey[];
}

const pageSize = 500;
const lock = { lock: true } as const;

/**
 * Only one merge or parting of customers at a time. Taken before all records, unlike other names: only such acts take it,
 * and none of them has a record yet.
 */
export async function customersLocked(act: Act): Promise<void> {
  await act.tx.lock("customers");
}

export async function customersOf(act: Act, ids: readonly string[]): Promise<readonly Customer[]> {
  const found: Customer[] = [];
  for (const id of [...ids].sort()) found.push(await existing(act.tx, "customer", id, lock));
  return ids.map((id) => found.find((customer) => customer.id === id)).filter((one) => one !== undefined);
}

/**
 * Everything that is a customer's, kept from others: first the conversations, also those in which only a ticket is theirs,
 * since whoever changes something of a customer has its conversation. What came in before all was taken has to be taken
 * too, so the act begins anew.
 */
export async function holdingsOf(act: Act, customerId: string): Promise<Holdings> {
  const taken = await takeConversations(act, customerId);
  await existing(act.tx, "customer", customerId, lock);
  const identities = await everything(act, "identity", "ofCustomer", { customerId });
  const conversations = await everything(act, "conversation", "ofCustomer", { customerId });
  const tickets = await everything(act, "ticket", "ofCustomer", { customerId });
  const surveys = await everything(act, "survey", "ofCustomer", { customerId });
  const threads = [...conversations.map(({ id }) => id), ...tickets.map(({ conversationId }) => conversationId)];
  if (threads.some((id) => !taken.has(id))) {
    throw new CustomerServiceError("store.conflict", `Customer ${customerId} wrote meanwhile.`);
  }
  return { identities, conversations, tickets, surveys };
}

async function takeConversations(act: Act, customerId: string): Promise<ReadonlySet<string>> {
  const own = await everything(act, "conversation", "ofCustomer", { customerId });
  const taken = new Set(own.map(({ id }) => id));
  let after: Ticket | undefined;
  for (let more = true; more; ) {
    const page = await act.tx.find("ticket", "ofCustomer", { customerId }, { limit: pageSize, after });
    for (const { conversationId } of page) {
      if (!taken.has(conversationId)) await act.tx.get("conversation", conversationId, lock);
      taken.add(conversationId);
    }
    after = page.at(-1);
    more = page.length === pageSize;
  }
  return taken;
}

async function everything<K extends RecordKind, I extends IndexName<K>>(
  act: Act,
  kind: K,
  index: I,
  key: IndexKey<K, I>,
): Promise<readonly RecordTypes[K][]> {
  const found: RecordTypes[K][] = [];
  for (let more = true; more; ) {
    const page = await act.tx.find(kind, index, key, { limit: pageSize, after: found.at(-1), lock: true });
    found.push(...page);
    more = page.length === pageSize;
  }
  return found;
}

/** Writes to the log of each ticket and conversation what became of it. */
export async function recordIn(act: Act, { conversations, tickets }: Holdings, fact: Fact): Promise<void> {
  for (const { id } of conversations) await act.record(`conversation:${id}`, fact);
  for (const { id } of tickets) await act.record(`ticket:${id}`, fact);
}

/** Gives these to a customer. */
export async function giveHoldings(
  act: Act,
  customerId: string,
  { identities, conversations, tickets, surveys }: Holdings,
): Promise<void> {
  for (const one of identities) await act.tx.put("identity", { ...one, customerId });
  for (const one of conversations) await act.tx.put("conversation", { ...one, customerId, updatedAt: act.now });
  for (const one of tickets) await act.tx.put("ticket", { ...one, customerId, updatedAt: act.now });
  for (const one of surveys) await act.tx.put("survey", { ...one, customerId });
}
