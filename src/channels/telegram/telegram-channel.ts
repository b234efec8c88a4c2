import { ChannelError } from "../../errors.ts";
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

/** How long Telegram holds an answer back until there is something to say. */
const holdSeconds = 30;

/** A channel while it runs. */
interface Line {
  readonly api: BotApi;
  readonly context: ChannelContext;
  readonly life: AbortController;
}

/**
 * A Telegram bot as a channel; needs the package `grammy`. Private chats, groups and topics of forums are conversations of
 * their own. Refuses wrong options with `options.invalid`. `start` refuses with `channel.package_missing` when `grammy` is
 * missing, and with a `ChannelError` when Telegram does not take the webhook; while polling, failures are logged and tried
 * again.
 */
export function telegramChannel(options: TelegramChannelOptions): ChannelAdapter {
  const given = channelOptions("Telegram", telegramOptions, options);
  let line: Line | null = null;
  let polling = Promise.resolve();

  const api: BotApi = async (method, payload, signal) => {
    if (line === null) throw new ChannelError("transient", `Channel "${given.id}" is not started.`);
    return line.api(method, payload, signal);
  };
  const eventsIn = (update: TelegramUpdate) => {
    if (line !== null) answerPress(line, update);
    return eventsOf(update);
  };

  return {
    id: given.id,
    kind: "telegram",
    capabilities: telegramCapabilities,
    async start(context) {
      const opened = await openLine(given, context);
      line = opened;
      if (given.mode === "polling") {
        const { api, life } = opened;
        const { signal } = life;
        polling = pollUpdates({
          ...{ context, signal },
          ask: (offset) =>
            api("getUpdates", { offset, timeout: holdSeconds, allowed_updates: given.allowedUpdates }, signal),
          take: (update) => receiveEvents(context, eventsIn(update)),
        });
      }
    },
    ...(given.mode === "webhook" && {
      handle: webhookHandler({
        isGenuine: ({ headers }) => isSecret(headers.get("x-telegram-bot-api-secret-token"), given.secretToken),
        eventsOf: (body) => eventsIn(updateSchema.parse(body)),
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
      line?.life.abort();
      line = null;
      await polling;
    },
  };
}

async function openLine(given: CheckedTelegramOptions, context: ChannelContext): Promise<Line> {
  const life = new AbortController();
  const api = await botApi(given, (from, to) => {
    // Nobody waits for it: what is sent goes out even while the desk cannot store where to.
    receiveEvents(context, [{ type: "move", eventId: `move:${from}:${to}`, address: `${from}`, to: `${to}` }]).catch(
      (error: unknown) => {
        context.logger.warn({ error }, "A group became a supergroup, and the desk could not keep that.");
      },
    );
  });
  if (given.mode === "webhook" && given.webhookUrl !== undefined) {
    const { webhookUrl: url, secretToken: secret_token, allowedUpdates: allowed_updates } = given;
    await api("setWebhook", { url, secret_token, allowed_updates }, life.signal);
  }
  return { api, context, life };
}

/**
 * Ends the waiting that a press shows on the button (core.telegram.org/bots/api#callbackquery). Nobody waits for it, and a
 * press of long ago cannot be answered any more.
 */
function answerPress({ api, context, life }: Line, { callback_query }: TelegramUpdate): void {
  const press = pressSchema.safeParse(callback_query).data;
  if (press === undefined) return;
  // A signal of its own: platforms warn of many listeners on one.
  const signal = AbortSignal.any([life.signal]);
  api("answerCallbackQuery", { callback_query_id: press.id }, signal).catch((error: unknown) => {
    context.logger.debug({ error }, "Telegram could not be told that a press has arrived.");
  });
}
