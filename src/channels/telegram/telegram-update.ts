import * as z from "zod/mini";

/**
 * What kefu reads of an update (core.telegram.org/bots/api#update). Loose: what it does not know stays, and a part that is
 * not as described counts as absent, so that it takes nothing else along.
 */
const part = <S extends z.ZodMiniType>(schema: S) => z.catch(z.optional(schema), undefined);
const number = z.int();
const string = z.string();

const user = z.looseObject({
  id: number,
  is_bot: part(z.boolean()),
  first_name: part(string),
  last_name: part(string),
});

const chat = z.looseObject({ id: number, type: part(string), first_name: part(string), last_name: part(string) });

const file = z.looseObject({
  file_id: string.check(z.minLength(1)),
  mime_type: part(string),
  file_name: part(string),
  width: part(number),
  height: part(number),
});

const location = z.looseObject({ latitude: z.number(), longitude: z.number() });

/** A message, also one that was pressed on: of that, Telegram may know little more than the chat. */
export const messageSchema = z.looseObject({
  message_id: part(number),
  message_thread_id: part(number),
  is_topic_message: part(z.boolean()),
  chat,
  from: part(user),
  sender_chat: part(chat),
  reply_to_message: part(z.looseObject({ message_id: number })),
  media_group_id: part(string),
  text: part(string),
  caption: part(string),
  photo: part(z.array(file).check(z.minLength(1))),
  animation: part(file),
  audio: part(file),
  document: part(file),
  sticker: part(file),
  video: part(file),
  video_note: part(file),
  voice: part(file),
  live_photo: part(file),
  location: part(location),
  venue: part(z.looseObject({ title: string, address: string })),
  contact: part(z.looseObject({ phone_number: string, first_name: string, last_name: part(string) })),
  poll: part(z.looseObject({ question: string, options: z.array(z.looseObject({ text: string })) })),
  dice: part(z.looseObject({ emoji: string, value: number })),
  migrate_to_chat_id: part(number),
  migrate_from_chat_id: part(number),
  reply_markup: part(
    z.looseObject({
      inline_keyboard: z.array(z.array(z.looseObject({ text: string, callback_data: part(string) }))),
    }),
  ),
});

/** Who wrote it, and where. */
export type TelegramUser = z.output<typeof user>;
export type TelegramChat = z.output<typeof chat>;
export type TelegramMessage = z.output<typeof messageSchema>;

export const callbackQuerySchema = z.looseObject({
  id: string,
  from: user,
  message: part(messageSchema),
  data: part(string.check(z.minLength(1))),
});

export const reactionSchema = z.looseObject({
  chat,
  message_id: number,
  new_reaction: z.array(z.looseObject({ type: string, emoji: part(string) })),
});

export const memberSchema = z.looseObject({
  chat,
  new_chat_member: z.looseObject({ status: string }),
});

/** An update; all but its number stands under the name of its kind. */
export const updateSchema = z.looseObject({ update_id: number });
export type TelegramUpdate = z.output<typeof updateSchema>;
