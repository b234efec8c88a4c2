import * as z from "zod/mini";
import { checked } from "./check.ts";
import { hmacOf } from "./hmac.ts";
import { refusedSurvey, type Survey } from "./survey.ts";

/** What a survey's link is made of: `<url>/<ticket id>?s=<token>`. */
export interface SurveyLink {
  readonly ticketId: string;
  readonly token: string;
}

const link = z.strictObject({
  ticketId: z.string().check(z.minLength(1), z.maxLength(200)),
  token: z.string().check(z.minLength(1), z.maxLength(200)),
});

/** A link as a request brings it; refuses with `survey.refused`. */
export function parseSurveyLink(input: SurveyLink): SurveyLink {
  return checked(link, input, (where, rule) => refusedSurvey(null, "not_signed", `${where || "its link"}: ${rule}`));
}

/**
 * `<closure>-<signature>`: about 30 letters, digits and dashes, safe in any link. It cannot be guessed, changed, or used for
 * another ticket, closure, tenant or time of expiry.
 */
export async function surveyToken(key: CryptoKey, tenant: string, survey: Survey): Promise<string> {
  const { id, ticketId, closure, expiresAt } = survey;
  const signed = JSON.stringify(["survey", tenant, id, ticketId, closure, expiresAt.getTime()]);
  const signature = await hmacOf(key, signed);
  return `${closure}-${inLetters(signature.subarray(0, signatureBytes))}`;
}

/** The closure that a token speaks of, right or wrong; `null` when it is none. */
export function closureIn(token: string): number | null {
  const [, digits] = /^([1-9]\d{0,8})-/.exec(token) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** 128 bits of the 256, which nobody guesses. */
const signatureBytes = 16;

/** No i, l, o, u: whoever must type a link over does not mistake them. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** Bytes as letters and digits, five bits each. */
export function inLetters(bytes: Uint8Array): string {
  let text = "";
  let [value, bits] = [0, 0];
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += letters[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + letters[(value << (5 - bits)) & 31];
}
