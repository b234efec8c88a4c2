import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import { customerKey, isUserId, keyId } from "./customer-key.ts";
import { maxTextLength } from "./text.ts";

/** Longest id that a channel may give. */
export const maxIdLength = 512;
const id = text(1, maxIdLength);
const shortText = text(0, 1_000);

const sender = z.object({
  ids: z.array(id).check(z.minLength(1), z.maxLength(10)),
  name: z.optional(shortText),
  keys: z.optional(
    z.array(customerKey).check(
      z.maxLength(10),
      z.refine((keys) => keys.filter((key) => isUserId(keyId(key))).length <= 1, "one person has one user_id"),
    ),
  ),
  verified: z.boolean(),
});

/** Longest name of a notice. */
export const maxNoticeNameLength = 200;
/** Longest JSON of a notice. */
export const maxNoticeLength = 50_000;
const isShort = (data: unknown) => JSON.stringify(data).length <= maxNoticeLength;
const shortRule = `expected at most ${maxNoticeLength} characters of JSON`;

const media = z.object({
  kind: z.enum(["image", "video", "audio", "document", "sticker"]),
  id,
  mimeType: z.optional(shortText),
  fileName: z.optional(shortText),
});

const common = {
  /** Unique within the channel: an event with an id seen before is dropped. */
  eventId: id,
  /** The channel's address of the thread; answers go there. */
  address: id,
};

/** What a channel can tell the desk, checked once, here. */
const inboundEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message"),
    ...common,
    /** The channel's id of the message; default: the event's. */
    messageId: z.optional(id),
    from: sender,
    text: z._default(text(0, maxTextLength), ""),
    choice: z.optional(z.object({ id, title: z.optional(shortText) })),
    media: z.optional(z.array(media).check(z.maxLength(20))),
    location: z.optional(z.object({ latitude: z.number(), longitude: z.number() })),
    /** The channel's name of a kind of content that has no place here; what it says may stand in `text`. */
    unsupported: z.optional(shortText),
    /** The channel's id of the message that this one answers. */
    replyTo: z.optional(id),
    /** Pictures sent as one have the same: they are read as one. */
    albumId: z.optional(id),
  }),
  z.object({
    type: z.literal("delivery"),
    ...common,
    messageId: id,
    /** The key under which it was sent, where the channel gives it back: the surest way to know the message again. */
    idempotencyKey: z.optional(id),
    status: z.enum(["sent", "delivered", "read", "failed"]),
    reason: z.optional(shortText),
  }),
  /** A message has another text now. */
  z.object({ type: z.literal("edit"), ...common, messageId: id, text: text(0, maxTextLength) }),
  /** A message was taken back. */
  z.object({ type: z.literal("deletion"), ...common, messageId: id }),
  /** The customer put an emoji on a message, theirs or ours; `null` when it was taken off. */
  z.object({ type: z.literal("reaction"), ...common, messageId: id, emoji: z.nullable(text(1, 64)) }),
  /** The customer blocked us, or let us in again. */
  z.object({ type: z.literal("reachability"), ...common, reachable: z.boolean() }),
  /** The thread goes on under another address, and the person in it is known by these ids, too. */
  z.object({ type: z.literal("move"), ...common, to: id, from: z.optional(sender) }),
  /** What concerns no message: a template was rejected, a call, somebody's preferences. It is told, and not kept. */
  z.object({
    type: z.literal("notice"),
    eventId: id,
    name: text(1, maxNoticeNameLength),
    data: z.json().check(z.refine(isShort, shortRule)),
  }),
]);

/** An event as a channel gives it. */
export type InboundEventInput = z.input<typeof inboundEvent>;
/** An event as the desk keeps it. */
export type InboundEvent = z.output<typeof inboundEvent>;

/** The checked event; refuses with `message.invalid`, naming the field and the rule. */
export function parseInboundEvent(input: unknown): InboundEvent {
  return checked(inboundEvent, input, (where, rule) => {
    const field = where || "the event";
    return new CustomerServiceError("message.invalid", `Inbound event refused: ${field}: ${rule}.`, {
      details: { field },
    });
  });
}
