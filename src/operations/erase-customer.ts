import { perform, system } from "../acts/act.ts";
import { releaseAgent } from "../acts/assign-ticket.ts";
import { inverseOf, removeLink } from "../acts/edit-ticket.ts";
import { leaveConversation } from "../acts/leave-conversation.ts";
import { ticketOf } from "../acts/lookup.ts";
import { changeStatus } from "../acts/move-ticket.ts";
import type { ServiceContext } from "../context.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import type { StoredThing } from "../ports/store-maintenance.ts";
import { emptyMessages } from "./empty-messages.ts";
import { noCustomer } from "./export-customer.ts";
import { casesOf, type Person, personOf, requireStanding } from "./person.ts";
import { type Reading, unhurried } from "./reading.ts";
import { search } from "./search.ts";
import { tracesOf } from "./traces.ts";

/** What became of a customer's data. */
export interface Erasure {
  /** How many things of each kind are gone. */
  readonly removed: Readonly<Partial<Record<StoredThing["kind"], number>>>;
  /** What they wrote among others keeps its place there, and is empty. */
  readonly emptiedMessages: number;
  /**
   * Where a name, number, address or id of theirs still stands, found by a search of the whole store after the removal:
   * in what others wrote of them, agents' notes in other tickets. People must judge these.
   */
  readonly remaining: readonly StoredThing[];
}

/**
 * Removes a customer for good. Whatever stops it half-way, called again it goes on: the customer's own record goes last.
 * Refuses with `customer.not_found`, `customer.refused`.
 */
export async function eraseCustomer(service: ServiceContext, customerId: string): Promise<Erasure> {
  const read = unhurried(service);
  const person = await personOf(service, read, customerId);
  if (person === null) throw noCustomer(customerId);
  requireStanding(person.customer);
  await closeTickets(service, read, person);
  const removal = new Removal(service);
  const emptiedMessages = await emptyMessages(service, read, person, (marks) => removal.remove(marks));
  await removal.remove(person.marks);
  const ids = new Set([customerId, ...person.merged.map(({ id }) => id)]);
  // All at once, so that nothing is ever kept in part; then once more what came in meanwhile.
  for (let traces = await tracesOf(read, person, ids); traces.length > 0; traces = await tracesOf(read, person, ids)) {
    await removal.remove(traces);
  }
  const self = selfOf(person);
  const known = new Set(self.map(nameOf));
  const found = await search(service, read, [...new Set([...namesOf(person), ...ids])]);
  const remaining = found.filter((thing) => !known.has(nameOf(thing)));
  // Before the last removal: who dies in between finds the customer again, and tells of it again.
  await perform(service, system, async (act) => act.emit("customer.erased", { customerId }));
  await removal.remove(self);
  return { removed: removal.counts, emptiedMessages, remaining };
}

class Removal {
  readonly #service: ServiceContext;
  readonly #names = new Set<string>();
  readonly counts: Partial<Record<StoredThing["kind"], number>> = {};

  constructor(service: ServiceContext) {
    this.#service = service;
  }

  async remove(things: readonly StoredThing[]): Promise<void> {
    const { store, tenant } = this.#service;
    if (things.length > 0) await store.maintenance.remove(tenant, things);
    for (const thing of things) {
      if (!this.#names.has(nameOf(thing))) this.counts[thing.kind] = (this.counts[thing.kind] ?? 0) + 1;
      this.#names.add(nameOf(thing));
    }
  }
}

/** Agents get free, and nothing is said or asked. */
async function closeTickets(service: ServiceContext, read: Reading, person: Person): Promise<void> {
  const { tickets } = await casesOf(read, person.customerId, person.conversations);
  for (const { id, status } of tickets) if (isUnfinished(status)) await closeQuietly(service, id);
  for (const ticket of tickets) await unlinkFromOthers(service, ticket, new Set(tickets.map(({ id }) => id)));
}

/** Tickets of others do not lead to one that is gone. */
async function unlinkFromOthers(service: ServiceContext, ticket: Ticket, theirs: ReadonlySet<string>): Promise<void> {
  for (const link of ticket.links.filter(({ ticketId }) => !theirs.has(ticketId))) {
    await perform(service, system, async (act) => {
      if ((await act.tx.get("ticket", link.ticketId)) === null) return;
      const other = await ticketOf(act, link.ticketId);
      const wasPart = other.mergedInto === ticket.id;
      await removeLink(act, wasPart ? { ...other, mergedInto: null } : other, inverseOf(ticket, link));
    });
  }
}

async function closeQuietly(service: ServiceContext, ticketId: string): Promise<void> {
  const reason = "its customer is erased";
  await perform(service, system, async (act) => {
    const ticket = await ticketOf(act, ticketId);
    if (!isUnfinished(ticket.status)) return;
    const closed = await changeStatus(act, { ...ticket, closedBy: "system" }, "closed", reason);
    await releaseAgent(act, closed, reason);
    const conversation = await act.tx.get("conversation", ticket.conversationId, { lock: true });
    if (conversation !== null) await leaveConversation(act, conversation, ticketId, { quietly: true });
  });
}

function selfOf({ customerId, identities, merges, merged }: Person): readonly StoredThing[] {
  const names = identities.map(({ id }): StoredThing => ({ kind: "identity", id }));
  const parts = merged.map(({ id }): StoredThing => ({ kind: "customer", id }));
  const links = merges.map(({ id }): StoredThing => ({ kind: "customerMerge", id }));
  return [...names, ...parts, ...links, { kind: "customer", id: customerId }];
}

/** What people call them, as far as it tells anything: two letters are a word of many languages, 王芳 is a name. */
function namesOf({ customer, merged, senderIds, conversations }: Person): readonly string[] {
  const names = [
    ...[customer, ...merged].map((one) => one?.name ?? ""),
    ...senderIds,
    ...conversations.map(({ address }) => address),
  ];
  return names.filter((name) => name.length > 2 || /^\p{Script=Han}{2}$/u.test(name));
}

function nameOf(thing: StoredThing): string {
  return JSON.stringify([thing.kind, thing.id, thing.kind === "mark" ? thing.scope : null]);
}
