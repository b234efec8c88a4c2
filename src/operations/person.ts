import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity } from "../model/customer.ts";
import { identitiesNamed } from "../model/customer-key.ts";
import type { CustomerMerge } from "../model/customer-merge.ts";
import type { Message } from "../model/message.ts";
import type { SlaClock } from "../model/sla-clock.ts";
import type { Survey } from "../model/survey.ts";
import type { Ticket } from "../model/ticket.ts";
import type { StoredThing } from "../ports/store-maintenance.ts";
import { all, pages, type Reading } from "./reading.ts";
import { search } from "./search.ts";

/** A customer, and where in the store they are to be found. */
export interface Person {
  readonly customerId: string;
  /** `null` when the record is gone and something else is left. */
  readonly customer: Customer | null;
  readonly identities: readonly Identity[];
  /** The merges they had a part in, and the customers who became part of them. */
  readonly merges: readonly CustomerMerge[];
  readonly merged: readonly Customer[];
  /** What channels call them. */
  readonly senderIds: readonly string[];
  /** Conversations in which nobody else writes to the desk. */
  readonly conversations: readonly Conversation[];
  /** Conversations in which others write too. */
  readonly groups: readonly Conversation[];
  /** Marks against duplicates that name them. */
  readonly marks: readonly StoredThing[];
  /** Whether they wrote this message. */
  readonly wrote: (message: Pick<Message, "sender" | "channelId">) => boolean;
}

/** The person behind a customer; `null` when nothing is kept of them. Searches the whole store. */
export async function personOf(service: ServiceContext, read: Reading, customerId: string): Promise<Person | null> {
  const customer = await read((reader) => reader.get("customer", customerId));
  const identities = await all(read, "identity", "ofCustomer", { customerId });
  const theirs = await all(read, "conversation", "ofCustomer", { customerId });
  const { tickets, surveys } = await casesOf(read, customerId, []);
  if (customer === null && [identities, theirs, tickets, surveys].every(({ length }) => length === 0)) return null;

  const { merges, merged } = await mergesOf(read, customerId);
  const wrote = authorship(service, identities);
  const senderIds = identities.map(({ id }) => senderIdIn(id));
  const ids = [customerId, ...merged.map(({ id }) => id)];
  const mentions = await search(service, read, [...ids, ...senderIds, ...theirs.map(({ address }) => address)]);
  const conversations: Conversation[] = [];
  const groups: Conversation[] = [];
  for (const conversation of [...theirs, ...(await joined(read, theirs, tickets, mentions, wrote))]) {
    const isAlone = conversation.customerId === customerId && !(await othersWrite(read, conversation, wrote));
    (isAlone ? conversations : groups).push(conversation);
  }
  const marks = mentions.filter(({ kind }) => kind === "mark");
  return { customerId, customer, identities, merges, merged, senderIds, conversations, groups, marks, wrote };
}

/** All merges of a customer and of those who became part of them, also undone ones. */
async function mergesOf(read: Reading, customerId: string): Promise<Pick<Person, "merges" | "merged">> {
  const merges = new Map<string, CustomerMerge>();
  const parts = new Set([customerId]);
  // A set goes on through what is added to it meanwhile.
  for (const id of parts) {
    const kept = await all(read, "customerMerge", "ofKept", { keptId: id });
    for (const one of kept) if (one.undoneAt === null) parts.add(one.mergedId);
    for (const one of [...kept, ...(await all(read, "customerMerge", "ofMerged", { mergedId: id }))]) {
      merges.set(one.id, one);
    }
  }
  const merged: Customer[] = [];
  for (const id of parts) {
    const customer = id === customerId ? null : await read((reader) => reader.get("customer", id));
    if (customer !== null) merged.push(customer);
  }
  return { merges: [...merges.values()], merged };
}

/** Refuses with `customer.refused` one who became part of another: what was theirs is that one's. */
export function requireStanding(customer: Customer | null): void {
  if (customer === null || customer.mergedInto === null) return;
  const { id, mergedInto } = customer;
  const sentence = `Customer ${id} became part of ${mergedInto}; ask for that one, or undo the merge first.`;
  throw new CustomerServiceError("customer.refused", sentence, { details: { customerId: id, into: mergedInto } });
}

/** The tickets of a customer and of these conversations, their surveys and SLA clocks. */
export async function casesOf(
  read: Reading,
  customerId: string,
  conversations: readonly Conversation[],
): Promise<{
  readonly tickets: readonly Ticket[];
  readonly surveys: readonly Survey[];
  readonly slaClocks: readonly SlaClock[];
}> {
  const tickets = [...(await all(read, "ticket", "ofCustomer", { customerId }))];
  for (const { id } of conversations) {
    tickets.push(...(await all(read, "ticket", "ofConversation", { conversationId: id })));
  }
  const surveys = [...(await all(read, "survey", "ofCustomer", { customerId }))];
  const slaClocks: SlaClock[] = [];
  for (const { id: ticketId } of tickets) {
    surveys.push(...(await all(read, "survey", "ofTicket", { ticketId })));
    slaClocks.push(...(await all(read, "slaClock", "ofTicket", { ticketId })));
  }
  return { tickets: distinct(tickets), surveys: distinct(surveys), slaClocks: distinct(slaClocks) };
}

function distinct<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

/** The channel's id in that of an identity: `4711` of `telegram:4711` or `webchat?4711`; a number without its plus. */
function senderIdIn(identity: string): string {
  return identity.slice(identity.search(/[:?]/) + 1).replace(/^\+/, "");
}

function authorship({ channels }: ServiceContext, identities: readonly Identity[]): Person["wrote"] {
  const names = new Set(identities.map(({ id }) => id));
  return ({ sender, channelId }) => {
    if (sender === null) return false;
    const named = identitiesNamed(channels.get(channelId)?.kind ?? channelId, sender);
    // The best one is always the writer's; a number behind it may be another's, who had it before.
    return (sender.verified ? named.slice(0, 1) : named).some((id) => names.has(id));
  };
}

/** The conversations of others in which they wrote, or had a ticket. */
async function joined(
  read: Reading,
  theirs: readonly Conversation[],
  tickets: readonly Ticket[],
  mentions: readonly StoredThing[],
  wrote: Person["wrote"],
): Promise<readonly Conversation[]> {
  const ids = new Set(tickets.map(({ conversationId }) => conversationId));
  for (const { kind, id } of mentions) {
    const message = kind === "message" ? await read((reader) => reader.get("message", id)) : null;
    if (message !== null && wrote(message)) ids.add(message.conversationId);
  }
  for (const { id } of theirs) ids.delete(id);
  const found: Conversation[] = [];
  for (const id of ids) {
    const conversation = await read((reader) => reader.get("conversation", id));
    if (conversation !== null) found.push(conversation);
  }
  return found;
}

async function othersWrite(read: Reading, { id }: Conversation, wrote: Person["wrote"]): Promise<boolean> {
  for await (const page of pages(read, "message", "ofConversation", { conversationId: id })) {
    if (page.some((message) => message.sender !== null && !wrote(message))) return true;
  }
  return false;
}
