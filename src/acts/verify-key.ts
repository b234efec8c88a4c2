import { CustomerServiceError } from "../errors.ts";
import type { Customer } from "../model/customer.ts";
import { isUserId } from "../model/customer-key.ts";
import type { Act } from "./act.ts";
import { noteConflict } from "./keep-customer.ts";
import { existing } from "./lookup.ts";

/** What became of a key that the backend vouches for. */
export interface Verification {
  readonly status: "attached" | "known" | "conflict";
  /** Whose it is now. */
  readonly customerId: string;
}

/** A key that the backend vouches for, as the identity it is. */
interface VerifiedKey {
  readonly kind: string;
  readonly identity: string;
  readonly evidence: string;
}

/** The customer has this key: from now on, unless it is another's already. */
export async function verifyKey(
  act: Act,
  customerId: string,
  { kind, identity, evidence }: VerifiedKey,
): Promise<Verification> {
  const customer = await standing(act, customerId);
  const known = await act.tx.get("identity", identity, { lock: true });
  if (known?.customerId === customerId) return { status: "known", customerId };
  if (known !== null) {
    const { customerId: otherCustomerId } = known;
    const merge = act.service.policy.mergeOn.includes(kind);
    await noteConflict(act, customerId, { identity, otherCustomerId, merge });
    return { status: "conflict", customerId: otherCustomerId };
  }
  if (isUserId(identity)) await requireNoAccount(act, customerId, identity);
  await act.tx.put("customer", { ...customer, updatedAt: act.now });
  const fresh = { version: 0, customerId, verified: true, evidence, through: null, createdAt: act.now };
  await act.tx.put("identity", { id: identity, ...fresh });
  return { status: "attached", customerId };
}

async function requireNoAccount(act: Act, customerId: string, identity: string): Promise<void> {
  const theirs = await act.tx.find("identity", "ofCustomer", { customerId }, { limit: 1_000 });
  const account = theirs.find(({ id }) => isUserId(id));
  if (account === undefined) return;
  const sentence = `Customer ${customerId} has ${account.id}; ${identity} is another person's account.`;
  throw new CustomerServiceError("customer.refused", sentence, { details: { customerId, identity } });
}

/** The customer, who is not part of another; refuses with `customer.not_found`, `customer.refused`. */
export async function standing(act: Act, customerId: string): Promise<Customer> {
  const customer = await existing(act.tx, "customer", customerId, { lock: true });
  if (customer.mergedInto === null) return customer;
  const sentence = `Customer ${customerId} became part of ${customer.mergedInto}; speak of that one.`;
  throw new CustomerServiceError("customer.refused", sentence, { details: { customerId, into: customer.mergedInto } });
}
