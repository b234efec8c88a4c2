import { existing } from "../acts/lookup.ts";
import { retargetLater } from "../acts/sla.ts";
import {
  type Customer,
  type CustomerChanges,
  type Identity,
  identityId,
  parseCustomerChanges,
} from "../model/customer.ts";
import type { Erasure } from "../operations/erase-customer.ts";
import type { CustomerExport } from "../operations/export-customer.ts";
import { Desk } from "./desk.ts";

/** The people who ask. */
export class Customers extends Desk {
  /** The customer; refuses with `customer.not_found`. */
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
      const customer = await existing(act.tx, "customer", customerId, { lock: true });
      const changed = await act.tx.put("customer", { ...customer, ...checked, updatedAt: act.now });
      if (changed.tier !== customer.tier) await retargetLater(act, changed);
      return changed;
    });
  }

  /** All that is kept of a customer, for who asks for their data; refuses with `customer.not_found`. Takes a while. */
  async export(customerId: string): Promise<CustomerExport> {
    const { exportCustomer } = await import("../operations/export-customer.ts");
    return exportCustomer(this.service, customerId);
  }

  /**
   * Removes a customer with everything that was said and done, for good: their tickets leave their agents without a word
   * or a survey. Of conversations in which others write too, only their own messages are emptied. What others wrote of
   * them stays, and is named in `remaining`. Refuses with `customer.not_found`; after a failure, call it again. A message
   * of theirs that the channel redelivers later is taken for new.
   */
  async erase(customerId: string): Promise<Erasure> {
    const { eraseCustomer } = await import("../operations/erase-customer.ts");
    return eraseCustomer(this.service, customerId);
  }
}
