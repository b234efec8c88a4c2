import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { ChannelAdapter, ChannelContext } from "../../ports/channel-adapter.ts";
import { fileBody } from "../webhook/file-body.ts";
import { isSecret, isSignedBody } from "../webhook/signature.ts";
import { webhookHandler } from "../webhook/webhook-handler.ts";
import { type Graph, graph } from "./graph.ts";
import { messagePayload, whatsAppCapabilities } from "./message-payload.ts";
import { webhookEvents } from "./read-webhook.ts";
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

/** "Payloads can be up to 3 MB": developers.facebook.com/docs/graph-api/webhooks/getting-started. */
const maxBytes = 3_145_728;

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
export function whatsappChannel(given: WhatsAppChannelOptions): WhatsAppChannel {
  const options = whatsAppOptions(given);
  const { id, phoneNumberId, appSecret, verifyToken, listLabel, baseUrl } = options;
  let running: { readonly context: ChannelContext; readonly graph: Graph } | null = null;
  const use: Graph = (signal, run) => {
    if (running !== null) return running.graph(signal, run);
    throw new ChannelError("transient", `Channel "${id}" is not started, so it sends nothing.`);
  };
  const handlePost = webhookHandler({
    maxBytes,
    isGenuine: ({ headers }, body) => {
      const signature = /^sha256=(.*)$/.exec(headers.get("x-hub-signature-256") ?? "")?.[1] ?? null;
      return isSignedBody({ body, signature, encoding: "hex", secret: appSecret });
    },
    eventsOf: (body) => webhookEvents(body, phoneNumberId, running?.context.logger),
    context: () => running?.context ?? null,
  });

  return {
    id,
    kind: "whatsapp",
    capabilities: whatsAppCapabilities,
    async start(context) {
      running = { context, graph: await graph(options) };
    },
    async handle(request) {
      return request.method === "GET" ? handshake(new URL(request.url).searchParams, verifyToken) : handlePost(request);
    },
    async signal({ readUpTo, typing }, { signal }) {
      // Typing is shown beside a message that is read; without one there is no way to.
      if (readUpTo === null) return;
      const typingIndicator = typing ? { typingIndicator: { type: "text" } as const } : {};
      await use(signal, (client) =>
        client.messages.markRead({ phoneNumberId, messageId: readUpTo, ...typingIndicator }),
      );
    },
    async send(message, { signal }) {
      const payload = messagePayload(message, listLabel);
      return use(signal, async (client) => {
        const [{ id: externalId }] = sent.parse(await client.messages.sendRaw({ phoneNumberId, payload })).messages;
        return { externalId };
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
        throw new ChannelError(
          "invalid",
          "WhatsApp needs to know what kind of file it is given: the blob has no type.",
        );
      }
      const name = fileName === undefined ? {} : { fileName };
      return use(signal, async (client) => {
        return named.parse(await client.media.upload({ phoneNumberId, type: file.type, file, ...name })).id;
      });
    },
  };
}

/** Meta asks once whether the address is ours: .../whatsapp/webhooks/create-webhook-endpoint. */
function handshake(query: URLSearchParams, verifyToken: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  const challenge = query.get("hub.challenge");
  const isMeant = query.get("hub.mode") === "subscribe" && isSecret(query.get("hub.verify_token"), verifyToken);
  if (!isMeant || challenge === null) return new Response("Forbidden.", { status: 403, headers });
  return new Response(challenge, { headers });
}

/** Meta's own hosts, where files are; the token goes to no other. */
function safeUrl(text: string, baseUrl: string): string {
  const { protocol, hostname, origin } = new URL(text);
  const isMeta = /(?:^|\.)(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/.test(hostname);
  if ((protocol === "https:" && isMeta) || origin === new URL(baseUrl).origin) return text;
  throw new ChannelError("invalid", `A file of WhatsApp's should not be at ${hostname}: the token is not sent there.`);
}
