import type { ChannelAdapter, ChannelContext, InboundEventInput, Logger, MessageContent } from "kefu";
import { type TelegramChannelOptions, telegramChannel } from "kefu/telegram";
import { type SimulatedClock, simulatedClock } from "kefu/testing";
import { onTestFinished } from "vitest";
import { parseInboundEvent } from "../../../src/model/inbound.ts";
import { type FakeBotApi, fakeBotApi, secretToken, token } from "./fake-bot-api.ts";

/** A line of the log. */
export interface Logged {
  readonly level: keyof Logger;
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A channel in a test, with the desk and Telegram in the test's hands. */
export interface StartedChannel {
  readonly channel: ChannelAdapter;
  readonly api: FakeBotApi;
  readonly clock: SimulatedClock;
  /** What the desk was given and took, in order. */
  readonly received: readonly InboundEventInput[];
  readonly logged: readonly Logged[];
  /** What the desk does with an event instead of taking it; throws, or waits. */
  whenReceiving(act: (event: InboundEventInput) => unknown): void;
  post(update: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  send(address: string, content: MessageContent, signal?: AbortSignal): Promise<{ readonly externalId: string }>;
}

type Chosen = Partial<Omit<TelegramChannelOptions, "mode">> & {
  readonly mode?: "webhook" | "polling";
  webhookUrl?: string;
};

/** Options for the fake Bot API. */
export function optionsFor(api: FakeBotApi, { mode = "webhook", ...chosen }: Chosen = {}): TelegramChannelOptions {
  const common = { token, apiRoot: api.root, ...chosen };
  return mode === "webhook" ? { mode, secretToken, ...common } : { mode, ...common };
}

/** A started channel whose desk checks events as the real one does; `prepare` is called before the start. */
export async function startedChannel(
  chosen: Chosen = {},
  prepare: (api: FakeBotApi) => void = () => {},
): Promise<StartedChannel> {
  const api = await fakeBotApi();
  prepare(api);
  const channel = telegramChannel(optionsFor(api, chosen));
  const received: InboundEventInput[] = [];
  const logged: Logged[] = [];
  const clock = simulatedClock();
  let act: (event: InboundEventInput) => unknown = () => {};
  const log = (level: keyof Logger) => (details: Logged["details"], sentence: string) =>
    void logged.push({ level, details, sentence });
  const context: ChannelContext = {
    async receive(event) {
      await act(event);
      parseInboundEvent(event);
      received.push(event);
      return "accepted";
    },
    clock,
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
  };
  await channel.start(context);
  onTestFinished(() => channel.stop());
  return {
    ...{ channel, api, clock, received, logged },
    whenReceiving(given) {
      act = given;
    },
    async post(update, headers) {
      if (channel.handle === undefined) throw new Error("This channel takes no webhooks.");
      return channel.handle(webhookRequest(JSON.stringify(update), headers));
    },
    send: (address, content, signal = new AbortController().signal) =>
      channel.send({ address, content, author: { kind: "bot" }, idempotencyKey: "key" }, { signal }),
  };
}

/** A request as Telegram makes it; headers given replace or add. */
export function webhookRequest(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request("https://desk.example/telegram", {
    method: "POST",
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secretToken, ...headers },
    body,
  });
}
