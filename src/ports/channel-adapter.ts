import type { InboundEventInput } from "../model/inbound.ts";
import type { Actor, MessageContent } from "../model/message.ts";
import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";

/** What a channel can do. The desk asks here before it sends, and never guesses. */
export interface ChannelCapabilities {
  /** Longest text of one message; longer ones are split between words, never inside a character. */
  readonly text: { readonly max: number; readonly unit: "utf16" | "bytes" };
  /** Buttons under a message; absent when there are none: options become numbered lines then. */
  readonly options?: { readonly max: number; readonly titleLength: number } | undefined;
  /** True when `content.template` is understood; otherwise only the text is sent. */
  readonly templates: boolean;
  /** Hours after a customer's message in which they may be written to without a template; absent when there is no limit. */
  readonly replyWindowHours?: number | undefined;
}

/** What a channel is given when it starts. */
export interface ChannelContext {
  /**
   * Hands an event to the desk. Resolves when it is stored for good, and only then may the channel be told "received";
   * `duplicate` is as good as `accepted`. Rejects with `message.invalid` (answer 400; nothing changed) or
   * `store.unavailable`, `service.not_running` (answer 503, so that the channel delivers again).
   */
  receive(event: InboundEventInput): Promise<"accepted" | "duplicate">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A message on its way out. */
export interface OutgoingMessage {
  /** The thread, as the channel named it in its inbound events. */
  readonly address: string;
  readonly content: MessageContent;
  /** Who speaks, for channels that can show it: the bot, or an agent by id. */
  readonly author: Actor;
  /** The same for every try to send this part: pass it on where the channel takes such a key. */
  readonly idempotencyKey: string;
}

/**
 * A way to reach customers. Check yours with `channelAdapterContract` from `kefu/testing`. Members stand in the order in
 * which they are called.
 */
export interface ChannelAdapter {
  /** This instance, unique in the desk and stable for ever, since conversations are kept under it. */
  readonly id: string;
  /** What kind of channel it is: "whatsapp", "telegram", "webchat", ... Identities are kept under it. */
  readonly kind: string;
  readonly capabilities: ChannelCapabilities;
  /** Begins to listen (polling, sockets), or only keeps the context (webhooks). */
  start(context: ChannelContext): Promise<void>;
  /**
   * A webhook request: verify the raw bytes, parse every event, `receive` each, then 200. 401 or 403 for a bad
   * signature, 400 for rubbish, 503 when `receive` rejects for now.
   */
  handle?(request: Request): Promise<Response>;
  /**
   * Sends one message within the capabilities; called for one conversation at a time, in order. Resolves with the
   * channel's id of the message. Throws a `ChannelError`; anything else thrown counts as `unknown`.
   */
  send(message: OutgoingMessage, options: { readonly signal: AbortSignal }): Promise<{ readonly externalId: string }>;
  /** Stops listening; nothing is received or sent after it. */
  stop(): Promise<void>;
}
