import type { InboundEventInput } from "../model/inbound.ts";
import type { Actor, MediaReference, MessageContent } from "../model/message.ts";
import type { MessageLimits } from "../model/message-limits.ts";
import type { Pace } from "../model/pace.ts";
import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";

/** What a channel can do. The desk asks here before it sends, and never guesses. */
export interface ChannelCapabilities extends MessageLimits {
  /** Hours after a customer's message in which they may be written to without a template; absent when there is no limit. */
  readonly replyWindowHours?: number | undefined;
  /** True when what is sent twice under one `idempotencyKey` goes out once: an unknown outcome is tried again then. */
  readonly idempotent?: boolean | undefined;
  /** How fast may be sent; absent when there is no limit. */
  readonly pacing?: Pacing | undefined;
}

/** How fast a channel may be sent to. The desk keeps to it in each of its processes. */
export interface Pacing {
  /** Messages a second, to all conversations together. */
  readonly perSecond?: number | undefined;
  /** The pace in a thread with this address. */
  readonly inConversation?: ((address: string) => ConversationPace) | undefined;
}

/** The pace in a thread: one message in so many milliseconds, after up to `burst` messages at once. */
export interface ConversationPace extends Pace {
  /** Threads with the same share one pace: the topics of a group. Default: each has its own. */
  readonly sharedBy?: string | undefined;
}

/** What a channel is given when it starts. */
export interface ChannelContext {
  /**
   * Hands an event to the desk. Resolves when it is stored for good, and only then may the channel be told "received";
   * `duplicate` is as good as `accepted`. Rejects with `message.invalid` (answer 400; nothing changed) or
   * `store.unavailable`, `service.not_running` (answer 503, so that the channel delivers again).
   */
  receive(event: InboundEventInput): Promise<"accepted" | "duplicate">;
  /**
   * Tells the pages on which this thread is read that somebody writes, in every process of the desk: for channels whose
   * customers read what the desk keeps. Nothing is kept of it.
   */
  tellTyping?(address: string, by: Actor): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A message on its way out. */
export interface OutgoingMessage {
  /** The thread, as the channel named it in its inbound events. */
  readonly address: string;
  /** What to send, within the capabilities: at most one file, with the text under it. */
  readonly content: MessageContent;
  /** Who speaks, for channels that can show it: the bot, or an agent by id. */
  readonly author: Actor;
  /** The same for every try to send this part: pass it on where the channel takes such a key. */
  readonly idempotencyKey: string;
}

/** What the customer may see besides messages: that theirs was read, that somebody writes. */
export interface ChannelSignal {
  readonly address: string;
  /** The channel's id of the message up to which all are read. */
  readonly readUpTo: string | null;
  readonly typing: boolean;
  /** Who writes. Default: the bot. */
  readonly by?: Actor | undefined;
}

/** A file as the channel gives it. */
export interface OpenedMedia {
  readonly body: ReadableStream<Uint8Array>;
  readonly mimeType: string | null;
  /** In bytes, when the channel says so. */
  readonly size: number | null;
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
   * signature, 400 for rubbish, 413 for too much, 503 when `receive` rejects for now. Never rejects.
   */
  handle?(request: Request): Promise<Response>;
  /** Shows the customer that their message was read, that somebody writes. Nobody waits for it, and it may fail. */
  signal?(signal: ChannelSignal, options: { readonly signal: AbortSignal }): Promise<void>;
  /**
   * Sends one message within the capabilities; called for one conversation at a time, in order. Resolves with the
   * channel's id of the message. Throws a `ChannelError`; anything else thrown counts as `unknown`.
   */
  send(message: OutgoingMessage, options: { readonly signal: AbortSignal }): Promise<{ readonly externalId: string }>;
  /** Opens a file that came in. Throws a `ChannelError`. */
  openMedia?(media: MediaReference, options: { readonly signal: AbortSignal }): Promise<OpenedMedia>;
  /** Stops listening; nothing is received or sent after it. */
  stop(): Promise<void>;
}
