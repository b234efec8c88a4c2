import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import { maxIdLength } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import type { ChatSdkAdapter } from "./chat-sdk-adapter.ts";

const optionalText = z.catch(z.optional(z.string()), undefined);
const attachment = z.object({
  type: z.enum(["image", "video", "audio", "file"]),
  url: optionalText,
  name: optionalText,
  mimeType: optionalText,
  fetchMetadata: z.catch(z.optional(z.record(z.string(), z.string())), undefined),
});
const kept = z.record(z.string(), z.string());

/** The file, under an id by which the adapter finds it again; none when there is no such id. */
export function mediaOf(input: unknown): readonly MediaReference[] {
  const parsed = attachment.safeParse(input);
  if (!parsed.success) return [];
  const { type, url, name, mimeType, fetchMetadata } = parsed.data;
  const found = fetchMetadata ?? (url === undefined ? null : { url });
  const id = JSON.stringify(found);
  if (found === null || id.length > maxIdLength) return [];
  return [{ kind: type === "file" ? "document" : type, id, mimeType, fileName: name }];
}

/** Opens such a file. */
export async function openAttachment(adapter: ChatSdkAdapter, media: MediaReference): Promise<OpenedMedia> {
  const fetchMetadata = metadataIn(media.id);
  const type = media.kind === "document" || media.kind === "sticker" ? "file" : media.kind;
  const url = fetchMetadata?.url;
  const found =
    fetchMetadata && adapter.rehydrateAttachment?.({ type, fetchMetadata, ...(url === undefined ? {} : { url }) });
  if (!found?.fetchData) throw new ChannelError("invalid", "The Chat SDK adapter does not know this file.");
  const bytes = new Uint8Array(await found.fetchData());
  return { body: streamOf(bytes), mimeType: media.mimeType ?? null, size: bytes.byteLength };
}

function metadataIn(id: string): Record<string, string> | null {
  try {
    return kept.parse(JSON.parse(id));
  } catch {
    return null;
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(stream) {
      stream.enqueue(bytes);
      stream.close();
    },
  });
}
