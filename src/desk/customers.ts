import { followTier } from "../acts/change-tier.ts";
import { existing } from "../acts/lookup.ts";
import { mergeCustomers } from "../acts/merge-customers.ts";
import { unmergeCustomers } from "../acts/unmerge-customers.ts";
import { standing, type Verification, verifyKey } from "../acts/verify-key.ts";
import {
  type Customer,
  type CustomerChanges,
  type Identity,
  identityId,
  parseCustomerChanges,
} from "../model/customer.ts";
import {
  type CustomerKey,
  type KeyEvidence,
  keyId,
  parseCustomerKey,
  parseKeyEvidence,
} from "../model/customer-key.ts";
import { type CustomerMerge, type MergeProof, parseMergeProof } from "../model/customer-merge.ts";
import type { Erasure } from "../operations/erase-customer.ts";
import type { CustomerExport } from "../operations/export-customer.ts";
import { Desk, type DoneBy } from "./desk.ts";

/** The people who ask. */
export class Customers extends Desk {
  /**
   * The customer; refuses with `customer.not_found`. One who became part of another stays as they were, with `mergedInto`.
   */
  get(customerId: string): Promise<Customer> {
    return this.read((reader) => existing(reader, "customer", customerId));
  }

  /** Whom a channel vouches for under this id: `find("telegram", "4711")`; `null` when nobody. */
  async find(channelKind: string, senderId: string): Promise<Customer | null> {
    return this.read(async (tx) => {
      const identity = await tx.get("identity", identityId(channelKind, senderId, true));
      return identity === null ? null : tx.get("customer", identity.customerId);
    });
  }

  /** Whom a verified key names: `findByKey({ kind: "phone", value: "+86 138 0013 8000" })`; `null` when nobody. */
  async findByKey(key: CustomerKey): Promise<Customer | null> {
    const id = keyId(parseCustomerKey(key));
    return this.read(async (tx) => {
      const identity = await tx.get("identity", id);
      return identity === null ? null : tx.get("customer", identity.customerId);
    });
  }

  /** What channels call them, and their keys, oldest first; at most 1,000. */
  identities(customerId: string): Promise<readonly Identity[]> {
    return this.read((tx) => tx.find("identity", "ofCustomer", { customerId }, { limit: 1_000 }));
  }

  /**
   * What your backend knows better than the channel; refuses with `customer.refused`. With another tier their unfinished
   * tickets may have another SLA policy.
   */
  async update(customerId: string, changes: CustomerChanges): Promise<Customer> {
    const checked = parseCustomerChanges(changes);
    return this.act({}, async (act) => {
      const customer = await standing(act, customerId);
      const changed = await act.tx.put("customer", { ...customer, ...checked, updatedAt: act.now });
      if (changed.tier !== customer.tier) await followTier(act, changed);
      return changed;
    });
  }

  /**
   * Your backend vouches for a key of this customer: a login, a one-time code. `attached`: it is theirs from now on;
   * `known`: it was already; `conflict`: it is `customerId`'s, and stays theirs until you `merge` (at once if its kind is in
   * the option `identity.mergeOn`). Refuses with `customer.refused`, also a second `user_id`: of these a person has one.
   */
  async verify(customerId: string, evidence: KeyEvidence): Promise<Verification> {
    const given = parseKeyEvidence(evidence);
    return this.act({}, (act) => verifyKey(act, customerId, given));
  }

  /**
   * Two customers are one person: everything of the second is the first's from now on, and is so said in the logs of its
   * tickets. Nothing else changes: who works on what, what is due. Takes one transaction, however much there is.
   *
   * Only on proof: a verified identity or key of one of them, of which you say why it is the other's. Refuses with
   * `customer.not_found`; with `customer.refused` what is only claimed or is a third customer's, one who is part of another
   * already, and two with different `user_id`s.
   */
  async merge(keptId: string, mergedId: string, proof: MergeProof & DoneBy): Promise<CustomerMerge> {
    const { agentId, ...given } = proof;
    const checked = parseMergeProof(given);
    return this.act({ agentId }, (act) => mergeCustomers(act, keptId, mergedId, checked));
  }

  /**
   * Parts them again: what was moved goes back, and what came in since by an identity that goes back. Refuses with
   * `customer_merge.not_found`; with `customer.refused` when it was undone, while who stayed is part of another, and while
   * a ticket of the one is merged into one of the other, naming those to unmerge first.
   */
  async unmerge(mergeId: string, by: DoneBy = {}): Promise<CustomerMerge> {
    return this.act(by, (act) => unmergeCustomers(act, mergeId));
  }

  /** The merges in which a customer stayed or became part of another, also undone ones, oldest first. */
  async merges(customerId: string): Promise<readonly CustomerMerge[]> {
    return this.read(async (tx) => {
      const kept = await tx.find("customerMerge", "ofKept", { keptId: customerId }, { limit: 1_000 });
      const merged = await tx.find("customerMerge", "ofMerged", { mergedId: customerId }, { limit: 1_000 });
      return [...kept, ...merged].sort((one, other) => one.mergedAt.getTime() - other.mergedAt.getTime());
    });
  }

  /**
   * All that is kept of a customer, for who asks for their data; refuses with `customer.not_found`, and with
   * `customer.refused` one who became part of another. Takes a while.
   */
  async export(customerId: string): Promise<CustomerExport> {
    const { exportCustomer } = await import("../operations/export-customer.ts");
    return exportCustomer(this.service, customerId);
  }

  /**
   * Removes a customer with everything that was said and done, for good: their tickets leave their agents without a word
   * or a survey. Of conversations in which others write too, only their own messages are emptied. What others wrote of
   * them stays, and is named in `remaining`. Customers who became part of them go with them. Refuses with
   * `customer.not_found`, and with `customer.refused` one who became part of another; after a failure, call it again. A
   * message of theirs that the channel redelivers later is taken for new.
   */
  async erase(customerId: string): Promise<Erasure> {
    const { eraseCustomer } = await import("../operations/erase-customer.ts");
    return eraseCustomer(this.service, customerId);
  }
}
