import * as z from "zod/mini";
import { CustomerServiceError } from "../../errors.ts";
import { checked } from "../../model/check.ts";
import type { ChatUser } from "./chat-user.ts";
import type { WordsByLanguage } from "./words-by-language.ts";

/** Options of {@link webchatHandler}. */
export interface WebchatHandlerOptions {
  /**
   * Signs the sessions: 32 characters or more that nobody can guess. Of several, the first signs and all are accepted: put
   * a new one in front, and take the old one away after 30 days.
   */
  readonly secrets: string | readonly string[];
  /** The web chat's channel. Default "webchat". */
  readonly channelId?: string | undefined;
  /** Where the handler is mounted. Default "/chat". */
  readonly basePath?: string | undefined;
  /**
   * Who makes this request, as your backend knows; `null`: nobody it knows. Asked when a session is opened. It may rest on
   * cookies: other sites' pages are not answered.
   */
  readonly getUser?: ((request: Request) => ChatUser | null | Promise<ChatUser | null>) | undefined;
  /** Checks identities that the backends of pages on other origins sign ({@link signIdentity}): 32 characters or more. */
  readonly identitySecret?: string | undefined;
  /** Origins of pages that may chat besides this server's own: `https://shop.example.com`, exactly. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** Where browsers reach this server, when a proxy stands before it and tells it otherwise: `https://example.com`. */
  readonly publicOrigin?: string | undefined;
  /** Believes the last that `x-forwarded-proto`, `-host` and `-for` name: only behind a proxy that sets them. Default: false. */
  readonly trustProxy?: boolean | undefined;
  /**
   * Where a request comes from, as an IP address (of IPv6 the first 64 bits count): new sessions are limited by it, to 30 at
   * once and then one in 2 seconds, and conversations that nobody knows who begins, to 30 at once and then one in 10 seconds.
   * Behind `toNodeHandler` give `clientAddress` of `kefu/node`. Default: by `trustProxy`, or nobody knows; then the sessions of
   * all together are limited, to 600 at once and then 20 in a second.
   */
  readonly clientAddress?: ((request: Request) => string | null) | undefined;
  /** What stands over the chat. Default: the widget's own words. */
  readonly title?: WordsByLanguage | undefined;
  /** What is said before anybody wrote. Default: the widget's own words. */
  readonly welcome?: WordsByLanguage | undefined;
  /** Whose opening hours are shown. Default: those of the queue to which everything else goes. */
  readonly queue?: string | undefined;
  /** Longest text of a visitor, in UTF-16 units. Default: 4,000; at most 16,000. */
  readonly textLimit?: number | undefined;
  /** Streams and polls of all visitors that this process keeps open at once. Default: 10,000. */
  readonly maxStreams?: number | undefined;
  /** Milliseconds between signs of life on a stream. Default: 8,000, since Bun cuts off what is silent for 10 seconds. */
  readonly heartbeatMs?: number | undefined;
  /** Milliseconds after which a stream ends, and its browser opens the next. Default: 600,000. */
  readonly longestMs?: number | undefined;
}

const secret = z.string().check(z.minLength(32));
const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;
const origin = z.string().check(z.refine(isOrigin, "expected an origin such as https://example.com, without a path"));
const words = z.optional(z.union([z.string(), z.record(z.string(), z.string())]));
const callback = <F>() => z.optional(z.custom<F>((given) => typeof given === "function", "expected a function"));

const optionsSchema = z.strictObject({
  secrets: z.union([
    z.pipe(
      secret,
      z.transform((one) => [one]),
    ),
    z.array(secret).check(z.minLength(1)),
  ]),
  channelId: z._default(z.string(), "webchat"),
  basePath: z._default(z.string().check(z.regex(/^(?:\/[\w.~-]+)*\/?$/, "expected a path such as /chat")), "/chat"),
  getUser: callback<NonNullable<WebchatHandlerOptions["getUser"]>>(),
  identitySecret: z.optional(secret),
  origins: z._default(z.array(origin), []),
  publicOrigin: z.optional(origin),
  trustProxy: z._default(z.boolean(), false),
  clientAddress: callback<NonNullable<WebchatHandlerOptions["clientAddress"]>>(),
  title: words,
  welcome: words,
  queue: z.optional(z.string()),
  textLimit: z._default(z.int().check(z.minimum(1), z.maximum(16_000)), 4_000),
  maxStreams: z._default(z.int().check(z.minimum(1)), 10_000),
  heartbeatMs: z._default(z.int().check(z.minimum(100)), 8_000),
  longestMs: z._default(z.int().check(z.minimum(1_000)), 600_000),
});

/** The options with their defaults. */
export type CheckedWebchatOptions = z.output<typeof optionsSchema>;

/** Refuses with `options.invalid`; the value is not told, since it may be a secret. */
export function parseWebchatOptions(given: WebchatHandlerOptions): CheckedWebchatOptions {
  return checked(optionsSchema, given, (option, rule) => {
    const sentence = `Options of the web chat refused: ${option || "options"}: ${rule}.`;
    return new CustomerServiceError("options.invalid", sentence, { details: { option } });
  });
}
