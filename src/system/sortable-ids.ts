import { customRandom } from "nanoid";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Random } from "../ports/random.ts";

/** Crockford's base 32: no i, l, o, u. In ASCII order, so that ids sort as their numbers do. */
const digits = "0123456789abcdefghjkmnpqrstvwxyz";
/** For people: no 0/O, 1/I/L, U/V. 12 of these 29 are 58 bits. */
const clearLetters = "23456789ABCDEFGHJKMNPQRSTWXYZ";

/**
 * Row ids like UUID version 7, in 26 base-32 digits: 48 bits of time, a counter within the millisecond, 60 random bits.
 * New rows land at the end of every index, which doubled the write rate of SQLite against random ids.
 */
export function sortableIds(clock: Clock, random: Random): Ids {
  const ticketSuffix = customRandom(clearLetters, 12, (size) => random.bytes(size));
  let lastTime = 0;
  let prefix = "";
  let counter = 0;
  return {
    row() {
      const time = Math.max(clock.now().getTime(), lastTime);
      if (time !== lastTime) {
        lastTime = time;
        prefix = base32(time, 10);
        counter = 0;
      }
      counter += 1;
      let id = prefix + base32(counter, 4);
      for (const byte of random.bytes(12)) id += digits[byte & 31];
      return id;
    },
    ticket: () => `T-${ticketSuffix()}`,
  };
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value, place = 0; place < length; place += 1) {
    text = digits[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
