import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { MediaReference } from "../../model/message.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import { fileBody } from "../webhook/file-body.ts";
import { part } from "../webhook/part.ts";
import type { BotApi } from "./bot-api.ts";
import type { CheckedTelegramOptions } from "./telegram-options.ts";

const fileSchema = z.object({ file_path: z.string(), file_size: part(z.number()) });

/**
 * Opens a file of up to 20 MB: Telegram gives bots no larger one (core.telegram.org/bots/api#getfile). Its address holds
 * the token, so nothing that knows the address leaves here: no cause, no response.
 */
export async function openMedia(
  api: BotApi,
  { token, apiRoot, fetch }: CheckedTelegramOptions,
  { id, mimeType }: MediaReference,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  const file = fileSchema.safeParse(await api("getFile", { file_id: id }, signal)).data;
  if (file === undefined) throw new ChannelError("invalid", "Telegram has no path for this file.");
  const response = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`, { signal }).catch(() => {
    throw new ChannelError("transient", "The file could not be fetched from Telegram.");
  });
  const body = await fileBody("Telegram", response);
  // What Telegram says when it delivers is "application/octet-stream" for everything.
  return { body, mimeType: mimeType ?? response.headers.get("content-type"), size: file.file_size ?? null };
}
