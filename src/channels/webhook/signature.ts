import { isSameText } from "../../model/hmac.ts";

/** A signed body, as it came. */
export interface SignedBody {
  /** The raw bytes: what was parsed and written again has another signature. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** HMAC-SHA256 of the body, without any prefix; `null` when the request has none. */
  readonly signature: string | null;
  readonly encoding: "hex" | "base64";
  readonly secret: string;
}

/** True when the body was signed with this secret. Every wrong signature takes the same time. Nobody has an empty secret. */
export async function isSignedBody({ body, signature, encoding, secret }: SignedBody): Promise<boolean> {
  const given = signature === null ? null : bytesOf(signature, encoding);
  if (given === null || secret === "") return false;
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  return crypto.subtle.verify("HMAC", key, given, body);
}

/**
 * True when the request brought the secret itself. Every wrong one of the same length takes the same time. Nobody has an
 * empty secret.
 */
export function isSecret(given: string | null, secret: string): boolean {
  return given !== null && secret !== "" && isSameText(given, secret);
}

function bytesOf(text: string, encoding: SignedBody["encoding"]): Uint8Array<ArrayBuffer> | null {
  if (encoding === "hex") {
    if (!/^[0-9a-f]{64}$/.test(text)) return null;
    return Uint8Array.from({ length: 32 }, (_, place) => Number.parseInt(text.slice(place * 2, place * 2 + 2), 16));
  }
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
