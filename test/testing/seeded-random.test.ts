import { expect, test } from "vitest";
import { sortableIds } from "../../src/system/sortable-ids.ts";
import { seededRandom } from "../../src/testing/seeded-random.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";

const fractions = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.fraction());
};

test("the same seed gives the same numbers, another seed others", () => {
  expect(fractions(7, 100)).toEqual(fractions(7, 100));
  expect(fractions(7, 100)).not.toEqual(fractions(8, 100));
  expect(seededRandom(7).bytes(16)).toEqual(seededRandom(7).bytes(16));
});

test("numbers are spread evenly over 0 to 1, and 1 is never reached", () => {
  const numbers = fractions(1, 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
    expect(share).toBeGreaterThan(850);
    expect(share).toBeLessThan(1_150);
  }
});

test("seeds that lie close together begin differently", () => {
  const first = new Set(
    Array.from({ length: 1_000 }, (_, seed) => Math.floor(seededRandom(seed).fraction() * 2 ** 32)),
  );
  expect(first.size).toBe(1_000);
});

test("with a seed and a simulated clock, ids repeat", () => {
  const idsOf = (seed: number) => {
    const ids = sortableIds(simulatedClock(), seededRandom(seed));
    return [ids.row(), ids.row(), ids.ticket()];
  };
  expect(idsOf(42)).toEqual(idsOf(42));
  expect(new Set([...idsOf(42), ...idsOf(43)]).size).toBe(6);
});
