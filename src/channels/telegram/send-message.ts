import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { MessageContent } from "../../model/message.ts";
import type { ChannelContext, OutgoingMessage } from "../../ports/channel-adapter.ts";
import type { TelegramClient } from "./telegram-client.ts";
import { ChatMovedError } from "./telegram-error.ts";

/** A channel while it runs. */
export interface TelegramLine {
  readonly client: TelegramClient;
  readonly context: ChannelContext;
  /** New ids of groups that became supergroups, by the old ones: what is queued still goes to these. */
  readonly movedChats: Map<number, number>;
}

interface Place {
  readonly chat_id: number;
  readonly message_thread_id?: number;
}

const sentSchema = z.object({ message_id: z.number() });

/** Sends to the chat, or to where it has moved, of which the desk is told. */
export async function sendMessage(
  line: TelegramLine,
  { address, content }: OutgoingMessage,
  signal: AbortSignal,
): Promise<{ readonly externalId: string }> {
  const place = placeOf(address);
  const moved = line.movedChats.get(place.chat_id);
  try {
    return await post(line.client, moved === undefined ? place : { chat_id: moved }, content, signal);
  } catch (error) {
    if (!(error instanceof ChatMovedError)) throw error;
    line.movedChats.set(place.chat_id, error.newChatId);
    // Nobody waits for it: the message goes out even while the desk cannot store where to.
    void tellMove(line.context, address, error.newChatId);
    return post(line.client, { chat_id: error.newChatId }, content, signal);
  }
}

/** The chat and the topic of an address. */
export function placeOf(address: string): Place {
  const [, chat, topic] = /^(-?\d{1,16})(?:\/(\d{1,16}))?$/.exec(address) ?? [];
  if (chat === undefined) throw new ChannelError("invalid", `"${address}" is no chat of Telegram's.`);
  return { chat_id: Number(chat), ...(topic !== undefined && { message_thread_id: Number(topic) }) };
}

async function post(client: TelegramClient, place: Place, content: MessageContent, signal: AbortSignal) {
  const sent = sentSchema.safeParse(await call(client, place, content, signal));
  if (!sent.success) throw new ChannelError("unknown", "Telegram answered without the id of the message.");
  return { externalId: `${sent.data.message_id}` };
}

/** No `parse_mode`: what customers and agents write is text, whatever signs are in it. */
function call(
  client: TelegramClient,
  place: Place,
  { text, media: [file] = [], options = [] }: MessageContent,
  signal: AbortSignal,
): Promise<unknown> {
  const rows = options.map(({ id, title }) => [{ text: title, callback_data: id }]);
  const to = { ...place, ...(rows.length > 0 && { reply_markup: { inline_keyboard: rows } }) };
  if (file === undefined) return client.call("sendMessage", { ...to, text }, signal);
  const under = { ...to, ...(text !== "" && { caption: text }) };
  switch (file.kind) {
    case "image":
      return client.call("sendPhoto", { ...under, photo: file.id }, signal);
    case "video":
      return client.call("sendVideo", { ...under, video: file.id }, signal);
    case "audio":
      // A file that came in as a voice message can only be sent as one, and is always Ogg.
      if (file.mimeType === "audio/ogg") return client.call("sendVoice", { ...under, voice: file.id }, signal);
      return client.call("sendAudio", { ...under, audio: file.id }, signal);
    case "document":
      return client.call("sendDocument", { ...under, document: file.id }, signal);
    case "sticker":
      throw new ChannelError("invalid", "Stickers cannot be sent on Telegram: they have no text under them.");
    default:
      return file.kind satisfies never;
  }
}

async function tellMove({ receive, logger }: ChannelContext, address: string, newChatId: number): Promise<void> {
  try {
    await receive({ type: "move", eventId: `move:${address}:${newChatId}`, address, to: `${newChatId}` });
  } catch (error) {
    logger.warn(
      { error },
      "A group became a supergroup, and the desk could not keep that; the next message tells again.",
    );
  }
}
