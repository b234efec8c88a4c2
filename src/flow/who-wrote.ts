import type { ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity } from "../model/customer.ts";
import { identitiesNamed, isUserId, keyKindOf } from "../model/customer-key.ts";
import type { Decision, IdentityConflict } from "../model/decision.ts";
import type { Message } from "../model/message.ts";
import type { StoreReader } from "../ports/ticket-store.ts";

/** Who wrote, by which identities, and on what grounds. */
export interface Writer {
  readonly customer: Customer;
  readonly identities: readonly Identity[];
  readonly decision: Extract<Decision, { step: "identify" }>;
}

/**
 * A customer is known by the best identity of the event that anybody has; those nobody has are theirs from then on. One
 * that is somebody else's stays so and is reported: numbers are passed on to other people.
 */
export async function whoWrote(
  service: ServiceContext,
  tx: StoreReader,
  conversation: Conversation,
  { sender }: Message,
): Promise<Writer> {
  const channelKind = service.channels.get(conversation.channelId)?.kind ?? conversation.channelId;
  const named = sender === null ? [] : identitiesNamed(channelKind, sender);
  const found: Identity[] = [];
  for (const id of named) {
    const identity = await tx.get("identity", id);
    if (identity !== null) found.push(identity);
  }
  const ownerId = await ownerOf(tx, named.filter(isUserId), found);
  const known = found.filter(({ customerId }) => customerId === ownerId);
  const customer =
    (ownerId === null ? null : await tx.get("customer", ownerId)) ??
    newCustomer(service, tx.now, conversation, ownerId ?? service.ids.row(), sender?.name ?? null);
  const verified = sender?.verified ?? false;
  // One event that is vouched for names one person: what it brings along is theirs too. A claimed one proves nothing.
  const isProof = verified || known.length === 0;
  const added = isProof ? named.filter((id) => !found.some((one) => one.id === id)) : [];
  const fresh = { version: 0, customerId: customer.id, verified, evidence: "channel", createdAt: tx.now } as const;
  const first = known[0]?.id ?? added[0];
  const identities = [
    ...known,
    ...added.map((id) => ({ ...fresh, id, through: id === first ? null : (first ?? null) })),
  ];
  const conflicts = verified ? conflictsIn(service, found, customer.id) : [];
  return { customer, identities, decision: decisionOf(customer, identities, conflicts) };
}

/** Who has the best identity; but whoever has another account than the one named is somebody else. */
async function ownerOf(
  tx: StoreReader,
  userIds: readonly string[],
  found: readonly Identity[],
): Promise<string | null> {
  for (const { id, customerId } of found) {
    if (userIds.length === 0 || userIds.includes(id)) return customerId;
    const theirs = await tx.find("identity", "ofCustomer", { customerId }, { limit: 1_000 });
    if (theirs.every((one) => !isUserId(one.id) || userIds.includes(one.id))) return customerId;
  }
  return null;
}

function newCustomer(
  { policy }: ServiceContext,
  now: Date,
  { language }: Conversation,
  id: string,
  name: string | null,
): Customer {
  return {
    id,
    version: 0,
    name,
    language: language ?? policy.defaultLanguage,
    tier: "standard",
    mergedInto: null,
    surveys: true,
    lastAgentId: null,
    lastServedAt: null,
    lastSurveyedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

function conflictsIn(
  { policy }: ServiceContext,
  found: readonly Identity[],
  customerId: string,
): readonly IdentityConflict[] {
  return found
    .filter((one) => one.customerId !== customerId)
    .map(({ id, customerId: otherCustomerId }) => {
      const kind = keyKindOf(id);
      return { identity: id, otherCustomerId, merge: kind !== null && policy.mergeOn.includes(kind) };
    });
}

function decisionOf(
  { id: customerId, version }: Customer,
  identities: readonly Identity[],
  conflicts: readonly IdentityConflict[],
): Writer["decision"] {
  const shown = identities.find(({ id }) => keyKindOf(id) === null) ?? identities[0];
  const known = identities.filter((identity) => identity.version > 0);
  const byKey = known[0] !== undefined && known.every(({ id }) => keyKindOf(id) !== null) ? known[0].id : undefined;
  return {
    step: "identify",
    outcome: version > 0 ? "known" : "created",
    customerId,
    identity: shown?.id ?? "",
    ...(byKey === undefined ? {} : { key: byKey }),
    ...(conflicts.length === 0 ? {} : { conflicts }),
  };
}
