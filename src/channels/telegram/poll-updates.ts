import * as z from "zod/mini";
import { ChannelError, CustomerServiceError } from "../../errors.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import type { TelegramClient } from "./telegram-client.ts";
import { type TelegramUpdate, updateSchema } from "./telegram-update.ts";

/** How long Telegram holds an answer back until there is something to say. */
const holdSeconds = 30;
/** A server in between may answer at once that there is nothing; it is not asked again at once. */
const emptyPauseMs = 300;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** So often an update may fail in the desk for a reason that is not the store's; then it is passed by. */
const mostTries = 10;

/** What polling needs. */
export interface Polling {
  readonly client: TelegramClient;
  readonly context: ChannelContext;
  readonly allowedUpdates: readonly string[];
  /** Ends the polling, and the request that is under way. */
  readonly signal: AbortSignal;
  /** Stores all that an update tells. */
  take(update: TelegramUpdate): Promise<void>;
}

/**
 * Asks for updates until the signal ends it. Only what is stored is confirmed, by asking for what comes after it
 * (core.telegram.org/bots/api#getupdates); else the same updates come again. Never rejects.
 */
export async function pollUpdates(polling: Polling): Promise<void> {
  const { context, signal } = polling;
  let offset: number | undefined;
  let failures = 0;
  let tries = 0;
  while (!signal.aborted) {
    try {
      const updates = await nextUpdates(polling, offset);
      failures = 0;
      await takeAll(polling, updates, tries);
      tries = 0;
      if (updates.length === 0) await pause(context, emptyPauseMs, signal);
      else offset = Math.max(...updates.map((update) => update.update_id)) + 1;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ChannelError) failures += 1;
      else tries += 1;
      context.logger.error({ error }, sentenceOf(error));
      await pause(context, pauseAfter(error, failures + tries), signal);
    }
  }
}

async function nextUpdates(
  { client, allowedUpdates, signal }: Polling,
  offset: number | undefined,
): Promise<readonly TelegramUpdate[]> {
  // The types of grammY name today's kinds only.
  const allowed_updates = allowedUpdates as never;
  const payload = { timeout: holdSeconds, allowed_updates, ...(offset !== undefined && { offset }) };
  const updates = answerSchema.safeParse(await client.call("getUpdates", payload, signal));
  if (!updates.success) throw new ChannelError("unknown", "Telegram answered getUpdates with no list of updates.");
  // What has no number could not be confirmed, either; there is no such update.
  return updates.data.flatMap((update) => updateSchema.safeParse(update).data ?? []);
}

const answerSchema = z.array(z.unknown());

async function takeAll({ context, take }: Polling, updates: readonly TelegramUpdate[], tries: number): Promise<void> {
  for (const update of updates) {
    try {
      await take(update);
    } catch (error) {
      if (isOutage(error) || tries < mostTries) throw error;
      context.logger.error({ update: update.update_id, error }, "An update failed again and again; it is passed by.");
    }
  }
}

/** The desk cannot store anything now: that says nothing about the update. */
function isOutage(error: unknown): boolean {
  return error instanceof CustomerServiceError && /^(?:store|service)\./.test(error.code);
}

function pauseAfter(error: unknown, failures: number): number {
  if (error instanceof ChannelError && error.retryAfterMs !== null) return error.retryAfterMs;
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof ChannelError)) return "Updates of Telegram could not be stored; they are asked for again.";
  switch (error.channelCode) {
    case "409":
      return "Telegram gives this bot's updates to somebody else: stop the other process that polls it, or remove its webhook with deleteWebhook.";
    case "401":
    case "404":
      return "Telegram does not know the bot's token: take the current one from @BotFather, and start again with it.";
    default:
      return "Updates could not be fetched from Telegram; they are asked for again.";
  }
}

/** Resolves when the time is up, or at once when the signal says so. */
function pause({ clock }: ChannelContext, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      signal.removeEventListener("abort", end);
      cancel();
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    signal.addEventListener("abort", end);
  });
}
