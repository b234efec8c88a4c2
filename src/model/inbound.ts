import * as z from "zod";
import { CustomerServiceError } from "../errors.ts";
import { cleanText, maxTextLength } from "./text.ts";

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
