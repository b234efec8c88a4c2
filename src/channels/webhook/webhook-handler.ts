import type { InboundEventInput } from "../../model/inbound.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { readBody } from "./read-body.ts";
import { receiveEvents } from "./receive-events.ts";

/** What a channel says of its webhook; the rest is the same for all. */
export interface Webhook {
  /** A longer body is refused unread. Default: 1,000,000. */
  readonly maxBytes?: number;
  /** Whether the request comes from the channel: a signature over the raw bytes, a secret. */
  isGenuine(request: Request, body: Uint8Array<ArrayBuffer>): boolean | Promise<boolean>;
  /** Every event of the body, in order. Throws when it is none of the channel's: the request is refused then. */
  eventsOf(body: unknown): readonly InboundEventInput[] | Promise<readonly InboundEventInput[]>;
  /** The context while the channel runs, `null` before and after. */
  context(): ChannelContext | null;
}

const defaultMaxBytes = 1_000_000;

/**
 * A channel's `handle`: 405 for other methods, 413 for too much, 401 for what is not genuine, 400 for what is no JSON of
 * the channel's or refused by the desk as a whole, 503 when the desk cannot take it now, and 200 when everything is
 * stored. It never rejects.
 */
export function webhookHandler(webhook: Webhook): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(webhook, request);
    } catch (error) {
      webhook
        .context()
        ?.logger.warn({ error }, "A webhook could not be taken; the channel is asked to deliver it again.");
      return plain(503, "Not now; please deliver it again.");
    }
  };
}

async function answer(webhook: Webhook, request: Request): Promise<Response> {
  if (request.method !== "POST") return plain(405, "Only POST.", { allow: "POST" });
  const body = await readBody(request, webhook.maxBytes ?? defaultMaxBytes);
  if (body === "too_long") return plain(413, "Too long.");
  if (body === "broken_off") return plain(400, "The body ended early.");
  if (!(await webhook.isGenuine(request, body))) return plain(401, "Not genuine.");
  const events = await eventsIn(webhook, body);
  if (events === null) return plain(400, "Not understood.");
  const context = webhook.context();
  if (context === null) return plain(503, "Not running.");
  const taken = await receiveEvents(context, events);
  return taken === 0 && events.length > 0 ? plain(400, "Refused.") : plain(200, "ok");
}

async function eventsIn(webhook: Webhook, body: Uint8Array): Promise<readonly InboundEventInput[] | null> {
  try {
    return await webhook.eventsOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
  } catch (error) {
    webhook.context()?.logger.warn({ error }, "A webhook was not understood.");
    return null;
  }
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
