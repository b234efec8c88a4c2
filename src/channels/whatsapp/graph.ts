import type { GraphApiError, WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { ChannelError, type ChannelErrorKind } from "../../errors.ts";
import { networkError } from "../webhook/network-error.ts";
import { peerPackage } from "../webhook/peer-package.ts";
import { tokenSchema, type WhatsAppOptions } from "./whatsapp-options.ts";

/** Does something at Graph. Throws a `ChannelError`, and none that holds the token. */
export type Graph = <T>(signal: AbortSignal, use: (client: WhatsAppClient) => Promise<T>) => Promise<T>;

/** Graph, Meta's API, through `@kapso/whatsapp-cloud-api`; loads it, which only those need who have a WhatsApp channel. */
export async function graph({ accessToken, fetch, graphVersion, baseUrl }: WhatsAppOptions): Promise<Graph> {
  const { WhatsAppClient, GraphApiError } = await peerPackage(
    "WhatsApp",
    "@kapso/whatsapp-cloud-api@0.3",
    () => import("@kapso/whatsapp-cloud-api"),
  );
  return async (signal, use) => {
    const token = await tokenOf(accessToken);
    if (signal.aborted) throw new ChannelError("transient", "Broken off before anything was sent.");
    // One for each call: the token may be another by now, and the signal is.
    const client = new WhatsAppClient({
      ...{ accessToken: token, graphVersion, baseUrl },
      fetch: (input, init) => fetch(input, { ...init, signal }),
    });
    try {
      return await use(client);
    } catch (error) {
      if (error instanceof ChannelError) throw error;
      throw error instanceof GraphApiError ? graphError(error, token) : networkError("WhatsApp", error);
    }
  };
}

async function tokenOf(accessToken: WhatsAppOptions["accessToken"]): Promise<string> {
  if (typeof accessToken === "string") return accessToken;
  const given = await Promise.resolve()
    .then(accessToken)
    .catch(() => {
      // Its own error is not kept: it may hold what the token was asked for with.
      throw new ChannelError("transient", "The access token for WhatsApp could not be had: its function failed.");
    });
  if (tokenSchema.safeParse(given).success) return given;
  throw new ChannelError("auth", "What the function gave is no access token: it is empty, or has spaces in it.");
}

/**
 * Codes whose HTTP status does not tell enough. Texts change, codes do not:
 * developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (2026-05-15); 1 to 613 are of all
 * of Graph.
 */
const codes: readonly (readonly [ChannelErrorKind, readonly number[]])[] = [
  // Re-engagement: the last message of the person is more than 24 hours old.
  ["window_closed", [131047]],
  // Undeliverable: not on WhatsApp, an old app, its terms not accepted, or we are blocked: it is not told which.
  ["blocked", [131026]],
  // 131056: too much to this person. The others concern all: the app, its user, the account, the number, complaints of spam.
  ["rate_limited", [4, 17, 32, 341, 613, 80007, 130429, 131048, 131056]],
  // 368 and 131031: locked. 131042: not paid. 131045 and 133010: the number is not registered.
  ["auth", [0, 3, 10, 102, 190, 368, 131005, 131031, 131042, 131045, 133010]],
  // These refuse the request as a whole, and no message has an id: overloaded, in maintenance, "failed to send"; Meta says
  // of each to wait and to try again.
  ["transient", [1, 2, 131000, 131016, 131057, 133004]],
];

/** Too much to one person. What Meta advises is 4, 16, 64 seconds: the first may be too short by itself. */
const pairRate = { code: 131_056, retryAfterMs: 16_000 };

/** A refusal of Graph's, in kefu's terms; Graph repeats a token that it cannot read. */
function graphError({ code, httpStatus, message, details = "", retry }: GraphApiError, token: string): ChannelError {
  const kind = kindOf(Number(code), httpStatus);
  const sentence = message.includes(details) ? message : `${message}: ${details}`;
  return new ChannelError(kind, `WhatsApp refused: ${code}: ${sentence.replaceAll(token, "[access token]")}`, {
    channelCode: `${code}`,
    retryAfterMs: retry.retryAfterMs ?? (code === pairRate.code ? pairRate.retryAfterMs : undefined),
    scope: kind === "rate_limited" && code !== pairRate.code ? "channel" : undefined,
  });
}

function kindOf(code: number, httpStatus: number): ChannelErrorKind {
  const known = codes.find(([, ones]) => ones.includes(code));
  if (known !== undefined) return known[0];
  // Permissions.
  if (code >= 200 && code <= 299) return "auth";
  if (httpStatus === 401 || httpStatus === 403) return "auth";
  if (httpStatus === 429) return "rate_limited";
  // Something between Graph and us may answer 502 or 504 after Graph took the message.
  if (httpStatus === 502 || httpStatus === 504) return "unknown";
  return httpStatus >= 500 ? "transient" : "invalid";
}
