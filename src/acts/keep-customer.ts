import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity } from "../model/customer.ts";
import type { IdentityConflict } from "../model/decision.ts";
import type { Act } from "./act.ts";

/** Who wrote, as far as it is to be kept. */
interface Writer {
  readonly customer: Customer;
  readonly identities: readonly Identity[];
}

/**
 * Whether the customer is still who wrote: customers may have been merged or parted since this was looked up. While the
 * conversation is theirs nothing else needs to be read, since it goes along with them.
 */
export async function isStillWriter(act: Act, conversation: Conversation, writer: Writer): Promise<boolean> {
  const known = writer.identities.find(({ version }) => version > 0);
  if (known === undefined || conversation.customerId === writer.customer.id) return true;
  const identity = await act.tx.get("identity", known.id, { lock: true, known });
  return identity?.customerId === writer.customer.id;
}

/** Keeps what is new of who wrote. */
export async function keepCustomer(act: Act, writer: Writer): Promise<void> {
  if (writer.customer.version === 0) {
    const customer = await act.tx.put("customer", writer.customer);
    act.emit("customer.created", { customer });
  }
  for (const identity of writer.identities) {
    if (identity.version === 0) await act.tx.put("identity", identity);
  }
}

/**
 * An identity of this customer turned out to be another's. If its kind is proof enough they are merged right after this
 * act; else it is told, once, for people to decide.
 */
export async function noteConflict(act: Act, customerId: string, conflict: IdentityConflict): Promise<void> {
  const { identity, otherCustomerId, merge } = conflict;
  if (!merge) return tellConflict(act, customerId, conflict);
  const pair = [customerId, otherCustomerId].sort();
  await act.enqueue({
    kind: "customer.merge",
    key: `customer.merge:${pair.join(":")}`,
    lane: "customer.merge",
    payload: { customerId, otherCustomerId, identity },
  });
}

/** Tells of a conflict, once for each pair of customers and identity. */
export async function tellConflict(
  act: Act,
  customerId: string,
  { identity, otherCustomerId }: Omit<IdentityConflict, "merge">,
): Promise<void> {
  const key = [...[customerId, otherCustomerId].sort(), identity].join(" ");
  if (!(await act.tx.mark("customer.identity_conflict", key))) return;
  act.emit("customer.identity_conflict", { customerId, otherCustomerId, identity });
}
