import * as z from "zod/mini";
import { text } from "../../model/check.ts";
import { fetchOption, matching } from "../webhook/channel-options.ts";
import { understoodUpdates } from "./read-update.ts";

/** The bot, and how to reach Telegram. */
export interface TelegramConnection {
  /** The channel's id in the desk. Default "telegram"; bots of one desk need different ones. */
  readonly id?: string | undefined;
  /** The bot's token, from @BotFather. It stands in no error and no log. */
  readonly token: string;
  /** Where the Bot API is. Default "https://api.telegram.org". */
  readonly apiRoot?: string | undefined;
  /**
   * The kinds of updates to ask Telegram for, by their names in the Bot API. Default: those the desk understands, which
   * are messages, edits, presses, reactions and blocks. Any other comes as `channel.noticed`.
   */
  readonly allowedUpdates?: readonly string[] | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

/** Telegram posts updates to `handle`. */
export interface TelegramWebhookOptions extends TelegramConnection {
  readonly mode: "webhook";
  /** Comes with every genuine request: 1 to 256 of A-Z, a-z, 0-9, `_` and `-`. */
  readonly secretToken: string;
  /**
   * Where `handle` is reached; `https:`, or with a Bot API server of your own `http:` as well. When given, Telegram is told
   * at the start; else you have called `setWebhook` yourself.
   */
  readonly webhookUrl?: string | undefined;
}

/** The channel asks Telegram for updates, one process for each bot; no address of your own is needed. */
export interface TelegramPollingOptions extends TelegramConnection {
  readonly mode: "polling";
}

/** How a Telegram bot is connected: by webhook or by polling. */
export type TelegramChannelOptions = TelegramWebhookOptions | TelegramPollingOptions;

const webAddress = matching(/^https?:\/\/\S+$/, "expected an http or https address");

const connection = {
  id: z._default(text(1, 200), "telegram"),
  token: matching(/^[\w:-]+$/, "expected a token of @BotFather's: digits, a colon, letters"),
  apiRoot: z._default(webAddress.check(z.overwrite((root) => root.replace(/\/+$/, ""))), "https://api.telegram.org"),
  allowedUpdates: z._default(z.array(text(1, 200)), [...understoodUpdates]),
  fetch: fetchOption,
};

export const telegramOptions = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("webhook"),
    ...connection,
    secretToken: matching(/^[A-Za-z0-9_-]{1,256}$/, "expected 1 to 256 of A-Z, a-z, 0-9, _ and -"),
    webhookUrl: z.optional(webAddress),
  }),
  z.strictObject({ mode: z.literal("polling"), ...connection }),
]);

/** The options with their defaults. */
export type CheckedTelegramOptions = z.output<typeof telegramOptions>;
