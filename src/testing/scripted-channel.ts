import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { InboundEventInput } from "../model/inbound.ts";
import type { ChannelAdapter, ChannelCapabilities, ChannelContext, ChannelSignal } from "../ports/channel-adapter.ts";
import { type ScriptedOutbox, scriptedOutbox } from "./scripted-outbox.ts";

/** The parts of an inbound message that a script may set; the others are made up. */
export type ScriptedMessage = Partial<Omit<Extract<InboundEventInput, { type: "message" }>, "type">>;

/** Any inbound event, without its id. */
export type ScriptedEvent = InboundEventInput extends infer E
  ? E extends unknown
    ? Omit<E, "eventId">
    : never
  : never;

/** What kind of channel it plays. */
export interface ScriptedChannelOptions {
  /** Default "scripted". */
  readonly id?: string;
  /** Default "scripted". */
  readonly kind?: string;
  /** Default: texts of 4096 UTF-16 units, 10 options with titles of 24 characters, templates. */
  readonly capabilities?: Partial<ChannelCapabilities>;
}

/** A channel without a network: the script plays the customers, and reads what the desk sent them. */
export interface ScriptedChannel extends ChannelAdapter, ScriptedOutbox {
  /**
   * The person writes, in a thread named after them. Event ids are counted up unless one is given; `details` go before
   * the rest. Resolves when the desk has stored it.
   */
  say(person: string, message: string | ScriptedMessage, details?: ScriptedMessage): Promise<"accepted" | "duplicate">;
  /** Tells the desk anything else that a channel can tell. Resolves when the desk has it. */
  tell(event: ScriptedEvent): Promise<"accepted" | "duplicate">;
  /** What the desk showed besides messages, in order. */
  readonly signals: readonly ChannelSignal[];
  /** Tells the desk what became of a message it sent; rejects with `message.invalid` when it sent none of this id. */
  receipt(
    externalId: string,
    status: Extract<InboundEventInput, { type: "delivery" }>["status"],
    reason?: string,
  ): Promise<"accepted" | "duplicate">;
}

/** A channel for tests. It refuses what is beyond its capabilities, as a real one would. */
export function scriptedChannel(options: ScriptedChannelOptions = {}): ScriptedChannel {
  const { id = "scripted", kind = "scripted" } = options;
  const capabilities = { ...defaultCapabilities, ...options.capabilities };
  const outbox = scriptedOutbox(id, capabilities);
  const signals: ChannelSignal[] = [];
  /** Ids of the files that people sent. */
  const files = new Set<string>();
  let context: ChannelContext | null = null;
  let eventCount = 0;
  let startedAt = 0;

  const receive = (event: InboundEventInput) => {
    if (context !== null) return context.receive(event);
    throw new CustomerServiceError("service.not_running", `Channel "${id}" is not started, so it receives nothing.`);
  };
  const sendingTime = () => {
    if (context !== null) return context.clock.now();
    throw new ChannelError("transient", `Channel "${id}" is not started, so it sends nothing.`);
  };
  const nextEventId = () => {
    eventCount += 1;
    // With the time of the start: a store that outlives this channel has seen the first event of the one before.
    return `${id}-${startedAt}-in-${eventCount}`;
  };

  return {
    id,
    kind,
    capabilities,
    async start(given) {
      context = given;
      startedAt = given.clock.now().getTime();
    },
    send: async (message, { signal }) => ({ externalId: await outbox.take(message, signal, sendingTime) }),
    async stop() {
      context = null;
    },
    async say(person, message, details) {
      const given = { ...(typeof message === "string" ? { text: message } : message), ...details };
      for (const { id: fileId } of given.media ?? []) files.add(fileId);
      const from = { ids: [person], name: person, verified: true };
      return receive({ type: "message", address: person, from, ...given, eventId: given.eventId ?? nextEventId() });
    },
    async tell(event) {
      return receive({ ...event, eventId: nextEventId() } as InboundEventInput);
    },
    async signal(shown) {
      sendingTime();
      signals.push(shown);
    },
    async openMedia({ id: mediaId, mimeType = null }) {
      sendingTime();
      if (!files.has(mediaId)) throw new ChannelError("invalid", `There is no file "${mediaId}" here.`);
      const bytes = new TextEncoder().encode(mediaId);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes);
          controller.close();
        },
      });
      return { body, mimeType, size: bytes.length };
    },
    signals,
    async receipt(externalId, status, reason) {
      const message = outbox.sent.find((known) => known.externalId === externalId);
      if (message === undefined) {
        throw new CustomerServiceError("message.invalid", `Channel "${id}" sent no message "${externalId}".`);
      }
      const { address } = message;
      return receive({ type: "delivery", eventId: nextEventId(), address, messageId: externalId, status, reason });
    },
    sent: outbox.sent,
    sentTo: outbox.sentTo,
    get sendCalls() {
      return outbox.sendCalls;
    },
    failNext: outbox.failNext,
    failNoMore: outbox.failNoMore,
    hold: outbox.hold,
    release: outbox.release,
  };
}

const defaultCapabilities: ChannelCapabilities = {
  text: { max: 4_096, unit: "utf16" },
  options: { max: 10, titleLength: 24 },
  templates: true,
};
