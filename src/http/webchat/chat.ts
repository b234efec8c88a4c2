import type { WebchatChannel } from "../../channels/webchat/webchat-channel.ts";
import type { CustomerService } from "../../customer-service.ts";
import { CustomerServiceError } from "../../errors.ts";
import type { Conversation } from "../../model/conversation.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { systemRandom } from "../../system/system-random.ts";
import { RateLimit } from "../rate-limit.ts";
import { networkOf } from "./network-of.ts";
import { forwardedFor } from "./origin-rules.ts";
import { bearerOf, SessionTokens, type Visitor } from "./session-token.ts";
import { StreamCount } from "./stream-count.ts";
import type { CheckedWebchatOptions } from "./webchat-options.ts";

/** What all routes of a web chat share. Of visitors it keeps only how often they asked lately. */
export class Chat {
  readonly service: CustomerService;
  readonly channel: WebchatChannel;
  readonly options: CheckedWebchatOptions;
  readonly tokens: SessionTokens;
  readonly streams: StreamCount;
  readonly random: Random = systemRandom();
  #limits: ChatLimits | null = null;

  constructor(service: CustomerService, channel: WebchatChannel, options: CheckedWebchatOptions) {
    this.service = service;
    this.channel = channel;
    this.options = options;
    this.tokens = new SessionTokens(options.secrets);
    this.streams = new StreamCount(options.maxStreams);
  }

  /** The desk, as the channel knows it; refuses with `service.not_running`. */
  get desk(): ChannelContext {
    const { context } = this.channel;
    if (context !== null) return context;
    throw new CustomerServiceError("service.not_running", "The desk does not run.");
  }

  get limits(): ChatLimits {
    this.#limits ??= limitsBy(this.desk.clock);
    return this.#limits;
  }

  /** Who asks: by the token alone. Refuses with 401. */
  visitorOf(request: Request): Promise<Visitor> {
    return this.tokens.read(bearerOf(request), this.desk.clock);
  }

  /** Where a request comes from, as far as that tells people apart; `null`: nobody knows. */
  networkOf(request: Request): string | null {
    const { trustProxy, clientAddress = trustProxy ? forwardedFor : () => null } = this.options;
    const address = clientAddress(request);
    return address === null ? null : networkOf(address);
  }

  /** The visitor's conversation, found by who they are; `null` when they wrote nothing yet. */
  conversationOf({ address }: Visitor): Promise<Conversation | null> {
    return this.service.conversations.find(this.channel.id, address);
  }
}

/** How often somebody may ask for something. */
type ChatLimits = ReturnType<typeof limitsBy>;

function limitsBy(clock: Clock) {
  const limit = (burst: number, intervalMs: number) => new RateLimit({ burst, intervalMs }, clock);
  return {
    sessionsFrom: limit(30, 2_000),
    sessionsOfAll: limit(600, 50),
    conversationsFrom: limit(30, 10_000),
    messages: limit(10, 1_000),
    uploads: limit(5, 5_000),
    typing: limit(3, 2_000),
    /** Snapshots, streams, polls, receipts, files. */
    looks: limit(60, 200),
  };
}
