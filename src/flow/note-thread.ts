import type { Act } from "../acts/act.ts";
import type { Conversation } from "../model/conversation.ts";
import { identityId, type Sender } from "../model/customer.ts";
import { identitiesNamed } from "../model/customer-key.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import { conversationAt } from "./find-message.ts";

type EventOf<T extends InboundEvent["type"]> = Extract<InboundEvent, { type: T }>;

/** The customer blocked us, or let us in again. */
export async function noteReachability(act: Act, channelId: string, event: EventOf<"reachability">): Promise<void> {
  const conversation = await conversationAt(act, channelId, event.address);
  if (conversation !== null) await setReachable(act, conversation.id, event.reachable);
}

/** Keeps whether the customer can be reached, and tells of it when that is new. */
export async function setReachable(act: Act, conversationId: string, reachable: boolean): Promise<void> {
  const conversation = await act.tx.get("conversation", conversationId, { lock: true });
  if (conversation === null || conversation.reachable === reachable) return;
  const kept = await act.tx.put("conversation", { ...conversation, reachable });
  act.emit(reachable ? "conversation.unblocked" : "conversation.blocked", { conversation: kept });
}

/**
 * The thread goes on under another address. Where the new one has a conversation already, the old one keeps its address:
 * two threads are not made one.
 */
export async function noteMove(
  act: Act,
  channel: ChannelAdapter,
  { address, to, from }: EventOf<"move">,
): Promise<void> {
  // Who still has the old name is not somewhere else under it: it may have been another's before, or they wrote in a group.
  const isStillTheirs = from?.ids.includes(address) ?? false;
  const elsewhere = () => (isStillTheirs ? null : onlyThreadOf(act, channel, address));
  const found = (await conversationAt(act, channel.id, address)) ?? (await elsewhere());
  const conversation = found === null ? null : await act.tx.get("conversation", found.id, { lock: true });
  if (conversation === null) return;
  if (from !== undefined) await addIdentities(act, channel, conversation, from);
  if (to === conversation.address || (await conversationAt(act, channel.id, to)) !== null) return;
  const moved = await act.tx.put("conversation", { ...conversation, address: to, updatedAt: act.now });
  act.emit("conversation.moved", { conversation: moved, from: conversation.address });
}

/**
 * The thread may stand under another name of the person: then it is theirs if they have one on this channel only. A group's
 * is nobody's.
 */
async function onlyThreadOf(act: Act, channel: ChannelAdapter, name: string): Promise<Conversation | null> {
  const identity = await act.tx.get("identity", identityId(channel.kind, name, true));
  if (identity === null) return null;
  const { customerId } = identity;
  const all = await act.tx.find("conversation", "ofCustomer", { customerId }, { limit: 100 });
  const [only, ...others] = all.filter(({ channelId }) => channelId === channel.id);
  if (only === undefined || others.length > 0) return null;
  const standsUnder = await act.tx.get("identity", identityId(channel.kind, only.address, true));
  return standsUnder?.customerId === customerId ? only : null;
}

/** The channel vouches that these are names of the same person; names that are somebody's already stay theirs. */
async function addIdentities(
  act: Act,
  channel: ChannelAdapter,
  conversation: Conversation,
  from: Sender,
): Promise<void> {
  const { customerId } = conversation;
  if (customerId === null || !from.verified) return;
  for (const id of identitiesNamed(channel.kind, from)) {
    if ((await act.tx.get("identity", id, { lock: true })) !== null) continue;
    const known = { version: 0, customerId, verified: true, evidence: "channel", through: null, createdAt: act.now };
    await act.tx.put("identity", { id, ...known });
  }
}
