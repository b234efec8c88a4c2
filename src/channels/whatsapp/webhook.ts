import type { InboundEventInput } from "../../model/inbound.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import type { Logger } from "../../ports/logger.ts";
import { digestOf } from "../webhook/digest.ts";
import { isSecret, isSignedBody } from "../webhook/signature.ts";
import { webhookHandler } from "../webhook/webhook-handler.ts";
import { notice, valueEvents } from "./read-value.ts";
import { bodySchema, changeSchema, entrySchema, valueSchema } from "./webhook-schema.ts";
import type { WhatsAppOptions } from "./whatsapp-options.ts";

type Events = readonly InboundEventInput[];

/** "Payloads can be up to 3 MB": developers.facebook.com/docs/graph-api/webhooks/getting-started. */
const maxBytes = 3_145_728;

/** What answers Meta; `context` gives that of the channel while it runs. */
export function webhook(
  { phoneNumberId, appSecret, verifyToken }: WhatsAppOptions,
  context: () => ChannelContext | null,
): (request: Request) => Promise<Response> {
  const take = webhookHandler({
    maxBytes,
    isGenuine: ({ headers }, body) => {
      const signature = /^sha256=(.*)$/.exec(headers.get("x-hub-signature-256") ?? "")?.[1] ?? null;
      return isSignedBody({ body, signature, encoding: "hex", secret: appSecret });
    },
    eventsOf: (body) => webhookEvents(body, phoneNumberId, context()?.logger),
    context,
  });
  return async (request) => (request.method === "GET" ? handshake(request, verifyToken) : take(request));
}

/** Meta asks once whether the address is ours: .../whatsapp/webhooks/create-webhook-endpoint. */
function handshake({ url }: Request, verifyToken: string): Response {
  const { searchParams: query } = new URL(url);
  const challenge = query.get("hub.challenge");
  const isMeta = query.get("hub.mode") === "subscribe" && isSecret(query.get("hub.verify_token"), verifyToken);
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  if (!isMeta || challenge === null) return new Response("Forbidden.", { status: 403, headers });
  return new Response(challenge, { headers });
}

/** Fields of messages, statuses and new ids; others may have lists of the same names. */
const fields = ["messages", "user_id_update"];

/**
 * Every event of a webhook: messages, statuses, and notices of whatever else there is. What cannot be read is a notice,
 * too, and takes nothing else along. Throws when the body is none of WhatsApp's.
 */
async function webhookEvents(given: unknown, phoneNumberId: string, logger: Logger | undefined): Promise<Events> {
  const events = bodySchema.parse(given).entry.flatMap((one) => {
    const { changes, time, ...entry } = entrySchema.safeParse(one).data ?? {};
    const read = (change: unknown) => changeEvents(change, phoneNumberId, logger, time);
    const found = changes?.flatMap(read) ?? [notice("entry", one)];
    return found.map((event) => identified(event, { time, ...entry }));
  });
  return Promise.all(events);
}

function changeEvents(given: unknown, phoneNumberId: string, logger: Logger | undefined, time?: string): Events {
  const { data: change } = changeSchema.safeParse(given);
  if (change === undefined) return [notice("changes", given)];
  const { field, value } = change;
  const { data } = valueSchema.safeParse(value);
  const number = data?.metadata?.phone_number_id ?? phoneNumberId;
  if (number !== phoneNumberId) {
    logger?.warn({ phoneNumberId: number, field }, "A webhook of another number was left out.");
    return [];
  }
  const events = data !== undefined && fields.includes(field) ? valueEvents(data, time) : [];
  return events.length > 0 ? events : [notice(field, value ?? null)];
}

/**
 * The event with an id, made of what it says when it is a notice: delivered again it is the same. The `time` of its entry
 * sets equal news apart.
 */
async function identified(event: InboundEventInput, entry: unknown): Promise<InboundEventInput> {
  if (event.type !== "notice") return event;
  return { ...event, eventId: `notice:${await digestOf(JSON.stringify([event.name, event.data, entry]))}` };
}
