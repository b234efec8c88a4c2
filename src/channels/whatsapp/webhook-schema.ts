import * as z from "zod/mini";
import { part } from "../webhook/part.ts";
import { reader } from "../webhook/reader.ts";

// What kefu reads of a webhook: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference.

export const text = part(z.string());
/** Of a field, a type. */
export const name = z.string().check(z.minLength(1), z.maxLength(200));
/** Of a message, a file, a choice. With that of a person it has room in the id of an event. */
export const id = z.string().check(z.minLength(1), z.maxLength(300));
const optionalId = part(id);
/** A number, or a business-scoped user id, which has at most 135 characters. */
const person = z.string().check(z.minLength(1), z.maxLength(150));
const optionalPerson = part(person);

/** Each element is read by itself, so that an odd one takes no other along. */
const list = reader(z.optional(z.unknown()), (given): readonly unknown[] => [given ?? []].flat());

export const bodySchema = z.object({ object: z.literal("whatsapp_business_account"), entry: z.array(z.unknown()) });
export const entrySchema = z.looseObject({ changes: z.array(z.unknown()) });
export const changeSchema = z.object({ field: name, value: z.unknown() });
export const valueSchema = z.object({
  metadata: part(z.object({ phone_number_id: optionalId })),
  contacts: list,
  messages: list,
  statuses: list,
  errors: list,
  user_id_update: list,
});

/** Who wrote, or is written to. */
export const contactSchema = z.object({
  wa_id: optionalPerson,
  user_id: optionalPerson,
  profile: part(z.object({ name: text, username: text })),
});

/** Loose: what it says stands under the name of its type. */
export const messageSchema = z.looseObject({
  id,
  type: z.catch(name, "unknown"),
  from: optionalPerson,
  from_user_id: optionalPerson,
  group_id: optionalId,
  context: part(z.object({ id })),
  edit: part(z.object({ original_message_id: id, message: z.looseObject({ type: z.string() }) })),
  revoke: part(z.object({ original_message_id: id })),
  // An emoji that was taken off is empty, or not there at all.
  reaction: part(z.object({ message_id: id, emoji: z.optional(z.string().check(z.maxLength(64))) })),
  system: part(
    z.object({ type: z.string(), wa_id: optionalPerson, user_id: optionalPerson, previous_user_id: optionalPerson }),
  ),
});

export const userIdUpdateSchema = z.object({
  wa_id: optionalPerson,
  user_id: z.object({ previous: person, current: person }),
});

const failure = z.object({
  code: part(z.number()),
  title: text,
  message: text,
  error_data: part(z.object({ details: text })),
});

export const statusSchema = z.object({
  id,
  // Others (`deleted`, `warning`, ...) are no deliveries.
  status: z.enum(["sent", "delivered", "read", "played", "failed"]),
  recipient_type: text,
  recipient_id: optionalId,
  recipient_user_id: optionalPerson,
  recipient_participant_id: optionalPerson,
  recipient_participant_user_id: optionalPerson,
  biz_opaque_callback_data: optionalId,
  errors: part(z.array(failure)),
});

export type Contact = z.output<typeof contactSchema>;
export type WhatsAppMessage = z.output<typeof messageSchema>;
export type WhatsAppStatus = z.output<typeof statusSchema>;
