import type { InboundEventInput } from "../../model/inbound.ts";
import type { TelegramChat, TelegramMessage, TelegramUser } from "./telegram-update.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;
type Media = NonNullable<MessageEvent["media"]>[number];
/** What a message says, besides who said it and where. */
type Content = Pick<MessageEvent, "messageId" | "text" | "media" | "location" | "unsupported" | "replyTo" | "albumId">;

/** What Telegram tells in the shape of a message, and nobody said: core.telegram.org/bots/api#message. */
const happening =
  /^(?:(?:new|left)_chat_|delete_chat_photo|(?:group|supergroup|channel)_chat_created|chat_(?:owner|background|shared)|message_auto_delete|pinned_message|successful_payment|refunded_payment|users?_shared|gift|unique_gift|connected_website|write_access|proximity_alert|boost_added|checklist_tasks_|(?:direct_message|paid_message)_price|(?:general_)?forum_topic_|giveaway|managed_bot|poll_option_|suggested_post_(?!info)|(?:video|voice)_chat_|migrate_)/;

/** What surrounds the content of a message; what stands beside it, kefu does not know. */
const envelope =
  /^(?:message_id|message_thread_id|direct_messages_topic|from|sender_.*|date|chat|business_connection_id|forward.*|is_.*|reply_.*|external_reply|quote|via_bot|guest_.*|edit_date|has_.*|media_group_id|author_signature|paid_star_count|.*entities|link_preview_options|show_caption_above_media|effect_id|suggested_post_info)$/;

/** Where the answers go: the chat, or the topic of a forum in it. */
export function addressOf({ chat, is_topic_message, message_thread_id }: TelegramMessage): string {
  return is_topic_message && message_thread_id !== undefined ? `${chat.id}/${message_thread_id}` : `${chat.id}`;
}

/** The person as the desk knows them: by Telegram's number for them, which stays. */
export function senderOf({ id, first_name = "", last_name = "" }: TelegramUser | TelegramChat): MessageEvent["from"] {
  const name = `${first_name} ${last_name}`.trim();
  return { ids: [`${id}`], ...(name === "" ? {} : { name }), verified: true };
}

/** Who wrote; `null` when it was no person: a bot, a channel, a group's anonymous admin. */
export function writerOf({ from, chat, sender_chat }: TelegramMessage): MessageEvent["from"] | null {
  if (sender_chat !== undefined || from?.is_bot) return null;
  if (from !== undefined) return senderOf(from);
  return chat.type === "private" ? senderOf(chat) : null;
}

/** What a person said; `null` when the message only tells of something that happened. */
export function contentOf(message: TelegramMessage): Content | null {
  const { message_id, media_group_id, location } = message;
  if (message_id === undefined || Object.keys(message).some((key) => happening.test(key))) return null;
  const media = mediaOf(message);
  const text = textOf(message);
  const isKnown = media !== undefined || location !== undefined || isWritten(message);
  return {
    messageId: `${message_id}`,
    text,
    ...(media && { media: [media] }),
    ...(location && { location: { latitude: location.latitude, longitude: location.longitude } }),
    ...(isKnown ? {} : { unsupported: kindOf(message) }),
    ...(isReply(message) && { replyTo: `${message.reply_to_message?.message_id}` }),
    ...(media_group_id && { albumId: media_group_id }),
  };
}

function isWritten({ text, caption }: TelegramMessage): boolean {
  return (text ?? caption ?? "") !== "";
}

/** What can be read of it. */
export function textOf({ text, caption, venue, contact, poll, dice }: TelegramMessage): string {
  if (venue !== undefined) return `${venue.title}\n${venue.address}`;
  if (contact !== undefined) {
    return [contact.first_name, contact.last_name, contact.phone_number].filter(Boolean).join(" ");
  }
  if (poll !== undefined) return [poll.question, ...poll.options.map((option) => `- ${option.text}`)].join("\n");
  if (dice !== undefined) return `${dice.emoji} ${dice.value}`;
  return text ?? caption ?? "";
}

/** Its name of the content that kefu has no place for: `contact`, `story`, whatever comes next year. */
function kindOf(message: TelegramMessage): string {
  return Object.keys(message).find((key) => !envelope.test(key)) ?? "message";
}

/** The first message of a topic stands under each of its messages as if they answered it. */
function isReply({ reply_to_message, is_topic_message, message_thread_id }: TelegramMessage): boolean {
  if (reply_to_message === undefined) return false;
  return !(is_topic_message && reply_to_message.message_id === message_thread_id);
}

/** The file of a message: it has one at most. An animation also comes as the document that it was before 2018. */
function mediaOf(message: TelegramMessage): Media | undefined {
  const { photo, animation, audio, document, sticker, video, video_note, voice, live_photo } = message;
  const found: readonly (readonly [Media["kind"], TelegramMessage["document"]])[] = [
    ["image", photo && largest(photo)],
    ["video", animation ?? video ?? video_note ?? live_photo],
    ["audio", voice ?? audio],
    ["sticker", sticker],
    ["document", document],
  ];
  for (const [kind, file] of found) {
    if (file === undefined) continue;
    const { file_id, mime_type, file_name } = file;
    return { kind, id: file_id, ...(mime_type && { mimeType: mime_type }), ...(file_name && { fileName: file_name }) };
  }
  return undefined;
}

type Photo = NonNullable<TelegramMessage["photo"]>;

/** A photo comes in several sizes. */
function largest(sizes: Photo): Photo[number] | undefined {
  const area = ({ width = 0, height = 0 }: Photo[number]) => width * height;
  return sizes.toSorted((one, other) => area(other) - area(one))[0];
}
