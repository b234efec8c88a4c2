import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { ChannelCapabilities, OutgoingMessage } from "../../ports/channel-adapter.ts";
import type { BotApi } from "./bot-api.ts";

/**
 * What a bot can do: core.telegram.org/bots/api#sendmessage, #inlinekeyboardbutton, and core.telegram.org/bots/faq for how
 * fast: 30 messages a second in all, one a second in a chat with short bursts, 20 a minute in a group.
 */
export const telegramCapabilities: ChannelCapabilities = {
  text: { max: 4_096, unit: "utf16" },
  // Telegram takes a hundred buttons; a column of more than ten is no help.
  options: { max: 10, titleLength: 64, idBytes: 64 },
  media: { kinds: ["image", "video", "audio", "document"], captionLength: 1_024 },
  templates: false,
  pacing: {
    perSecond: 30,
    // Groups have negative ids. After a burst of three, 17 more fit into a minute.
    inConversation: (address) => ({
      ...{ intervalMs: address.startsWith("-") ? 3_500 : 1_000, burst: 3 },
      // The topics of a group are one chat to Telegram.
      sharedBy: address.split("/")[0],
    }),
  },
};

/** How each kind of file is sent, and what the file is called in that call. */
const fileCalls = {
  image: ["sendPhoto", "photo"],
  video: ["sendVideo", "video"],
  audio: ["sendAudio", "audio"],
  voice: ["sendVoice", "voice"],
  document: ["sendDocument", "document"],
} as const;

const sentSchema = z.object({ message_id: z.number() });

/** Sends without `parse_mode`: what customers and agents write is text, whatever signs are in it. */
export async function sendMessage(
  api: BotApi,
  { address, content: { text, media: [file] = [], options = [] } }: OutgoingMessage,
  signal: AbortSignal,
): Promise<{ readonly externalId: string }> {
  const inline_keyboard = options.map(({ id, title }) => [{ text: title, callback_data: id }]);
  const to = { ...placeOf(address), ...(options.length > 0 && { reply_markup: { inline_keyboard } }) };
  const call = () => {
    if (file === undefined) return api("sendMessage", { ...to, text }, signal);
    if (file.kind === "sticker") throw new ChannelError("invalid", "On Telegram, no text can stand under a sticker.");
    // A file that came in as a voice message can only be sent as one, and is always Ogg.
    const isVoice = file.kind === "audio" && file.mimeType === "audio/ogg";
    const [method, name] = fileCalls[isVoice ? "voice" : file.kind];
    return api(method, { ...to, [name]: file.id, caption: text || undefined }, signal);
  };
  const sent = sentSchema.safeParse(await call());
  if (!sent.success) throw new ChannelError("unknown", "Telegram answered without the id of the message.");
  return { externalId: `${sent.data.message_id}` };
}

/** The chat and the topic of an address. */
export function placeOf(address: string): { readonly chat_id: number; readonly message_thread_id?: number } {
  const [, chat, topic] = /^(-?\d{1,16})(?:\/(\d{1,16}))?$/.exec(address) ?? [];
  if (chat === undefined) throw new ChannelError("invalid", `"${address}" is no chat of Telegram's.`);
  return { chat_id: Number(chat), ...(topic !== undefined && { message_thread_id: Number(topic) }) };
}
