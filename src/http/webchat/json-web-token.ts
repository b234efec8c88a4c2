import { type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../ports/clock.ts";

/** How far the clocks of two backends may be apart, in seconds. */
export const skewSeconds = 30;

/** What a token is made for, and the clock by which it ends. */
export interface TokenUse {
  readonly audience: string;
  readonly clock: Clock;
}

/** A JWT (https://www.rfc-editor.org/rfc/rfc7519) signed by HS256. */
export function signToken(
  claims: JWTPayload & { readonly sub: string },
  key: { readonly id?: string; readonly bytes: Uint8Array },
  { audience, clock, lifeSeconds }: TokenUse & { readonly lifeSeconds: number },
): Promise<string> {
  const now = secondsOf(clock);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT", ...(key.id === undefined ? {} : { kid: key.id }) })
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + lifeSeconds)
    .sign(key.bytes);
}

/**
 * What such a token says; `null` when it was signed otherwise (also by no algorithm), with another key, or for another use, or
 * is over. Why, is nobody's business who forged it.
 */
export async function readToken(
  token: string,
  key: Uint8Array | JWTVerifyGetKey,
  { audience, clock }: TokenUse,
): Promise<JWTPayload | null> {
  const options = {
    ...{ algorithms: ["HS256"], audience, requiredClaims: ["sub", "exp"] },
    ...{ currentDate: clock.now(), clockTolerance: skewSeconds },
  };
  try {
    const verified = typeof key === "function" ? jwtVerify(token, key, options) : jwtVerify(token, key, options);
    return (await verified).payload;
  } catch {
    return null;
  }
}

/** Seconds since 1970, as JWTs count. */
export function secondsOf(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1_000);
}
