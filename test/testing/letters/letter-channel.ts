import { type ChannelAdapter, type ChannelContext, ChannelError, type OutgoingMessage } from "kefu";
import { isSignedBody, type Webhook, webhookHandler } from "kefu/webhook";
import type { LetterOffice } from "./letter-office.ts";

/** What the office tells in one request. */
export interface LetterEvents {
  readonly events: readonly (LetterEvent | null)[];
}
export type LetterEvent =
  | { readonly id: string; readonly from: string; readonly text: string; readonly option?: { readonly id: string } }
  | { readonly id: string; readonly from: string; readonly letter: string; readonly status: "delivered" };

/** A sound channel with everything that a channel can have; `fault` takes the place of parts of its webhook. */
export function letterChannel(office: LetterOffice, fault: Partial<Webhook> = {}): ChannelAdapter {
  let context: ChannelContext | null = null;
  return {
    id: "letters",
    kind: "letters",
    capabilities: {
      text: { max: 400, unit: "bytes" },
      options: { max: 3, titleLength: 20, list: { max: 10, titleLength: 24 }, textLength: 200, idBytes: 64 },
      media: { kinds: ["image", "document"], captionLength: 100 },
      templates: false,
      idempotent: true,
    },
    async start(given) {
      context = given;
    },
    handle: webhookHandler({
      maxBytes: 50_000,
      isGenuine: (request, body) =>
        isSignedBody({ body, signature: request.headers.get("x-seal"), encoding: "hex", secret: office.secret }),
      eventsOf: letterEvents,
      context: () => context,
      ...fault,
    }),
    async signal({ address }) {
      if (address !== "ada") throw new ChannelError("invalid", "Nobody lives there.");
    },
    async send(message, { signal }) {
      if (context === null) throw new ChannelError("transient", "The channel is not running.");
      return { externalId: await posted(office, message, signal) };
    },
    async openMedia() {
      throw new ChannelError("invalid", "There is no such file.");
    },
    async stop() {
      context = null;
    },
  };
}

async function posted(office: LetterOffice, message: OutgoingMessage, signal: AbortSignal): Promise<string> {
  if (signal.aborted) throw new ChannelError("transient", "It was given up before it was sent.");
  const { text, media = [], options = [] } = message.content;
  const letter = { to: message.address, text, file: media[0]?.id ?? null, options };
  const answer = await office.post(letter, message.idempotencyKey, signal);
  if (answer === null) throw new ChannelError("unknown", "The office did not answer in time.");
  if (typeof answer === "string") return answer;
  throw new ChannelError(answer.kind, "The office refused it.", { retryAfterMs: answer.retryAfterMs });
}

type Events = Awaited<ReturnType<Webhook["eventsOf"]>>;

/** Each event that is one; others come by themselves, so that the rest of the request is not lost. */
export function letterEvents(body: unknown): Events {
  const { events } = body as LetterEvents;
  return events.flatMap((event): Events => {
    if (typeof event?.id !== "string" || typeof event.from !== "string") return [];
    const common = { eventId: event.id, address: event.from };
    if ("letter" in event) return [{ type: "delivery", ...common, messageId: event.letter, status: event.status }];
    const { text, option } = event;
    if (typeof text !== "string") return [];
    const from = { ids: [event.from], verified: true };
    return [{ type: "message", ...common, from, text, choice: option && { id: option.id } }];
  });
}
