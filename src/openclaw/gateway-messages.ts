import * as z from "zod/mini";
import type { InboundEventInput } from "../model/inbound.ts";
import type { Ids } from "../ports/ids.ts";
import { addressOf, type GatewayThread, plainId, threadOf } from "./thread-address.ts";

/** What is odd counts as not given: the rest of the message is worth more than a refusal. */
const maybe = <S extends z.ZodMiniType>(schema: S) => z.catch(z.optional(schema), undefined);
const text = z.string();
const id = z.union([z.string().check(z.minLength(1)), z.pipe(z.number(), z.transform(String))]);

const mediaFact = z.object({ path: maybe(text), url: maybe(text), contentType: maybe(text), kind: maybe(text) });
const mediaFacts = z.array(z.catch(mediaFact, {}));
const hookContext = z.object({
  channelId: text,
  accountId: maybe(id),
  conversationId: maybe(id),
  messageId: maybe(id),
});
const receivedEvent = z.object({
  messageId: maybe(id),
  senderId: maybe(id),
  media: maybe(mediaFacts),
  originalMedia: maybe(mediaFacts),
  location: maybe(z.object({ latitude: z.number(), longitude: z.number() })),
  metadata: maybe(z.object({ senderName: maybe(text) })),
});
const dispatchEvent = z.object({
  messageId: maybe(id),
  senderId: maybe(id),
  content: z.catch(text, ""),
  isGroup: maybe(z.boolean()),
  timestamp: maybe(z.number()),
  replyToId: maybe(id),
});
const pressed = z.object({
  accountId: maybe(id),
  conversationId: id,
  senderId: maybe(id),
  callbackId: id,
  callback: z.object({ payload: text }),
});

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What only `message_received` tells of a message. */
export type MessageDetails = Pick<MessageEvent, "media" | "location"> & { readonly senderName?: string | undefined };

/** A message as `before_dispatch` gives it. */
export interface DispatchedMessage {
  readonly thread: GatewayThread;
  readonly senderId: string;
  readonly isGroup: boolean;
  /** Of several texts sent in a hurry the host makes one, under the id of the last. */
  readonly text: string;
  readonly messageId: string | undefined;
  readonly timestamp: number | undefined;
  readonly replyTo: string | undefined;
}

/** Reads `message_received`; `null` when it cannot be told which message it speaks of. */
export function readReceived(event: unknown, context: unknown): { key: string; details: MessageDetails } | null {
  const [told, where] = [receivedEvent.safeParse(event).data, hookContext.safeParse(context).data];
  const messageId = told?.messageId ?? where?.messageId;
  const sender = told?.senderId ?? where?.conversationId;
  if (told === undefined || where === undefined || messageId === undefined || sender === undefined) return null;
  const { metadata, location } = told;
  // While the host still fetches a file, it is named where it comes from.
  const media = (told.media ?? told.originalMedia)?.flatMap(mediaOf);
  const key = messageKey(threadOf(where.channelId, where.accountId, sender), sender, messageId);
  return { key, details: { senderName: metadata?.senderName, media, location } };
}

/** Reads `before_dispatch`; `null` when it names no channel or nobody who wrote. */
export function readDispatched(event: unknown, context: unknown): DispatchedMessage | null {
  const [told, where] = [dispatchEvent.safeParse(event).data, hookContext.safeParse(context).data];
  const sender = told?.senderId ?? where?.conversationId;
  if (told === undefined || where === undefined || sender === undefined) return null;
  return {
    thread: threadOf(where.channelId, where.accountId, where.conversationId ?? sender),
    senderId: plainId(where.channelId, sender),
    isGroup: told.isGroup ?? false,
    text: told.content,
    messageId: told.messageId ?? where.messageId,
    timestamp: told.timestamp,
    replyTo: told.replyToId,
  };
}

/**
 * By which both hooks speak of one message. Two Telegram chats both have a message 5, so that who wrote belongs to it; the
 * conversation does not, since the hooks name it in different ways.
 */
export function messageKey({ channelId, accountId }: GatewayThread, senderId: string, messageId: string): string {
  return JSON.stringify([channelId, accountId, plainId(channelId, senderId), messageId]);
}

/** The event for the desk. A message delivered again has the same id, so that the desk drops it. */
export function messageEvent(message: DispatchedMessage, details: MessageDetails | null, ids: Ids): MessageEvent {
  const { thread, senderId, messageId, text, replyTo } = message;
  const address = addressOf(thread);
  const media = details?.media;
  return {
    type: "message",
    eventId: `${address}/${messageId ?? nameOf(message, ids)}`,
    messageId,
    address,
    from: { ids: [senderId], name: details?.senderName, verified: true },
    // What stands for a file without a caption is said by the file itself.
    text: media === undefined ? text : text.replace(/^<media:\w+>(?: \(\d+ \w+\))?$/, ""),
    media,
    location: details?.location,
    replyTo,
  };
}

/** Of a message without an id. Without a time, too, nobody can tell it from the next: better one twice than one lost. */
function nameOf({ timestamp, text }: DispatchedMessage, ids: Ids): string {
  return timestamp === undefined ? `new:${ids.row()}` : `${timestamp}:${text.slice(0, 100)}`;
}

/** The event of a pressed button; `null` when the press cannot be read. */
export function pressEvent(channelId: string, press: unknown): MessageEvent | null {
  const read = pressed.safeParse(press).data;
  if (read === undefined) return null;
  const { accountId, conversationId, senderId, callbackId, callback } = read;
  return {
    type: "message",
    eventId: `press/${callbackId}`,
    address: addressOf(threadOf(channelId, accountId, conversationId)),
    from: { ids: [plainId(channelId, senderId ?? conversationId)], verified: true },
    choice: { id: callback.payload },
  };
}

function mediaOf({ path, url, contentType, kind }: z.output<typeof mediaFact>): NonNullable<MessageEvent["media"]> {
  const at = path ?? url;
  if (at === undefined) return [];
  const fileName = at.split("/").at(-1)?.split("?")[0];
  return [{ kind: mediaKind(kind ?? contentType ?? ""), id: at.slice(0, 512), mimeType: contentType, fileName }];
}

function mediaKind(kind: string): "image" | "video" | "audio" | "document" | "sticker" {
  const known = /^(image|video|audio|sticker)/.exec(kind)?.[1];
  return known === "image" || known === "video" || known === "audio" || known === "sticker" ? known : "document";
}
