import type { ChannelErrorKind } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { type ChannelUnderTest, channelAdapterContract } from "kefu/testing";
import { describe, test } from "vitest";
import { until } from "../../harness.ts";
import { type Failure, type FakeBotApi, fakeBotApi, secretToken } from "./fake-bot-api.ts";
import { messageUpdate, type RecordedUpdate } from "./recorded.ts";
import { optionsFor, webhookRequest } from "./started-channel.ts";

/** How Telegram says each kind of failure; the others have no words of its own. */
const failures: Partial<Record<ChannelErrorKind, Failure>> = {
  rate_limited: { error_code: 429, description: "Too Many Requests: retry after 3", parameters: { retry_after: 3 } },
  blocked: { error_code: 403, description: "Forbidden: bot was blocked by the user" },
  auth: { error_code: 401, description: "Unauthorized" },
  invalid: { error_code: 400, description: "Bad Request: message can't be sent" },
  transient: { error_code: 500, description: "Internal Server Error" },
  unknown: { error_code: 504, description: "Gateway Timeout" },
};

/** Telegram numbers updates; the contract names them. */
function numbering(): (eventId: string) => number {
  const numbers = new Map<string, number>();
  return (eventId) => {
    const number = numbers.get(eventId) ?? 500 + numbers.size;
    numbers.set(eventId, number);
    return number;
  };
}

async function create(mode: "webhook" | "polling"): Promise<ChannelUnderTest> {
  const api = await fakeBotApi();
  const made = telegramChannel(optionsFor(api, { mode }));
  let isStopped = false;
  const channel = {
    ...made,
    async stop() {
      isStopped = true;
      await made.stop();
    },
  };
  const numberOf = numbering();
  const tell = mode === "webhook" ? telling(channel) : delivering(api, () => isStopped);
  return {
    channel,
    address: "7",
    say: ({ eventId, text }) => tell(messageUpdate(numberOf(eventId), { text })),
    delivered: () => api.sentTo(7).map((text) => text.replace(/^send\w+: /, "")),
    failNext: ({ kind = "unknown", retryAfterMs } = { kind: "unknown" }) => api.failNext(failureOf(kind, retryAfterMs)),
    failures: Object.keys(failures) as ChannelErrorKind[],
    honoursKeys: false,
    offered: () => buttonsOf(api).map(({ text }) => text),
    press: ({ eventId, optionId }) => {
      const { callback_data: data } = buttonsOf(api).find((button) => button.callback_data === optionId) ?? {};
      const message = { message_id: 1, date: 0, chat: { id: 7, type: "private" }, reply_markup: lastMarkup(api) };
      const from = { id: 7, first_name: "Ada" };
      return tell({
        update_id: numberOf(eventId),
        callback_query: { id: eventId, from, message, data, chat_instance: "1" },
      });
    },
    ...(mode === "webhook" && { webhook: webhookOf(numberOf) }),
  };
}

function failureOf(kind: ChannelErrorKind, retryAfterMs: number | undefined): Failure {
  const failure = failures[kind];
  if (failure === undefined || typeof failure === "string") throw new Error(`Telegram has no words for ${kind}.`);
  return retryAfterMs === undefined
    ? failure
    : { ...failure, parameters: { retry_after: Math.ceil(retryAfterMs / 1_000) } };
}

type Tell = (update: RecordedUpdate) => Promise<unknown>;

function telling({ handle }: ChannelUnderTest["channel"]): Tell {
  return async (update) => handle?.(webhookRequest(JSON.stringify(update)));
}

/** Resolves when the poll has confirmed it, which one that has stopped never does. */
function delivering(api: FakeBotApi, isStopped: () => boolean): Tell {
  return async (update) => {
    api.deliver(update);
    if (!isStopped()) await until(() => api.unconfirmed() === 0);
  };
}

interface Markup {
  readonly inline_keyboard: readonly (readonly { readonly text: string; readonly callback_data: string }[])[];
}

function lastMarkup(api: FakeBotApi): Markup | undefined {
  return api.calls.findLast(({ method }) => method === "sendMessage")?.payload.reply_markup as Markup | undefined;
}

function buttonsOf(api: FakeBotApi) {
  return lastMarkup(api)?.inline_keyboard.flat() ?? [];
}

/** A webhook of Telegram's carries one update; of several messages, the first. */
function webhookOf(numberOf: (eventId: string) => number): NonNullable<ChannelUnderTest["webhook"]> {
  const bodyOf = ([first]: readonly { readonly eventId: string; readonly text: string }[]) =>
    JSON.stringify(messageUpdate(numberOf(first?.eventId ?? ""), { text: first?.text }));
  const header = "x-telegram-bot-api-secret-token";
  return {
    request: async (messages) => webhookRequest(bodyOf(messages)),
    forgeries: async (messages) => {
      const withSecret = (secret: string) => webhookRequest(bodyOf(messages), { [header]: secret });
      const without = webhookRequest(bodyOf(messages));
      without.headers.delete(header);
      return {
        "without a secret": without,
        "with a wrong secret": withSecret("wrong"),
        "with a truncated secret": withSecret(secretToken.slice(0, -1)),
        "with a longer secret": withSecret(`${secretToken}a`),
        "with the secret in another case": withSecret(secretToken.toUpperCase()),
      };
    },
    batches: false,
    genuine: async (body) => webhookRequest(body),
    maxBytes: 1_000_000,
  };
}

describe.each(["webhook", "polling"] as const)("the Telegram channel by %s", (mode) => {
  for (const { name, run } of channelAdapterContract(() => create(mode))) test(name, run);
});
