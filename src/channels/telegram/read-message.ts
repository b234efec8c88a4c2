import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import { part } from "../webhook/part.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;
type Sender = MessageEvent["from"];
type Media = NonNullable<MessageEvent["media"]>[number];
type FieldTest = (field: string) => boolean;

const number = z.int();
const string = z.string();

/** A user or a chat; a private chat has the name of its person. */
export const partySchema = z.looseObject({
  id: number,
  type: part(string),
  is_bot: part(z.boolean()),
  first_name: part(string),
  last_name: part(string),
});

const button = z.looseObject({ text: string, callback_data: part(string) });

/** What kefu reads of a message (core.telegram.org/bots/api#message), besides its file. */
export const messageSchema = z.looseObject({
  message_id: number,
  message_thread_id: part(number),
  is_topic_message: part(z.boolean()),
  chat: partySchema,
  from: part(partySchema),
  sender_chat: part(partySchema),
  reply_to_message: part(z.looseObject({ message_id: number })),
  media_group_id: part(string.check(z.minLength(1))),
  text: part(string),
  caption: part(string),
  location: part(z.object({ latitude: z.number(), longitude: z.number() })),
  venue: part(z.looseObject({ title: string, address: string })),
  contact: part(z.looseObject({ phone_number: string, first_name: string, last_name: part(string) })),
  poll: part(z.looseObject({ question: string, options: z.array(z.looseObject({ text: string })) })),
  dice: part(z.looseObject({ emoji: string, value: number })),
  migrate_to_chat_id: part(number),
  migrate_from_chat_id: part(number),
  reply_markup: part(z.looseObject({ inline_keyboard: z.array(z.array(button)) })),
});

export type TelegramMessage = z.output<typeof messageSchema>;

/** Where the answers go: the chat, or the topic of a forum in it. */
export function addressOf({ chat, is_topic_message, message_thread_id }: TelegramMessage): string {
  return is_topic_message && message_thread_id !== undefined ? `${chat.id}/${message_thread_id}` : `${chat.id}`;
}

/** The person as the desk knows them: by Telegram's number for them, which stays. */
export function senderOf({ id, first_name = "", last_name = "" }: z.output<typeof partySchema>): Sender {
  return { ids: [`${id}`], name: `${first_name} ${last_name}`.trim() || undefined, verified: true };
}

/** Who wrote; `null` when it was no person: a bot, a channel, a group's anonymous admin. */
export function writerOf({ from, chat, sender_chat }: TelegramMessage): Sender | null {
  if (sender_chat !== undefined || from?.is_bot) return null;
  if (from !== undefined) return senderOf(from);
  return chat.type === "private" ? senderOf(chat) : null;
}

/*
 * The fields of a message (core.telegram.org/bots/api#message) by what they are. What is in neither list is content, also
 * what Telegram thinks of next year: better one message too many than a customer whom nobody hears.
 */

/** True for a field that tells of something that happened, and that nobody said. */
const tellsOfHappening: FieldTest = beginsWith(`
  new_chat_ left_chat_ delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created chat_owner_
  chat_background_set message_auto_delete_timer_changed migrate_ pinned_message successful_payment refunded_payment
  users_shared user_shared chat_shared gift unique_gift connected_website write_access_allowed proximity_alert_triggered
  boost_added checklist_tasks_ direct_message_price_changed paid_message_price_changed forum_topic_ general_forum_topic_
  giveaway managed_bot_created poll_option_ suggested_post_approv suggested_post_declined suggested_post_paid
  suggested_post_refunded video_chat_ voice_chat_
`);

/** True for a field around what was said: who, when, where, in answer to what, how it is shown. */
const isEnvelope: FieldTest = beginsWith(`
  message_id message_thread_id direct_messages_topic from sender_ date chat business_connection_id forward is_ reply_
  external_reply quote via_bot guest_ edit_date has_ media_group_id author_signature paid_star_count entities
  caption link_preview_options show_caption_above_media effect_id suggested_post_info
`);

function beginsWith(words: string): FieldTest {
  const beginnings = words.trim().split(/\s+/);
  return (field) => beginnings.some((beginning) => field.startsWith(beginning));
}

/** What a message says, besides who said it and where. */
type Content = Pick<MessageEvent, "media" | "location" | "unsupported" | "replyTo" | "albumId"> & {
  readonly messageId: string;
  readonly text: string;
};

/** What a person said; `null` when the message only tells of something that happened. */
export function contentOf(message: TelegramMessage): Content | null {
  const { message_id, text, location, media_group_id: albumId } = message;
  const fields = Object.keys(message);
  if (fields.some(tellsOfHappening)) return null;
  const file = fileOf(message);
  const isKnown = file !== undefined || location !== undefined || (text ?? "") !== "";
  return {
    ...{ messageId: `${message_id}`, text: textOf(message), media: file && [file], location, albumId },
    // Telegram's name of what kefu has no place for: `contact`, `story`, whatever comes next year.
    unsupported: isKnown ? undefined : (fields.find((field) => !isEnvelope(field)) ?? "message"),
    ...answerOf(message),
  };
}

/** What can be read of it. */
function textOf({ text, caption, venue, contact, poll, dice }: TelegramMessage): string {
  if (venue !== undefined) return `${venue.title}\n${venue.address}`;
  if (contact !== undefined) {
    return [contact.first_name, contact.last_name, contact.phone_number].filter(Boolean).join(" ");
  }
  if (poll !== undefined) return [poll.question, ...poll.options.map((option) => `- ${option.text}`)].join("\n");
  if (dice !== undefined) return `${dice.emoji} ${dice.value}`;
  return text ?? caption ?? "";
}

/** The first message of a topic stands under each of its messages as if they answered it. */
function answerOf({ reply_to_message: answered, is_topic_message, message_thread_id }: TelegramMessage) {
  const isReply = answered !== undefined && !(is_topic_message && answered.message_id === message_thread_id);
  return isReply ? { replyTo: `${answered.message_id}` } : {};
}

const fileSchema = z.looseObject({
  // A longer one has no room in a message.
  file_id: z.string().check(z.minLength(1), z.maxLength(512)),
  mime_type: part(z.string()),
  file_name: part(z.string()),
});

/** An animation also comes as the document that it was before 2018. */
const fileFields: readonly (readonly [string, Media["kind"]])[] = [
  ["photo", "image"],
  ["animation", "video"],
  ["video", "video"],
  ["video_note", "video"],
  ["live_photo", "video"],
  ["voice", "audio"],
  ["audio", "audio"],
  ["sticker", "sticker"],
  ["document", "document"],
];

/** The file of a message: it has one at most. */
function fileOf(message: TelegramMessage): Media | undefined {
  for (const [field, kind] of fileFields) {
    // A photo comes in several sizes, the largest last.
    const file = fileSchema.safeParse([message[field]].flat().at(-1)).data;
    if (file !== undefined) return { kind, id: file.file_id, mimeType: file.mime_type, fileName: file.file_name };
  }
  return undefined;
}
