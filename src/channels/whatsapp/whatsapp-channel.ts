import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { ChannelAdapter, ChannelContext } from "../../ports/channel-adapter.ts";
import { fileBody } from "../webhook/file-body.ts";
import { type Graph, graph } from "./graph.ts";
import { messagePayload, whatsAppCapabilities } from "./message-payload.ts";
import { tellingIdsOnce } from "./person.ts";
import { webhook } from "./webhook.ts";
import { type WhatsAppChannelOptions, whatsAppOptions } from "./whatsapp-options.ts";

/** The channel, and what only WhatsApp has. */
export interface WhatsAppChannel extends ChannelAdapter {
  handle(request: Request): Promise<Response>;
  /**
   * Hands a file to WhatsApp, which keeps it for 30 days; resolves with its id, for the `id` of a `MediaReference`. The
   * blob's `type` is needed. Throws a `ChannelError`.
   */
  upload(
    file: Blob,
    options?: { readonly fileName?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<string>;
}

const named = z.object({ id: z.string().check(z.minLength(1)) });
const sent = z.object({ messages: z.tuple([named], z.unknown()) });
const media = z.object({
  url: z.url(),
  mimeType: z.catch(z.nullable(z.string()), null),
  fileSize: z.catch(z.nullable(z.coerce.number()), null),
});

/**
 * WhatsApp over Meta's Cloud API: `handle` takes the webhooks of the app, `send` goes through `@kapso/whatsapp-cloud-api`,
 * which you install beside kefu. One app has one webhook for all of its numbers: give a copy of each request
 * (`request.clone()`) to the channel of every number; each keeps what is its own. Throws `options.invalid`; `start`
 * rejects with `channel.package_missing` without that package.
 */
export function whatsappChannel(options: WhatsAppChannelOptions): WhatsAppChannel {
  const settings = whatsAppOptions(options);
  const { id, phoneNumberId, listLabel, baseUrl } = settings;
  let running: { readonly context: ChannelContext; readonly graph: Graph } | null = null;
  const use: Graph = (signal, run) => {
    if (running !== null) return running.graph(signal, run);
    throw new ChannelError("transient", `Channel "${id}" is not started.`);
  };
  return {
    id,
    kind: "whatsapp",
    capabilities: whatsAppCapabilities,
    async start(context) {
      running = { context: tellingIdsOnce(context), graph: await graph(settings) };
    },
    handle: webhook(settings, () => running?.context ?? null),
    async signal({ readUpTo, typing }, { signal }) {
      // Typing is shown beside a message that is read; without one there is no way to.
      if (readUpTo === null) return;
      const shown = typing ? { typingIndicator: { type: "text" as const } } : {};
      await use(signal, ({ messages }) => messages.markRead({ phoneNumberId, messageId: readUpTo, ...shown }));
    },
    async send(message, { signal }) {
      const payload = messagePayload(message, listLabel);
      return use(signal, async ({ messages }) => {
        return { externalId: sent.parse(await messages.sendRaw({ phoneNumberId, payload })).messages[0].id };
      });
    },
    async openMedia({ id: mediaId }, { signal }) {
      if (!/^[\w-]{1,200}$/.test(mediaId)) {
        throw new ChannelError("invalid", "This is no file of WhatsApp's: its id has letters, digits, - and _ alone.");
      }
      return use(signal, async (client) => {
        const { url, mimeType, fileSize } = media.parse(await client.media.get({ mediaId }));
        const body = await fileBody("WhatsApp", await client.fetch(safeUrl(url, baseUrl)));
        return { body, mimeType, size: fileSize };
      });
    },
    async stop() {
      running = null;
    },
    async upload(file, { fileName, signal = new AbortController().signal } = {}) {
      if (file.type === "") {
        throw new ChannelError("invalid", "WhatsApp must be told what kind of file it is: the blob has no type.");
      }
      const name = fileName === undefined ? {} : { fileName };
      return use(signal, async (client) => {
        return named.parse(await client.media.upload({ phoneNumberId, type: file.type, file, ...name })).id;
      });
    },
  };
}

/** Meta's own hosts, where files are; the token goes to no other. */
function safeUrl(text: string, baseUrl: string): string {
  const { protocol, hostname, origin } = new URL(text);
  const isMeta = /(?:^|\.)(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/.test(hostname);
  if ((protocol === "https:" && isMeta) || origin === new URL(baseUrl).origin) return text;
  throw new ChannelError("invalid", `A file of WhatsApp's should not be at ${hostname}: the token is not sent there.`);
}
