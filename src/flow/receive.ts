import { addSeconds } from "date-fns";
import { type Act, perform } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import { type Conversation, moveConversation, newConversation } from "../model/conversation.ts";
import { type InboundEvent, type InboundEventInput, parseInboundEvent } from "../model/inbound.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import { secondsToGather } from "./gather.ts";
import { noteChange } from "./note-change.ts";
import { noteReceipt } from "./note-receipt.ts";
import { noteMove, noteReachability } from "./note-thread.ts";
import { choiceIn } from "./read-choice.ts";

type MessageEvent = Extract<InboundEvent, { type: "message" }>;

/**
 * Stores an event of a channel, with its mark against duplicates and the turn it calls for, in one commit. Refuses with
 * `message.invalid` or `channel.not_found`; nothing is changed then.
 */
export async function receive(
  service: ServiceContext,
  channelId: string,
  input: InboundEventInput,
): Promise<"accepted" | "duplicate"> {
  const channel = service.channels.get(channelId);
  if (channel === undefined) {
    const known = [...service.channels.keys()].join(", ");
    throw new CustomerServiceError("channel.not_found", `There is no channel ${channelId}; there are: ${known}.`, {
      details: { channelId },
    });
  }
  const event = parseInboundEvent(input);
  return service.telemetry.run({ name: "receive", destination: channelId }, () => keepEvent(service, channel, event));
}

async function keepEvent(
  service: ServiceContext,
  channel: ChannelAdapter,
  event: InboundEvent,
): Promise<"accepted" | "duplicate"> {
  const { id: channelId } = channel;
  return perform(service, { kind: "customer", id: null }, async (act) => {
    if (!(await act.tx.mark(`inbound:${channelId}`, event.eventId))) return "duplicate";
    switch (event.type) {
      case "message":
        await keepMessage(act, channel, event);
        break;
      case "delivery":
        await noteReceipt(act, { ...event, channelId });
        break;
      case "edit":
      case "deletion":
      case "reaction":
        await noteChange(act, channelId, event);
        break;
      case "reachability":
        await noteReachability(act, channelId, event);
        break;
      case "move":
        await noteMove(act, channel, event);
        break;
      case "notice":
        act.emit("channel.noticed", { channelId, notice: event.name, data: event.data });
        break;
      default:
        event satisfies never;
    }
    return "accepted";
  });
}

async function keepMessage(act: Act, channel: ChannelAdapter, event: MessageEvent): Promise<void> {
  const known = await openConversation(act, channel.id, event.address);
  const sequence = known.lastSequence + 1;
  const awake = known.state === "ended" ? moveConversation(known, "bot") : known;
  const choice = await choiceIn(act, known, event);
  const written = { reachable: true, lastInboundAt: act.now, updatedAt: act.now };
  const conversation = await act.tx.put("conversation", { ...awake, ...written, lastSequence: sequence });
  if (known.version === 0) act.emit("conversation.started", { conversation });
  if (!known.reachable) act.emit("conversation.unblocked", { conversation });
  const { text, media, location, unsupported, replyTo, albumId } = event;
  const message = await act.tx.put("message", {
    id: act.service.ids.row(),
    version: 0,
    conversationId: conversation.id,
    channelId: channel.id,
    sequence,
    direction: "inbound",
    // Who wrote is known by the identities under which they did, once a turn has looked.
    author: { kind: "customer", id: null },
    sender: event.from,
    content: { text, choice, media, location, unsupported, replyTo, albumId },
    status: "received",
    statusReason: null,
    externalId: event.messageId ?? event.eventId,
    sentParts: 0,
    ticketId: conversation.ticketId,
    createdAt: act.now,
    sentAt: null,
    editedAt: null,
    deletedAt: null,
    reaction: null,
    eventId: event.eventId,
    resentAs: null,
  });
  const payload = { conversationId: conversation.id };
  const gatherSeconds = secondsToGather(message, act.service.policy.gatherSeconds);
  const gathers = gatherSeconds > 0 && conversation.state === "bot";
  const dueAt = gathers ? addSeconds(act.now, gatherSeconds) : undefined;
  await act.enqueue({ kind: "turn", lane: `in:${conversation.id}`, payload, dueAt }, { conversation, message });
  act.emit("message.received", { message, conversation });
}

async function openConversation(act: Act, channelId: string, address: string): Promise<Conversation> {
  const [known] = await act.tx.find("conversation", "byAddress", { channelId, address }, { limit: 1, lock: true });
  return known ?? newConversation({ id: act.service.ids.row(), channelId, address, createdAt: act.now });
}
