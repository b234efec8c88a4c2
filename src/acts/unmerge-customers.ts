import { CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Identity } from "../model/customer.ts";
import { identitiesNamed } from "../model/customer-key.ts";
import { type CustomerMerge, identitiesBack, mergedAcross, parted, withoutBrought } from "../model/customer-merge.ts";
import type { Decision } from "../model/decision.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import {
  customersLocked,
  customersOf,
  giveHoldings,
  type Holdings,
  holdingsOf,
  recordIn,
} from "./customer-holdings.ts";

/**
 * Parts two customers again: what was moved goes back, and so does what arose since through an identity that goes back.
 * Merges are undone in the reverse order: refuses with `customer.refused` while who stayed is part of another customer, and
 * while a ticket of the one is merged into one of the other.
 */
export async function unmergeCustomers(act: Act, mergeId: string): Promise<CustomerMerge> {
  await customersLocked(act);
  const merge = await act.tx.get("customerMerge", mergeId, { lock: true });
  if (merge === null) {
    throw new CustomerServiceError("customer_merge.not_found", `There is no merge ${mergeId}.`, {
      details: { mergeId },
    });
  }
  const { keptId, mergedId, undoneAt } = merge;
  if (undoneAt !== null) throw refusal(merge, `it was undone at ${undoneAt.toISOString()}`);
  const held = await holdingsOf(act, keptId);
  const [kept, merged] = await customersOf(act, [keptId, mergedId]);
  if (kept === undefined || merged === undefined) throw new Error("Customers were locked, and are gone.");
  if (kept.mergedInto !== null) {
    throw refusal(merge, `customer ${keptId} became part of ${kept.mergedInto} since; undo that first`);
  }
  const back = await partOf(act, merge, held);
  const across = mergedAcross(held.tickets, back.tickets);
  if (across.length > 0) {
    const pairs = across.map(({ id, mergedInto }) => `${id} into ${mergedInto}`).join(", ");
    throw refusal(
      merge,
      `tickets of both became one: ${pairs}; unmerge ${across.map(({ id }) => id).join(", ")} first`,
    );
  }
  await giveHoldings(act, mergedId, back);
  await recordIn(act, back, { kind: "customer_unmerged", from: keptId, to: mergedId });
  await act.tx.put("customer", { ...parted(kept, merge), updatedAt: act.now });
  const customer = await act.tx.put("customer", { ...merged, mergedInto: null, updatedAt: act.now });
  const customerMerge = await act.tx.put("customerMerge", { ...merge, undoneAt: act.now });
  await passOnTaken(act, customerMerge);
  act.emit("customer.unmerged", { customer, customerMerge });
  return customerMerge;
}

/** Merges of the same customer that came after this one found on them also what this one had brought. */
async function passOnTaken(act: Act, undone: CustomerMerge): Promise<void> {
  const { keptId } = undone;
  let last: CustomerMerge | undefined;
  do {
    const page = await act.tx.find("customerMerge", "ofKept", { keptId }, { limit: 100, after: last, lock: true });
    for (const one of page) {
      const changed = one.undoneAt === null ? withoutBrought(one, undone) : null;
      if (changed !== null) await act.tx.put("customerMerge", changed);
    }
    last = page.at(-1);
  } while (last !== undefined);
}

function refusal({ id }: CustomerMerge, why: string): CustomerServiceError {
  return new CustomerServiceError("customer.refused", `Merge ${id} cannot be undone: ${why}.`, {
    details: { mergeId: id },
  });
}

/** What of all this is the merged customer's. */
async function partOf(act: Act, merge: CustomerMerge, held: Holdings): Promise<Holdings> {
  const { identities, conversations, tickets, surveys } = held;
  const names = identitiesBack(merge, identities);
  const threads = new Set(merge.moved.conversations);
  for (const one of conversations) {
    if (!threads.has(one.id) && names.has((await beganBy(act, one, identities)) ?? "")) threads.add(one.id);
  }
  const cases = new Set(merge.moved.tickets);
  for (const one of tickets) {
    if (!cases.has(one.id) && (await isAskedBy(act, one, names, threads))) cases.add(one.id);
  }
  const asked = new Set(merge.moved.surveys);
  return {
    identities: identities.filter(({ id }) => names.has(id)),
    conversations: conversations.filter(({ id }) => threads.has(id)),
    tickets: tickets.filter(({ id }) => cases.has(id)),
    surveys: surveys.filter(({ id, ticketId }) => asked.has(id) || cases.has(ticketId)),
  };
}

/** The identity by which whoever wrote first in a conversation was known; what was emptied tells nothing. */
async function beganBy(
  act: Act,
  { id: conversationId, channelId }: Conversation,
  identities: readonly Identity[],
): Promise<string | undefined> {
  const channelKind = act.service.channels.get(channelId)?.kind ?? channelId;
  const page = await act.tx.find("message", "ofConversation", { conversationId }, { limit: 100 });
  const sender = page.find((message) => message.sender !== null)?.sender;
  const named = sender === null || sender === undefined ? [] : identitiesNamed(channelKind, sender);
  return named.find((id) => identities.some((identity) => identity.id === id));
}

function isOpening(decision: Decision): boolean {
  return decision.step === "route" && decision.ticket !== "appended" && decision.ticket !== "reopened";
}

/** Whoever asked is named by the decision that opened the ticket; one opened by hand goes with its conversation. */
async function isAskedBy(
  act: Act,
  { id, conversationId }: Ticket,
  names: ReadonlySet<string>,
  threads: ReadonlySet<string>,
): Promise<boolean> {
  const entries = await act.tx.readLog(`ticket:${id}`, { limit: 20 });
  const decided = entries.flatMap(({ fact }) => (fact.kind === "decided" ? [fact.decisions] : []));
  const opening = decided.find((all) => all.some(isOpening));
  const identified = opening?.find((decision) => decision.step === "identify");
  return identified === undefined ? threads.has(conversationId) : names.has(identified.identity);
}
