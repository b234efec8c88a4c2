import * as z from "zod/mini";
import { part } from "../webhook/part.ts";
import { reader } from "../webhook/reader.ts";

// What kefu reads of a webhook: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference.

/** A number is read as its digits, unless it is too long for JavaScript to keep all of them. */
export const written = z.pipe(z.union([z.string(), z.int()]), z.transform(String));
export const text = part(written);
/** Of a field, a type. */
export const name = shortText(200);
/** Of a message, a file, a choice. With that of a person it has room in the id of an event. */
export const id = shortText(300);
const optionalId = part(id);
/** A number, or a business-scoped user id, which has at most 135 characters. */
const person = shortText(150);
const optionalPerson = part(person);
const time = part(shortText(50));

function shortText(maxLength: number) {
  return z.pipe(written, z.string().check(z.minLength(1), z.maxLength(maxLength)));
}

const list = reader(z.optional(z.unknown()), (given): readonly unknown[] => [given ?? []].flat());

/** Each element is read by itself, so that an odd one takes no other along. */
export function listOf<S extends z.ZodMiniType>(element: S): z.ZodMiniType<z.output<S>[]> {
  return reader(list, (given) => given.flatMap((one) => element.safeParse(one).data ?? []));
}

/** Who wrote, or is written to. */
export const contactSchema = z.object({
  wa_id: optionalPerson,
  user_id: optionalPerson,
  profile: part(z.object({ name: text, username: text })),
});

export const bodySchema = z.object({ object: z.literal("whatsapp_business_account"), entry: z.array(z.unknown()) });
export const entrySchema = z.looseObject({ time, changes: z.array(z.unknown()) });
export const changeSchema = z.object({ field: name, value: z.unknown() });
export const valueSchema = z.object({
  // One that cannot be read may be that of another number.
  metadata: z.optional(z.object({ phone_number_id: z.optional(id) })),
  contacts: listOf(contactSchema),
  messages: list,
  statuses: list,
  errors: list,
  user_id_update: list,
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
  timestamp: time,
});

const failure = z.object({
  code: text,
  title: text,
  message: text,
  error_data: part(z.object({ details: text })),
});

export const statusSchema = z.object({
  id,
  // Others (`deleted`, `warning`, ...) are no deliveries.
  status: z.enum(["sent", "delivered", "read", "played", "failed"]),
  // Others are of something else: of a payment, say.
  type: z.optional(z.literal("message")),
  recipient_type: text,
  recipient_id: optionalId,
  recipient_user_id: optionalPerson,
  recipient_participant_id: optionalPerson,
  recipient_participant_user_id: optionalPerson,
  biz_opaque_callback_data: optionalId,
  errors: listOf(failure),
});

export type Contact = z.output<typeof contactSchema>;
export type WhatsAppMessage = z.output<typeof messageSchema>;
export type WhatsAppStatus = z.output<typeof statusSchema>;
