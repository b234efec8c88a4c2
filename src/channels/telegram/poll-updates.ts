import * as z from "zod/mini";
import { ChannelError, CustomerServiceError } from "../../errors.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { part } from "../webhook/part.ts";
import { type TelegramUpdate, updateSchema } from "./read-update.ts";

/** A server in between may answer at once that there is nothing; it is not asked again at once. */
const emptyPauseMs = 300;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** So often an update may fail in the desk for a reason that is not the store's; then it is passed by. */
const mostTries = 10;

/** What polling needs. */
export interface Polling {
  readonly context: ChannelContext;
  /** Ends the polling, and the request that is under way. */
  readonly signal: AbortSignal;
  /** What Telegram has from this update on. */
  ask(offset?: number): Promise<unknown>;
  /** Stores all that an update tells. */
  take(update: TelegramUpdate): Promise<unknown>;
}

/**
 * Asks for updates until the signal ends it. Only what is stored is confirmed, by asking for what comes after it
 * (core.telegram.org/bots/api#getupdates); else the same updates come again. Never rejects.
 */
export async function pollUpdates(polling: Polling): Promise<void> {
  const tries = new Map<number, number>();
  let offset: number | undefined;
  let failures = 0;
  while (!polling.signal.aborted) {
    try {
      const updates = await nextUpdates(polling, offset);
      for (const update of updates) await takeOrPassBy(polling, update, tries);
      failures = 0;
      tries.clear();
      const last = updates.at(-1);
      if (last === undefined) await pause(polling, emptyPauseMs);
      else offset = last.update_id + 1;
    } catch (error) {
      if (polling.signal.aborted) return;
      failures += 1;
      polling.context.logger.error({ error }, sentenceOf(error));
      await pause(polling, pauseAfter(error, failures));
    }
  }
}

/** What has no number could not be confirmed, either; there is no such update. */
const answerSchema = z.array(part(updateSchema));

async function nextUpdates({ ask }: Polling, offset: number | undefined): Promise<readonly TelegramUpdate[]> {
  const updates = answerSchema.safeParse(await ask(offset)).data;
  if (updates === undefined) throw new ChannelError("unknown", "Telegram answered getUpdates with no list of updates.");
  return updates.filter((update) => update !== undefined);
}

/** `tries` counts by update how often the desk broke on it. */
async function takeOrPassBy({ context, take }: Polling, update: TelegramUpdate, tries: Map<number, number>) {
  const { update_id: id } = update;
  try {
    await take(update);
  } catch (error) {
    // The desk cannot store anything now: that says nothing about the update.
    if (error instanceof CustomerServiceError && /^(?:store|service)\./.test(error.code)) throw error;
    const failed = tries.get(id) ?? 0;
    tries.set(id, failed + 1);
    if (failed < mostTries) throw error;
    context.logger.error({ update: id, error }, "An update failed again and again; it is passed by.");
  }
}

function pauseAfter(error: unknown, failures: number): number {
  if (error instanceof ChannelError && error.retryAfterMs !== null) return error.retryAfterMs;
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
}

const unknownToken =
  "Telegram does not know the bot's token: take the current one from @BotFather, and start again with it.";

/** What to do about it, by Telegram's code. */
const advice: Readonly<Record<string, string>> = {
  401: unknownToken,
  404: unknownToken,
  409: "Telegram gives this bot's updates to somebody else: stop the other process that polls it, or remove its webhook with deleteWebhook.",
};

function sentenceOf(error: unknown): string {
  if (!(error instanceof ChannelError)) return "Updates of Telegram could not be stored; they are asked for again.";
  return advice[error.channelCode ?? ""] ?? "Updates could not be fetched from Telegram; they are asked for again.";
}

/** Resolves when the time is up, or at once when the polling ends. */
async function pause({ context: { clock }, signal }: Polling, milliseconds: number): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      signal.removeEventListener("abort", end);
      cancel();
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    signal.addEventListener("abort", end);
  });
}
