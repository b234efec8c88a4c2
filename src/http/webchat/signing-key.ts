import { hmacKey, hmacOf } from "../../model/hmac.ts";

/** A key that was made of a secret. */
export interface SigningKey {
  /** Tells which of several it is, and nothing of the secret. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * A key for one purpose of each secret: what is signed for another purpose, or with the secret itself, never fits. Newest
 * first, as the secrets are.
 */
export function signingKeys(secrets: readonly string[], purpose: string): Promise<readonly SigningKey[]> {
  return Promise.all(
    secrets.map(async (secret) => {
      const key = await hmacKey(new TextEncoder().encode(secret), "sign");
      const name = await hmacOf(key, `kefu: name of the key for ${purpose}`);
      return { id: hex(name.subarray(0, 6)), bytes: await hmacOf(key, `kefu: key for ${purpose}`) };
    }),
  );
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
