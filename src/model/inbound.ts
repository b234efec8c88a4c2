import * as z from "zod";
import { CustomerServiceError } from "../errors.ts";

/** Longest text kefu keeps of one message, in UTF-16 units; channels' own limits are far below. */
export const maxTextLength = 20_000;

/**
 * Text as every store can keep it: no NUL (PostgreSQL refuses it), no half of a surrogate pair (JSON there does too).
 */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
  return /[\u0000\uD800-\uDFFF]/.test(text) ? text.replace(/\u0000/g, "").replace(loneSurrogate, "\uFFFD") : text;
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const id = z.string().min(1).max(512).transform(cleanText);
const shortText = z.string().max(1_000).transform(cleanText);
const longText = z.string().max(maxTextLength).transform(cleanText);

const sender = z.object({
  ids: z.array(id).min(1).max(10),
  name: shortText.optional(),
  verified: z.boolean(),
});

const media = z.object({
  kind: z.enum(["image", "video", "audio", "document", "sticker"]),
  id,
  mimeType: shortText.optional(),
  fileName: shortText.optional(),
});

const common = {
  /** Unique within the channel: an event with an id seen before is dropped. */
  eventId: id,
  /** The channel's address of the thread; answers go there. */
  address: id,
};

/** What a channel can tell the desk, checked once, here. */
export const inboundEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message"),
    ...common,
    /** The channel's id of the message; default: the event's. */
    messageId: id.optional(),
    from: sender,
    text: longText.default(""),
    choice: z.object({ id, title: shortText.optional() }).optional(),
    media: z.array(media).max(20).optional(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
    unsupported: shortText.optional(),
  }),
  z.object({
    type: z.literal("delivery"),
    ...common,
    messageId: id,
    status: z.enum(["sent", "delivered", "read", "failed"]),
    reason: shortText.optional(),
  }),
]);

/** An event as a channel gives it. */
export type InboundEventInput = z.input<typeof inboundEventSchema>;
/** An event as the desk keeps it. */
export type InboundEvent = z.output<typeof inboundEventSchema>;

/** The checked event; refuses with `message.invalid`, naming the field and the rule. */
export function parseInboundEvent(input: unknown): InboundEvent {
  const parsed = inboundEventSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") || "the event";
  throw new CustomerServiceError("message.invalid", `Inbound event refused: ${field}: ${issue?.message}.`, {
    details: { field },
  });
}

/** Text that a person of the desk or the backend gives, cleaned; refuses with `message.invalid` none or too much. */
export function checkText(text: string): string {
  const clean = cleanText(text);
  if (clean.trim() !== "" && clean.length <= maxTextLength) return clean;
  throw new CustomerServiceError(
    "message.invalid",
    `A text has 1 to ${maxTextLength} characters that are not all space; got ${clean.length}.`,
  );
}
