import { ChannelError } from "../../errors.ts";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { ChannelAdapter, ChannelContext } from "../../ports/channel-adapter.ts";
import { channelOptions } from "../webhook/channel-options.ts";
import { receiveEvents } from "../webhook/receive-events.ts";
import { isSecret } from "../webhook/signature.ts";
import { webhookHandler } from "../webhook/webhook-handler.ts";
import { type BotApi, botApi } from "./bot-api.ts";
import { openMedia } from "./open-media.ts";
import { pollUpdates } from "./poll-updates.ts";
import { eventsOf, pressSchema, type TelegramUpdate, updateSchema } from "./read-update.ts";
import { placeOf, sendMessage, telegramCapabilities } from "./send-message.ts";
import { type CheckedTelegramOptions, type TelegramChannelOptions, telegramOptions } from "./telegram-options.ts";

/**
 * A Telegram bot as a channel; needs the package `grammy`. Private chats, groups and topics of forums are conversations of
 * their own. Refuses wrong options with `options.invalid`. `start` refuses with `channel.package_missing` without `grammy`,
 * and with a `ChannelError` when Telegram does not take the webhook; while polling, failures are logged and tried again.
 */
export function telegramChannel(options: TelegramChannelOptions): ChannelAdapter {
  const given = channelOptions("Telegram", telegramOptions, options);
  let line: Line | null = null;
  const api: BotApi = async (method, payload, signal) => {
    if (line === null) throw new ChannelError("transient", `Channel "${given.id}" is not started.`);
    return line.api(method, payload, signal);
  };
  return {
    id: given.id,
    kind: "telegram",
    capabilities: telegramCapabilities,
    async start(context) {
      line = await openLine(given, context);
    },
    ...(given.mode === "webhook" && {
      handle: webhookHandler({
        isGenuine: ({ headers }) => isSecret(headers.get("x-telegram-bot-api-secret-token"), given.secretToken),
        eventsOf: (body) => (line === null ? [] : eventsIn(line, updateSchema.parse(body))),
        context: () => line?.context ?? null,
      }),
    }),
    async signal({ address, typing }, { signal }) {
      // A bot cannot show that it has read something.
      if (typing) await api("sendChatAction", { ...placeOf(address), action: "typing" }, signal);
    },
    send: (message, { signal }) => sendMessage(api, message, signal),
    openMedia: (media, { signal }) => openMedia(api, given, media, signal),
    async stop() {
      const ended = line;
      line = null;
      ended?.life.abort();
      await ended?.polling;
    },
  };
}

/** A channel while it runs. */
interface Line {
  readonly api: BotApi;
  /** Stands before the colon of its token. */
  readonly botId: string;
  readonly context: ChannelContext;
  readonly life: AbortController;
  /** Ends with the life of the line. */
  readonly polling?: Promise<void>;
}

/** How long Telegram holds an answer back until there is something to say. */
const holdSeconds = 30;

async function openLine(given: CheckedTelegramOptions, context: ChannelContext): Promise<Line> {
  const api = await botApi(given, (from, to) => tellMove(context, from, to));
  const [botId = ""] = given.token.split(":");
  const line: Line = { api, botId, context, life: new AbortController() };
  const { signal } = line.life;
  const { allowedUpdates: allowed_updates } = given;
  if (given.mode === "polling") {
    const ask = (offset?: number) => api("getUpdates", { offset, timeout: holdSeconds, allowed_updates }, signal);
    const take = (update: TelegramUpdate) => receiveEvents(context, eventsIn(line, update));
    return { ...line, polling: pollUpdates({ context, signal, ask, take }) };
  }
  const { webhookUrl: url, secretToken: secret_token } = given;
  if (url !== undefined) await api("setWebhook", { url, secret_token, allowed_updates }, signal);
  return line;
}

/** Nobody waits for it: what is sent goes out even while the desk cannot store where to. */
function tellMove({ receive, logger }: ChannelContext, from: number, to: number): void {
  receive({ type: "move", eventId: `move:${from}:${to}`, address: `${from}`, to: `${to}` }).catch((error: unknown) => {
    logger.warn({ error }, "A group became a supergroup, and the desk could not keep that.");
  });
}

/**
 * What an update tells the desk. Telegram is told that a press has arrived, which ends the waiting shown on the button
 * (core.telegram.org/bots/api#callbackquery). Nobody waits for that, and a press of long ago cannot be answered any more.
 */
function eventsIn({ api, botId, context, life }: Line, update: TelegramUpdate): readonly InboundEventInput[] {
  const press = pressSchema.safeParse(update.callback_query).data;
  if (press !== undefined) {
    // A signal of its own: platforms warn of many listeners on one.
    api("answerCallbackQuery", { callback_query_id: press.id }, AbortSignal.any([life.signal])).catch(
      (error: unknown) => {
        context.logger.debug({ error }, "Telegram could not be told that a press has arrived.");
      },
    );
  }
  return eventsOf(botId, update);
}
