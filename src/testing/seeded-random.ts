import type { Random } from "../ports/random.ts";

/**
 * Chance that repeats: the same seed gives the same run. For tests and demonstrations only, since whoever knows the seed
 * can guess every id. The generator is Chris Doty-Humphrey's sfc32: 128 bits of state, a few additions and shifts.
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Seeds that lie close together still look alike in the first numbers.
  for (let round = 0; round < 12; round += 1) next();

  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    fraction: () => next() / 2 ** 32,
  };
}
