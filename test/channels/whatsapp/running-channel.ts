import type { InboundEventInput } from "kefu";
import { simulatedClock } from "kefu/testing";
import { type WhatsAppChannel, type WhatsAppChannelOptions, whatsappChannel } from "kefu/whatsapp";
import { expect } from "vitest";
import { type GraphServer, graphServer } from "./graph-server.ts";
import { account, requestOf } from "./webhooks.ts";

/** A channel at Graph on this machine, and what it gave to the desk and said to the operators. */
export interface RunningChannel {
  readonly channel: WhatsAppChannel;
  readonly graph: GraphServer;
  readonly events: InboundEventInput[];
  /** That a number and an id are one person's; it goes before what they say, and is not among the `events`. */
  readonly moves: InboundEventInput[];
  readonly logged: string[];
}

export async function runningChannel(options: Partial<WhatsAppChannelOptions> = {}): Promise<RunningChannel> {
  const graph = await graphServer();
  const channel = whatsappChannel({ ...account, baseUrl: graph.url, ...options });
  const events: InboundEventInput[] = [];
  const moves: InboundEventInput[] = [];
  const logged: string[] = [];
  const log = (details: object, sentence: string) => void logged.push(`${sentence} ${JSON.stringify(details)}`);
  await channel.start({
    async receive(event) {
      if (event.eventId.startsWith("ids:")) {
        moves.push(event);
        return "accepted";
      }
      const isKnown = events.some(({ eventId }) => eventId === event.eventId);
      if (!isKnown) events.push(event);
      return isKnown ? "duplicate" : "accepted";
    },
    clock: simulatedClock(),
    logger: { debug: log, info: log, warn: log, error: log },
  });
  return { channel, graph, events, moves, logged };
}

/** Everything of an event but its type may be looked at. */
export type AnyEvent = InboundEventInput & Readonly<Record<string, unknown>>;

/** What the desk is given of a webhook with this body. */
export async function eventsOf(body: string): Promise<readonly AnyEvent[]> {
  const { channel, events } = await runningChannel();
  expect((await channel.handle(requestOf(body))).status).toBe(200);
  return events as AnyEvent[];
}
