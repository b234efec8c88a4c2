import type { InboundEventInput } from "../../model/inbound.ts";
import { isContent, tellsOfHappening } from "./message-fields.ts";
import type { TelegramChat, TelegramMessage, TelegramUser } from "./telegram-update.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;
type Media = NonNullable<MessageEvent["media"]>[number];
/** What a message says, besides who said it and where. */
type Content = Pick<MessageEvent, "messageId" | "text" | "media" | "location" | "unsupported" | "replyTo" | "albumId">;

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
  if (message_id === undefined || Object.keys(message).some(tellsOfHappening)) return null;
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
  return Object.keys(message).find(isContent) ?? "message";
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
