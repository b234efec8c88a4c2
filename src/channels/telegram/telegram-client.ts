import type { Api } from "grammy";
import { CustomerServiceError } from "../../errors.ts";
import { channelErrorOf } from "./telegram-error.ts";
import type { CheckedTelegramOptions } from "./telegram-options.ts";

/** More than a poll waits: after so long, nobody is at the other end of a connection. */
const timeoutSeconds = 60;

type Methods = Api["raw"];
/** The methods of the Bot API that kefu calls. */
type Method =
  | ("getFile" | "getUpdates" | "setWebhook" | "answerCallbackQuery")
  | ("sendMessage" | "sendPhoto" | "sendVideo" | "sendVoice" | "sendAudio" | "sendDocument" | "sendChatAction");
/** What a method is called with. */
export type Payload<M extends Method> = NonNullable<Parameters<Methods[M]>[0]>;

/** The Bot API, through `grammy`. What fails, fails with a {@link ChannelError} that does not hold the token. */
export interface TelegramClient {
  call<M extends Method>(method: M, payload: Payload<M>, signal: AbortSignal): Promise<unknown>;
}

/** A client; loads `grammy`, which only those need who have a Telegram channel. */
export async function telegramClient({ token, apiRoot, fetch }: CheckedTelegramOptions): Promise<TelegramClient> {
  const { Api } = await loadGrammy();
  const { raw } = new Api(token, { apiRoot, timeoutSeconds, fetch: grammyFetch(fetch) });
  return {
    async call(method, payload, signal) {
      const run = raw[method] as (payload: unknown, signal: AbortSignal) => Promise<unknown>;
      try {
        return await run(payload, signal);
      } catch (error) {
        throw channelErrorOf(error, method, token);
      }
    },
  };
}

async function loadGrammy(): Promise<typeof import("grammy")> {
  try {
    return await import("grammy");
  } catch (cause) {
    throw new CustomerServiceError(
      "options.invalid",
      "kefu/telegram needs the package grammy, which cannot be loaded. Install it: npm install grammy@1",
      { cause },
    );
  }
}

type GrammyFetch = NonNullable<NonNullable<ConstructorParameters<typeof Api>[1]>["fetch"]>;

/** grammY hands over agents and signals of other packages, which the platform's fetch does not take. */
function grammyFetch(given: typeof fetch | undefined): GrammyFetch {
  const platformFetch = (url: string, { method, headers, body, signal }: RequestInit): Promise<Response> => {
    const abort = new AbortController();
    if (signal?.aborted) abort.abort();
    signal?.addEventListener("abort", () => abort.abort());
    const request = { method, headers, body, signal: abort.signal } as RequestInit;
    return given === undefined ? fetch(url, request) : given(url, request);
  };
  return platformFetch as unknown as GrammyFetch;
}
