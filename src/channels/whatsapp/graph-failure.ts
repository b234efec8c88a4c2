import { ChannelError, type ChannelErrorKind, type ChannelErrorOptions } from "../../errors.ts";

/** What Graph says of a failure. */
export interface GraphFailure {
  /** Its code; that of HTTP when it gives none. */
  readonly code: number;
  readonly httpStatus: number;
  readonly sentence: string;
  readonly retryAfterMs?: number | undefined;
}

/**
 * By code: texts change, codes do not. developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 * (2026-05-15); 1 to 368 are of all of Graph.
 */
const codes: readonly (readonly [ChannelErrorKind, readonly number[]])[] = [
  // Re-engagement: the last message of the person is more than 24 hours old.
  ["window_closed", [131047]],
  // Undeliverable: not on WhatsApp, an old app, its terms not accepted, or we are blocked: it is not told which.
  ["blocked", [131026]],
  // 131056: too much to this person. The others concern all: the app, the account, the number, complaints of spam.
  ["rate_limited", [4, 80007, 130429, 131048, 131056]],
  // 368 and 131031: locked. 131042: not paid. 131045 and 133010: the number is not registered.
  ["auth", [0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 133010]],
  // 131049 and 131050: no marketing to this person; another try is refused for longer.
  ["invalid", [33, 100, 130472, 131008, 131009, 131021, 131049, 131050, 131051, 131052, 131053]],
  // These refuse the request as a whole, and no message has an id: overloaded, in maintenance, "failed to send"; Meta says
  // of each to wait and to try again.
  ["transient", [1, 2, 131000, 131016, 131057, 133004]],
];

/** What Meta advises is 4, 16, 64 seconds: the first may be too short by itself, and later tries wait longer anyway. */
const pairRetryMs = 16_000;
const pairRateCode = 131_056;

export function graphError({ code, httpStatus, sentence, retryAfterMs }: GraphFailure): ChannelError {
  const kind = kindOf(code, httpStatus);
  return new ChannelError(kind, `WhatsApp refused: ${code}: ${sentence}`, {
    channelCode: `${code}`,
    ...(kind === "rate_limited" ? restOf(code, retryAfterMs) : { retryAfterMs }),
  });
}

function restOf(code: number, retryAfterMs: number | undefined): ChannelErrorOptions {
  if (code === pairRateCode) return { scope: "conversation", retryAfterMs: retryAfterMs ?? pairRetryMs };
  return { scope: "channel", retryAfterMs };
}

function kindOf(code: number, httpStatus: number): ChannelErrorKind {
  const known = codes.find(([, ones]) => ones.includes(code));
  if (known !== undefined) return known[0];
  // Permissions, and whatever may be wrong with a template.
  if (code >= 200 && code <= 299) return "auth";
  if (code >= 132_000 && code <= 132_999) return "invalid";
  if (httpStatus === 401 || httpStatus === 403) return "auth";
  if (httpStatus === 429) return "rate_limited";
  // Something between Graph and us may answer 502 or 504 after Graph took the message.
  if (httpStatus === 502 || httpStatus === 504) return "unknown";
  return httpStatus >= 500 ? "transient" : "invalid";
}

/** How a request fails that surely never left: nobody was there, or nobody could be found. */
const neverLeft = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

/** A request without an answer. Its error is not kept as the cause: what headers a request had may stand in it. */
export function networkError(error: unknown, isAborted: boolean): ChannelError {
  if (isAborted) return new ChannelError("unknown", "WhatsApp did not answer before the request was broken off.");
  const code = networkCodeOf(error);
  if (code !== null && neverLeft.includes(code)) {
    return new ChannelError("transient", `WhatsApp could not be reached: ${code}.`, { channelCode: code });
  }
  const options = code === null ? {} : { channelCode: code };
  return new ChannelError(
    "unknown",
    `WhatsApp gave no answer that can be read${code === null ? "" : `: ${code}`}.`,
    options,
  );
}

/** The platform's code of a failure of `fetch`; of several addresses tried, that of the first. */
function networkCodeOf(error: unknown): string | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; depth += 1) {
    const { code, errors } = one as { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === "string") return code;
    one = errors?.[0] ?? one.cause;
  }
  return null;
}
