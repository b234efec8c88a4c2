import { receiveEvents } from "../channels/webhook/receive-events.ts";
import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { InboundEventInput } from "../model/inbound.ts";
import type { ChannelAdapter, ChannelCapabilities, ChannelContext, OutgoingMessage } from "../ports/channel-adapter.ts";
import { type SendBatch, sendThrough } from "./send-batch.ts";
import { threadAt } from "./thread-address.ts";

/** The gateway's ends of a channel. */
export interface Gateway {
  readonly send: SendBatch;
  /** Its configuration as it is now. */
  config(): unknown;
}

/**
 * Channels that are the gateway's, for the desk: `openclawChannels(["whatsapp", "telegram"])`, by the names they have in
 * `openclaw.json`. They come alive in an {@link openclawPlugin}; all accounts of a channel are one channel of the desk, and
 * addresses are `<account>/<conversation>`. Not for visitors of a web site: OpenClaw's `webchat` is the operator's own, and
 * refused with `options.invalid`; give the desk a web chat of its own beside these.
 */
export function openclawChannels(names: readonly string[]): OpenclawChannel[] {
  return names.map((name) => new OpenclawChannel(name));
}

/** A channel of the gateway. Made by {@link openclawChannels}. */
export class OpenclawChannel implements ChannelAdapter {
  readonly id: string;
  readonly kind: string;
  readonly capabilities: ChannelCapabilities;
  #context: ChannelContext | null = null;
  #gateway: Gateway | null = null;
  /** What is on its way out, by address and text: what else goes there is not the desk's. */
  readonly #sending: { readonly address: string; readonly text: string }[] = [];

  constructor(name: string) {
    checkName(name);
    this.id = name;
    this.kind = name;
    this.capabilities = {
      // The gateway makes several messages of what is longer than 4,000 on Telegram; shorter ones stay one message each.
      text: { max: 4_000, unit: "utf16" },
      ...(name === "telegram" ? { options: telegramButtons } : {}),
      media: { kinds: ["image", "video", "audio", "document"], captionLength: 1_000 },
      templates: false,
    };
  }

  /** @internal Gives it the gateway, before the desk starts. */
  connect(gateway: Gateway): void {
    this.#gateway = gateway;
  }

  async start(context: ChannelContext): Promise<void> {
    this.#context = context;
  }

  /** @internal Hands an event of the gateway to the desk; false when the desk refuses it for good. */
  async take(event: InboundEventInput): Promise<boolean> {
    if (this.#context === null) {
      throw new CustomerServiceError("service.not_running", `Channel ${this.id} of OpenClaw is not started.`);
    }
    return (await receiveEvents(this.#context, [event])) === 1;
  }

  /** @internal The texts that the desk is sending there now. */
  sendingTo(address: string): readonly string[] {
    return this.#sending.flatMap((one) => (one.address === address ? [one.text.trim()] : []));
  }

  async send(
    { address, content, idempotencyKey }: OutgoingMessage,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<{ readonly externalId: string }> {
    const gateway = this.#gateway;
    if (this.#context === null || gateway === null) {
      throw new ChannelError("transient", `Channel ${this.id} is not connected: give its desk to openclawPlugin.`);
    }
    if (signal.aborted) throw new ChannelError("transient", "It was given up before it was sent.");
    const sending = { address, text: content.text };
    this.#sending.push(sending);
    try {
      const to = threadAt(this.id, address);
      const externalId = await sendThrough(gateway.send, to, content, { config: gateway.config(), signal });
      return { externalId: externalId ?? idempotencyKey };
    } finally {
      this.#sending.splice(this.#sending.indexOf(sending), 1);
    }
  }

  async stop(): Promise<void> {
    this.#context = null;
  }
}

/** Who writes there holds the gateway's credentials, and nothing can be sent there later (docs/web/webchat.md). */
export const operatorsChannel = "webchat";

function checkName(name: string): void {
  if (name.trim() !== "" && name !== operatorsChannel) return;
  const rule =
    name === operatorsChannel ? "OpenClaw's webchat is the operator's; give the desk its own" : "it needs its name";
  throw new CustomerServiceError("options.invalid", `A channel of OpenClaw: ${rule}; got "${name}".`);
}

/**
 * Only Telegram's presses come back to a plugin as kefu knows them. 64 bytes with the namespace, and a colon, are Telegram's
 * limit of a button's value.
 */
const telegramButtons = { max: 12, titleLength: 40, idBytes: 59 } as const;
