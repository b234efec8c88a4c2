import { CustomerServiceError } from "../errors.ts";
import { type CustomerMerge, joined, type MergeCase, obstacleTo } from "../model/customer-merge.ts";
import type { Fact, IdentityConflict } from "../model/decision.ts";
import type { Act } from "./act.ts";
import {
  customersLocked,
  customersOf,
  giveHoldings,
  type Holdings,
  holdingsOf,
  recordIn,
} from "./customer-holdings.ts";
import { tellConflict } from "./keep-customer.ts";

/** What proves that two customers are one. */
interface Proof {
  readonly identity: string;
  readonly evidence: string;
}

/**
 * Makes two customers one: everything of the second is the first's from now on. Who works on what, and where each
 * conversation stands, does not change. Refuses with `customer.refused`, naming what speaks against it.
 */
export async function mergeCustomers(act: Act, keptId: string, mergedId: string, proof: Proof): Promise<CustomerMerge> {
  await customersLocked(act);
  const { parties, held } = await caseOf(act, keptId, mergedId, proof.identity);
  const obstacle = obstacleTo(parties);
  if (obstacle === null) return carryOut(act, parties, held, proof);
  throw new CustomerServiceError("customer.refused", `Customers ${keptId} and ${mergedId} stay two: ${obstacle}.`, {
    details: { keptId, mergedId, identity: proof.identity },
  });
}

/**
 * Two customers have a key that is proof enough for the policy: the elder stays; of two as old, the one who had the key.
 * Whom people have parted, no rule makes one again.
 */
export async function mergeByKey(
  act: Act,
  { customerId, ...conflict }: Omit<IdentityConflict, "merge"> & { readonly customerId: string },
): Promise<void> {
  await customersLocked(act);
  const { identity, otherCustomerId } = conflict;
  const one = await act.tx.get("customer", customerId);
  const other = await act.tx.get("customer", otherCustomerId);
  // One of them may be erased, or part of another, since the key was seen.
  if (one === null || other === null || one.mergedInto !== null || other.mergedInto !== null) return;
  const [elder, younger] = one.createdAt < other.createdAt ? [one, other] : [other, one];
  const { parties, held } = await caseOf(act, elder.id, younger.id, identity);
  const isFree = obstacleTo(parties) === null && !(await wereParted(act, elder.id, younger.id));
  if (!isFree) return tellConflict(act, customerId, conflict);
  await carryOut(act, parties, held, { identity, evidence: "both have this key" });
}

async function wereParted(act: Act, oneId: string, otherId: string): Promise<boolean> {
  for (const [keptId, mergedId] of [
    [oneId, otherId],
    [otherId, oneId],
  ] as const) {
    let last: CustomerMerge | undefined;
    do {
      const page = await act.tx.find("customerMerge", "ofKept", { keptId }, { limit: 100, after: last });
      if (page.some((merge) => merge.mergedId === mergedId && merge.undoneAt !== null)) return true;
      last = page.at(-1);
    } while (last !== undefined);
  }
  return false;
}

async function caseOf(act: Act, keptId: string, mergedId: string, identity: string) {
  const held = await holdingsOf(act, mergedId);
  const [kept, merged] = await customersOf(act, [keptId, mergedId]);
  if (kept === undefined || merged === undefined) throw new Error("Customers were locked, and are gone.");
  const proof = await act.tx.get("identity", identity, { lock: true });
  const ofKept = await act.tx.find("identity", "ofCustomer", { customerId: keptId }, { limit: 1_000, lock: true });
  const parties: MergeCase = { kept, merged, identities: [...ofKept, ...held.identities], proof };
  return { parties, held };
}

async function carryOut(act: Act, { kept, merged }: MergeCase, held: Holdings, proof: Proof): Promise<CustomerMerge> {
  const { customer, taken } = joined(kept, merged);
  await giveHoldings(act, kept.id, held);
  const fact: Fact = { kind: "customer_merged", from: merged.id, to: kept.id, ...proof };
  await recordIn(act, held, fact);
  const stays = await act.tx.put("customer", { ...customer, updatedAt: act.now });
  await act.tx.put("customer", { ...merged, mergedInto: kept.id, updatedAt: act.now });
  const customerMerge = await act.tx.put("customerMerge", {
    ...{ id: act.service.ids.row(), version: 0, keptId: kept.id, mergedId: merged.id, ...proof, taken },
    moved: {
      identities: held.identities.map(({ id }) => id),
      conversations: held.conversations.map(({ id }) => id),
      tickets: held.tickets.map(({ id }) => id),
      surveys: held.surveys.map(({ id }) => id),
    },
    mergedAt: act.now,
    undoneAt: null,
  });
  act.emit("customer.merged", { customer: stays, customerMerge });
  return customerMerge;
}
