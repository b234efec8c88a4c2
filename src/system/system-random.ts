import type { Random } from "../ports/random.ts";

/** How many bytes are drawn from the platform at once: asking it for a few at a time is slow. */
const poolSize = 4_096;

/** Chance from the platform's cryptographic source. */
export function systemRandom(): Random {
  const pool = new Uint8Array(poolSize);
  let used = poolSize;
  const bytes = (length: number): Uint8Array => {
    if (length > poolSize) return crypto.getRandomValues(new Uint8Array(length));
    if (used + length > poolSize) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    used += length;
    return pool.slice(used - length, used);
  };
  return {
    bytes,
    fraction: () => new DataView(bytes(4).buffer).getUint32(0) / 2 ** 32,
  };
}
