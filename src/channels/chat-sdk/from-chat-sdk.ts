import { ChannelError, type ChannelErrorKind, CustomerServiceError } from "../../errors.ts";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { MessageContent } from "../../model/message.ts";
import type { ChannelAdapter, ChannelCapabilities } from "../../ports/channel-adapter.ts";
import { receiveEvents } from "../webhook/receive-events.ts";
import type { ChatSdkAdapter, ChatSdkCard, ChatSdkMessage } from "./chat-sdk-adapter.ts";
import { channelErrorOf } from "./chat-sdk-error.ts";
import { chatSdkHost } from "./chat-sdk-host.ts";
import { openAttachment } from "./chat-sdk-media.ts";
import { chatSdkState } from "./chat-sdk-state.ts";
import { handleWebhook, type RunningChatSdk } from "./handle-webhook.ts";
import { RequestsUnderWay } from "./requests-under-way.ts";

/** How an adapter of the Chat SDK becomes a channel. */
export interface ChatSdkChannelOptions {
  /** Default: the adapter's name. */
  readonly id?: string;
  /** Default: the adapter's name. */
  readonly kind?: string;
  /** Most buttons of one message; default 0: options become numbered lines. Their titles have at most 20 characters. */
  readonly buttons?: number;
  /** What else the platform can do. Default: texts of 2,000 UTF-16 units, nothing more. */
  readonly capabilities?: Partial<ChannelCapabilities>;
  /** A longer body is refused unread. Default: 1,000,000. */
  readonly maxBytes?: number;
  /**
   * The conversation to which a thread belongs, by a thread id to which can be posted. Default: each thread is one of its
   * own, but all threads of a direct message on Slack are one, since a press there names another than the message.
   */
  readonly threadOf?: (threadId: string) => string;
  /** What kind an error of the adapter is; `null` leaves it to the code and status that it tells. */
  readonly errorKind?: (error: unknown) => ChannelErrorKind | null;
}

/**
 * Brings any adapter of the Chat SDK (`@chat-adapter/*` and others) as a channel. Its `Chat` is not needed; it is kefu
 * that keeps, orders and answers what comes. The webhook is answered only when everything is stored.
 *
 * What an adapter does not tell, nobody gets: there are no delivery receipts, and no file goes out. Most adapters do not
 * take up a send again after a refusal: kefu does. Give Slack's
 * `webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }`, or its client goes on for half an hour
 * with what kefu has given up. Some cut what is too long for the platform: say in `capabilities.text` how long a text may
 * be. What an adapter remembers is kept in memory, for this process only: give an adapter its token, do not let it keep
 * installations. Use its webhook: an adapter that polls or keeps a socket cannot be told to deliver again what the desk
 * could not store. Everything that it tells reaches the desk; what it is to hear of a group you choose at the platform.
 */
export function fromChatSdk(adapter: ChatSdkAdapter, options: ChatSdkChannelOptions = {}): ChannelAdapter {
  const { name } = adapter;
  const { id = name, kind = name, threadOf = wholeSlackDirectMessage, maxBytes = 1_000_000 } = options;
  let running: RunningChatSdk | null = null;
  const failed = (error: unknown) => channelErrorOf(name, error, options.errorKind?.(error));
  const assertRunning = (): void => {
    if (running === null) throw new ChannelError("transient", `Channel "${id}" is not running, so nothing was sent.`);
  };
  return {
    id,
    kind,
    capabilities: capabilitiesOf(options),
    async start(context) {
      const state = chatSdkState(context.clock);
      const requests = new RequestsUnderWay();
      const started = { context, state, requests };
      const receive = async (events: readonly InboundEventInput[]) => {
        if (running !== started) throw notRunning(id);
        await receiveEvents(context, events).catch((error) => {
          throw deskFailure(error);
        });
      };
      running = started;
      const host = chatSdkHost({ name, state, requests, logger: context.logger, addressOf: threadOf, receive });
      // It has what adapters call; their types of it come with their own copy of `chat`.
      await adapter.initialize(host as never).catch((error) => {
        running = null;
        throw failed(error);
      });
    },
    handle: (request) => handleWebhook({ adapter, running, maxBytes, failed }, request),
    async signal({ address, typing }) {
      assertRunning();
      if (!typing) return;
      await adapter.startTyping(address).catch((error) => {
        throw failed(error);
      });
    },
    async send({ address, content }, { signal }) {
      assertRunning();
      if (signal.aborted) throw new ChannelError("transient", "It was given up before it was sent.");
      const posting = Promise.resolve().then(() => adapter.postMessage(address, messageOf(content)));
      const posted = await Promise.race([posting, givenUp(signal)]).catch((error) => {
        throw failed(error);
      });
      return { externalId: posted.id };
    },
    async openMedia(media) {
      assertRunning();
      return openAttachment(adapter, media).catch((error) => {
        throw failed(error);
      });
    },
    async stop() {
      if (running === null) return;
      running = null;
      await adapter.disconnect?.();
    },
  };
}

function capabilitiesOf({ buttons = 0, capabilities }: ChatSdkChannelOptions): ChannelCapabilities {
  const text = { max: 2_000, unit: "utf16" } as const;
  // The tightest are Telegram's 64 bytes, of which its adapter needs some for itself.
  const options = buttons > 0 ? { max: buttons, titleLength: 20, idBytes: 48 } : undefined;
  return { text, options, templates: false, ...capabilities };
}

function messageOf({ text, options = [] }: MessageContent): ChatSdkMessage {
  if (options.length === 0) return { raw: text };
  const buttons = options.map(({ id, title }) => ({ type: "button" as const, id, label: title }));
  const card: ChatSdkCard = {
    type: "card",
    children: [
      { type: "text", content: text },
      { type: "actions", children: buttons },
    ],
  };
  return { card, fallbackText: text };
}

function wholeSlackDirectMessage(threadId: string): string {
  return threadId.replace(/^(slack:D[^:]*)(?::.*)?$/, "$1:");
}

function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => reject(new ChannelError("unknown", "It was given up before the adapter was done."));
    signal.addEventListener("abort", giveUp, { once: true });
  });
}

/** Whatever the desk fails with, the event is to be delivered again. */
function deskFailure(error: unknown): CustomerServiceError {
  if (error instanceof CustomerServiceError) return error;
  return new CustomerServiceError("store.unavailable", "The desk could not take an event.", { cause: error });
}

function notRunning(id: string): CustomerServiceError {
  return new CustomerServiceError("service.not_running", `Channel "${id}" is not running, so it receives nothing.`);
}
