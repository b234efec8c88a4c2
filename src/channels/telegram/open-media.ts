import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { MediaReference } from "../../model/message.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import type { TelegramClient } from "./telegram-client.ts";
import type { CheckedTelegramOptions } from "./telegram-options.ts";

const fileSchema = z.object({ file_path: z.string(), file_size: z.catch(z.optional(z.number()), undefined) });

/**
 * Opens a file of up to 20 MB: Telegram gives bots no larger one (core.telegram.org/bots/api#getfile). Its address holds
 * the token, so nothing that knows the address leaves here: no cause, no response.
 */
export async function openMedia(
  client: TelegramClient,
  { token, apiRoot, fetch: given }: CheckedTelegramOptions,
  media: MediaReference,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  const file = fileSchema.safeParse(await client.call("getFile", { file_id: media.id }, signal)).data;
  if (file === undefined) throw new ChannelError("invalid", "Telegram has no path for this file.");
  const url = `${apiRoot}/file/bot${token}/${file.file_path}`;
  const response = await (given ?? fetch)(url, { signal }).catch(() => null);
  if (response === null) throw new ChannelError("transient", "The file could not be fetched from Telegram.");
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const kind = response.status >= 500 ? "transient" : "invalid";
    throw new ChannelError(kind, `Telegram answered ${response.status} for the file.`);
  }
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return {
    body: response.body,
    // What Telegram says when it delivers is "application/octet-stream" for everything.
    mimeType: media.mimeType ?? response.headers.get("content-type"),
    size: file.file_size ?? (Number.isNaN(length) ? null : length),
  };
}
