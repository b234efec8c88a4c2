import * as z from "zod/mini";
import { part } from "../webhook/part.ts";

/**
 * What kefu reads of a webhook (developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference). A
 * part that is not as described counts as not given: better a message without it than none.
 */
const objectPart = <S extends z.core.$ZodShape>(shape: S) => part(z.object(shape));

const name = z.string().check(z.minLength(1), z.maxLength(200));
/** Of a message, a file, a choice. With that of a person it has room in the id of an event. */
const id = z.string().check(z.minLength(1), z.maxLength(300));
/** A number, or a business-scoped user id, which has at most 135 characters. */
const person = z.string().check(z.minLength(1), z.maxLength(150));
const personId = part(person);
const text = part(z.string());
const number = part(z.number());

const file = objectPart({ id, mime_type: text, filename: text, caption: text });
const choice = objectPart({ id, title: z.string() });
const orderItem = z.object({
  product_retailer_id: z.string(),
  quantity: z.number(),
  item_price: number,
  currency: text,
});

/** What a message says stands under the name of its type. */
const content = {
  type: z.catch(name, "unknown"),
  text: objectPart({ body: z.string() }),
  image: file,
  video: file,
  audio: file,
  document: file,
  sticker: file,
  location: objectPart({ latitude: z.number(), longitude: z.number(), name: text, address: text }),
  contacts: part(
    z.array(z.object({ name: objectPart({ formatted_name: text }), phones: part(z.array(z.object({ phone: text }))) })),
  ),
  order: objectPart({ text, product_items: z.array(orderItem) }),
  button: objectPart({ text: z.string(), payload: part(id) }),
  interactive: objectPart({
    type: z.catch(name, "interactive"),
    button_reply: choice,
    list_reply: choice,
    nfm_reply: objectPart({ response_json: z.string() }),
  }),
  unsupported: objectPart({ type: name }),
};

export const messageSchema = z.object({
  ...content,
  id,
  from: personId,
  from_user_id: personId,
  group_id: part(id),
  context: objectPart({ id }),
  referral: z.optional(z.unknown()),
  edit: objectPart({ original_message_id: id, message: z.object(content) }),
  revoke: objectPart({ original_message_id: id }),
  // An emoji that was taken off is empty, or not there at all.
  reaction: objectPart({ message_id: id, emoji: z.optional(z.string().check(z.maxLength(64))) }),
  system: objectPart({ type: z.string(), wa_id: personId, user_id: personId, previous_user_id: personId }),
});

export const userIdUpdateSchema = z.object({
  wa_id: personId,
  user_id: z.object({ previous: person, current: person }),
});

export const statusSchema = z.object({
  id,
  // The others (`deleted`, `warning`, ...) are no deliveries.
  status: z.enum(["sent", "delivered", "read", "played", "failed"]),
  recipient_id: part(id),
  recipient_user_id: personId,
  recipient_type: text,
  recipient_participant_id: personId,
  recipient_participant_user_id: personId,
  biz_opaque_callback_data: part(id),
  errors: part(
    z.array(z.object({ code: number, title: text, message: text, error_data: objectPart({ details: text }) })),
  ),
});

export const contactSchema = z.object({
  wa_id: personId,
  user_id: personId,
  profile: objectPart({ name: text, username: text }),
});

/** Each element is read by itself, so that an odd one takes no other along. */
const list = z.pipe(
  z.optional(z.unknown()),
  z.transform((given): readonly unknown[] => [given ?? []].flat()),
);

export const bodySchema = z.object({ object: z.literal("whatsapp_business_account"), entry: z.array(z.unknown()) });
export const entrySchema = z.looseObject({ changes: z.array(z.unknown()) });
export const changeSchema = z.object({ field: name, value: z.unknown() });
export const valueSchema = z.object({
  metadata: objectPart({ phone_number_id: text }),
  contacts: list,
  messages: list,
  statuses: list,
  errors: list,
  user_id_update: list,
});

export type MessageContent = z.output<z.ZodMiniObject<typeof content>>;
export type WhatsAppMessage = z.output<typeof messageSchema>;
export type WhatsAppStatus = z.output<typeof statusSchema>;
export type Contact = z.output<typeof contactSchema>;
