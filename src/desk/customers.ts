import { existing } from "../acts/lookup.ts";
import {
  type Customer,
  type CustomerChanges,
  type Identity,
  identityId,
  parseCustomerChanges,
} from "../model/customer.ts";
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

  /** What your backend knows better than the channel; refuses with `customer.refused`. */
  async update(customerId: string, changes: CustomerChanges): Promise<Customer> {
    const checked = parseCustomerChanges(changes);
    return this.act({}, async (act) => {
      const customer = await existing(act.tx, "customer", customerId, { lock: true });
      return act.tx.put("customer", { ...customer, ...checked, updatedAt: act.now });
    });
  }
}
