import type { Api, GrammyError } from "grammy";
import { ChannelError, type ChannelErrorKind } from "../../errors.ts";
import { networkError } from "../webhook/network-error.ts";
import { peerPackage } from "../webhook/peer-package.ts";
import type { CheckedTelegramOptions } from "./telegram-options.ts";

type Payload = Readonly<Record<string, unknown>>;

/** Calls a method of the Bot API. What fails, fails with a {@link ChannelError} that does not hold the token. */
export type BotApi = (method: keyof Api["raw"], payload: Payload, signal: AbortSignal) => Promise<unknown>;

/** More than a poll waits: after so long, nobody is at the other end of a connection. */
const timeoutSeconds = 60;

/**
 * The Bot API, through `grammy`. A group that became a supergroup is another chat: what was for the old one goes to the new
 * one from then on, and `onMove` is told.
 */
export async function botApi(
  { token, apiRoot, fetch }: CheckedTelegramOptions,
  onMove: (from: number, to: number) => void,
): Promise<BotApi> {
  const { Api, GrammyError } = await peerPackage("Telegram", "grammy@1", () => import("grammy"));
  const { raw } = new Api(token, { apiRoot, timeoutSeconds, fetch: withPlatformSignal(fetch) as never });
  const movedChats = new Map<unknown, number>();

  const call: BotApi = async (method, payload, signal) => {
    const chat = payload.chat_id;
    const moved = movedChats.get(chat);
    const run = raw[method] as (payload: Payload, signal: AbortSignal) => Promise<unknown>;
    try {
      return await run(moved === undefined ? payload : { ...payload, chat_id: moved }, signal);
    } catch (error) {
      // JSON without a code is that of something in between.
      if (!(error instanceof GrammyError && error.error_code)) throw networkError("Telegram", error);
      const to = error.parameters.migrate_to_chat_id;
      if (to === undefined || moved !== undefined) throw refusal(error, token);
      movedChats.set(chat, to);
      onMove(Number(chat), to);
      return call(method, payload, signal);
    }
  };
  return call;
}

/** grammY is made for the fetch of another package, and hands over signals of one, which the platform's does not take. */
function withPlatformSignal(run: typeof fetch): typeof fetch {
  return (url, { signal, ...request } = {}) => {
    const abort = new AbortController();
    if (signal?.aborted) abort.abort();
    signal?.addEventListener("abort", () => abort.abort());
    return run(url, { ...request, signal: abort.signal });
  };
}

/** What Telegram refuses with, in kefu's terms. The error itself is left behind: it holds the payload, and that secrets. */
function refusal({ error_code: code, message, parameters }: GrammyError, token: string): ChannelError {
  const { retry_after: seconds } = parameters;
  return new ChannelError(kindOf(code, message), `Telegram refused: ${message.replaceAll(token, "(token)")}`, {
    channelCode: `${code}`,
    retryAfterMs: seconds === undefined ? undefined : seconds * 1_000,
  });
}

/** By the codes of core.telegram.org/bots/api#making-requests, which are those of HTTP. */
const kinds: Readonly<Record<number, ChannelErrorKind>> = {
  401: "auth",
  403: "blocked",
  // The token cannot be read.
  404: "auth",
  429: "rate_limited",
  // What stands behind the Bot API was too slow to say whether it has the message; at other 5xx nothing has it.
  504: "unknown",
};

/** A person who is gone, or who let us in no longer. */
const outOfReach =
  /chat not found|user not found|PEER_ID_INVALID|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights/i;

function kindOf(code: number, message: string): ChannelErrorKind {
  if (code === 400 && outOfReach.test(message)) return "blocked";
  return kinds[code] ?? (code >= 500 ? "transient" : "invalid");
}
