import * as z from "zod/mini";
import { ChannelError, CustomerServiceError } from "../../errors.ts";
import { checked, text } from "../../model/check.ts";
import type { ChannelAdapter, ChannelContext } from "../../ports/channel-adapter.ts";
import { isSecret, isSignedBody } from "../webhook/signature.ts";
import { webhookHandler } from "../webhook/webhook-handler.ts";
import { messagePayload, whatsAppCapabilities } from "./message-payload.ts";
import { webhookEvents } from "./webhook-events.ts";
import { isToken, whatsAppClient } from "./whatsapp-client.ts";

/** A number of the WhatsApp Business Platform, and the app that serves it. */
export interface WhatsAppChannelOptions {
  /** Default "whatsapp". */
  readonly id?: string | undefined;
  /** The id of the number, as the dashboard shows it; not the number itself. */
  readonly phoneNumberId: string;
  /** Of a system user with `whatsapp_business_messaging`; a function is asked before each request. */
  readonly accessToken: string | (() => string | Promise<string>);
  /** The app's: with it Meta signs each webhook. */
  readonly appSecret: string;
  /** A text of your own, given to the dashboard with the webhook's address. */
  readonly verifyToken: string;
  /** On the button that opens a list, at most 20 UTF-16 units. Default: "选择" under a text with Han characters, else "Choose". */
  readonly listLabel?: string | undefined;
  /** Default "v26.0". */
  readonly graphVersion?: string | undefined;
  /** Default "https://graph.facebook.com". */
  readonly baseUrl?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

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

const schema = z.strictObject({
  id: z._default(text(1, 200), "whatsapp"),
  phoneNumberId: z.string().check(z.regex(/^\d{1,50}$/, "expected the id of a number, digits alone")),
  accessToken: z.union([
    z.string().check(z.refine(isToken, "expected a token without spaces")),
    z.custom<() => string | Promise<string>>((given) => typeof given === "function", "expected a token or a function"),
  ]),
  appSecret: text(1, 1_000),
  verifyToken: text(1, 1_000),
  listLabel: z.optional(text(1, 20)),
  graphVersion: z._default(z.string().check(z.regex(/^v\d+\.\d+$/, "expected a version such as v26.0")), "v26.0"),
  baseUrl: z._default(
    z
      .string()
      .check(z.regex(/^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/, "expected https:, or this machine")),
    "https://graph.facebook.com",
  ),
  fetch: z._default(
    z.custom<typeof fetch>((given) => typeof given === "function", "expected a function"),
    () =>
      (...given: Parameters<typeof fetch>) =>
        fetch(...given),
  ),
});

/**
 * WhatsApp over Meta's Cloud API: `handle` takes the webhooks of the app, `send` goes through `@kapso/whatsapp-cloud-api`,
 * which you install beside kefu. One app has one webhook for all of its numbers: give a copy of each request
 * (`request.clone()`) to the channel of every number; each keeps what is its own. Throws `options.invalid`.
 */
export function whatsappChannel(options: WhatsAppChannelOptions): WhatsAppChannel {
  const { id, appSecret, verifyToken, listLabel, ...access } = checked(schema, options, (where, rule) => {
    const sentence = `Options of the WhatsApp channel refused: ${where || "options"}: ${rule}.`;
    return new CustomerServiceError("options.invalid", sentence, { details: { option: where } });
  });
  const client = whatsAppClient(access);
  let context: ChannelContext | null = null;

  const handlePost = webhookHandler({
    maxBytes,
    isGenuine: ({ headers }, body) => {
      const signature = /^sha256=(.*)$/.exec(headers.get("x-hub-signature-256") ?? "")?.[1] ?? null;
      return isSignedBody({ body, signature, encoding: "hex", secret: appSecret });
    },
    eventsOf: (body) => webhookEvents(body, { phoneNumberId: access.phoneNumberId, logger: context?.logger }),
    context: () => context,
  });
  const requireRunning = () => {
    if (context === null) throw new ChannelError("transient", `Channel "${id}" is not started, so it sends nothing.`);
  };

  return {
    id,
    kind: "whatsapp",
    capabilities: whatsAppCapabilities,
    async start(started) {
      await client.load();
      context = started;
    },
    async handle(request) {
      return request.method === "GET" ? handshake(new URL(request.url).searchParams, verifyToken) : handlePost(request);
    },
    async signal({ readUpTo, typing }, { signal }) {
      requireRunning();
      // Typing is shown beside a message that is read; without one there is no way to.
      if (readUpTo !== null) await client.markRead(readUpTo, typing, signal);
    },
    async send(message, { signal }) {
      requireRunning();
      return { externalId: await client.send(messagePayload(message, listLabel), signal) };
    },
    async openMedia({ id: mediaId }, { signal }) {
      if (/^[\w-]{1,200}$/.test(mediaId)) return client.openMedia(mediaId, signal);
      throw new ChannelError(
        "invalid",
        "This is no file of WhatsApp's: its id would have letters, digits, - and _ alone.",
      );
    },
    async stop() {
      context = null;
    },
    async upload(file, { fileName, signal = new AbortController().signal } = {}) {
      if (file.type !== "") return client.upload(file, fileName, signal);
      throw new ChannelError("invalid", "WhatsApp needs to know what kind of file it is given: the blob has no type.");
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
