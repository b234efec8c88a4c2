import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { ChannelAdapter, ChannelContext } from "../../ports/channel-adapter.ts";
import { receiveEvents } from "../webhook/receive-events.ts";
import { isSecret } from "../webhook/signature.ts";
import { webhookHandler } from "../webhook/webhook-handler.ts";
import { openMedia } from "./open-media.ts";
import { pollUpdates } from "./poll-updates.ts";
import { eventsOf } from "./read-update.ts";
import { placeOf, sendMessage, type TelegramLine } from "./send-message.ts";
import { telegramCapabilities } from "./telegram-capabilities.ts";
import { telegramClient } from "./telegram-client.ts";
import { type CheckedTelegramOptions, checkTelegramOptions, type TelegramChannelOptions } from "./telegram-options.ts";
import { type TelegramUpdate, updateSchema } from "./telegram-update.ts";

interface OpenLine extends TelegramLine {
  readonly life: AbortController;
}

/**
 * A Telegram bot as a channel; needs the package `grammy`. Private chats, groups and topics of forums are conversations of
 * their own. Refuses wrong options with `options.invalid`. `start` refuses with the same when `grammy` is missing, and
 * with a `ChannelError` when Telegram does not take the webhook; while polling, failures are logged and tried again.
 */
export function telegramChannel(options: TelegramChannelOptions): ChannelAdapter {
  const given = checkTelegramOptions(options);
  let line: OpenLine | null = null;
  let polling = Promise.resolve();

  const open = (): OpenLine => {
    if (line !== null) return line;
    throw new ChannelError("transient", `Channel "${given.id}" is not started.`);
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
      if (given.mode === "webhook") return;
      const { client, life } = opened;
      const { allowedUpdates } = given;
      const take = async (update: TelegramUpdate) => void (await receiveEvents(context, eventsIn(update)));
      polling = pollUpdates({ client, context, allowedUpdates, signal: life.signal, take });
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
      if (typing) await open().client.call("sendChatAction", { ...placeOf(address), action: "typing" }, signal);
    },
    send: async (message, { signal }) => sendMessage(open(), message, signal),
    openMedia: async (media, { signal }) => openMedia(open().client, given, media, signal),
    async stop() {
      line?.life.abort();
      line = null;
      await polling;
    },
  };
}

async function openLine(given: CheckedTelegramOptions, context: ChannelContext): Promise<OpenLine> {
  const client = await telegramClient(given);
  const life = new AbortController();
  if (given.mode === "webhook" && given.webhookUrl !== undefined) {
    const { webhookUrl: url, secretToken: secret_token, allowedUpdates } = given;
    // Its types name today's kinds only.
    const allowed_updates = allowedUpdates as never;
    await client.call("setWebhook", { url, secret_token, allowed_updates }, life.signal);
  }
  return { client, context, life, movedChats: new Map() };
}

const pressSchema = z.object({ callback_query: z.object({ id: z.string() }) });

/**
 * Ends the waiting that a press shows on the button (core.telegram.org/bots/api#callbackquery). Nobody waits for it, and a
 * press of long ago cannot be answered any more.
 */
function answerPress({ client, context, life }: OpenLine, update: TelegramUpdate): void {
  const press = pressSchema.safeParse(update).data?.callback_query;
  if (press === undefined) return;
  // A signal of its own: platforms warn of many listeners on one.
  const signal = AbortSignal.any([life.signal]);
  client.call("answerCallbackQuery", { callback_query_id: press.id }, signal).catch((error: unknown) => {
    context.logger.debug({ error }, "Telegram could not be told that a press has arrived.");
  });
}
