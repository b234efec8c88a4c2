import type { Clock } from "../../ports/clock.ts";
import { systemClock } from "../../system/system-clock.ts";
import { refusedRequest } from "../refusal.ts";
import { type ChatUser, parseChatUser } from "./chat-user.ts";
import { readToken, secondsOf, signToken, skewSeconds } from "./json-web-token.ts";

const audience = "webchat-identity";

/** Longest life of an identity, in seconds: it is made for one page that is being opened. */
const longestSeconds = 300;

/**
 * Says who somebody is, for a page on another origin than the chat: a JWT (HS256, `aud` "webchat-identity", `sub` the user's
 * id, optionally `name`, `language` and `keys`, `exp` at most 5 minutes ahead), as every JWT library makes it. Make it in
 * the page's backend, each time somebody who is logged in opens a page, and never in a browser: `secret` is the handler's
 * `identitySecret`.
 */
export function signIdentity(
  secret: string,
  user: ChatUser,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<string> {
  const { id, ...rest } = parseChatUser(
    user,
    (where, rule) => new TypeError(`The user's ${where || "data"}: ${rule}.`),
  );
  const key = { bytes: new TextEncoder().encode(secret) };
  return signToken({ ...rest, sub: id }, key, { audience, clock, lifeSeconds: longestSeconds });
}

/** Who it says it is. Refuses with 401 what is forged, over, made for something else, or valid for too long. */
export async function readIdentity(token: string, secret: string | undefined, clock: Clock): Promise<ChatUser> {
  if (secret === undefined) throw notProved();
  const claims = await readToken(token, new TextEncoder().encode(secret), { audience, clock });
  if (claims?.exp === undefined || claims.exp > secondsOf(clock) + longestSeconds + skewSeconds) throw notProved();
  const { sub: id, name, language, keys } = claims;
  return parseChatUser({ id, name, language, keys }, notProved);
}

function notProved(): Error {
  return refusedRequest(401, "identity", "The identity is not genuine, or its time is over.");
}
