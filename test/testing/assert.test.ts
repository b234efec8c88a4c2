import { expect, test } from "vitest";
import { CustomerServiceError } from "../../src/errors.ts";
import { assert, assertEqual, assertRejects } from "../../src/testing/assert.ts";

test("an assertion that does not hold throws its sentence", () => {
  expect(() => assert(true, "It holds.")).not.toThrow();
  expect(() => assert(false, "It should hold.")).toThrow("It should hold.");
});

test.each<[unknown, unknown]>([
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [new Date(5), new Date(5)],
  [Number.NaN, Number.NaN],
  [{ a: undefined, b: 1 }, { b: 1 }],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
])("%j equals its copy", (actual, expected) => {
  expect(() => assertEqual(actual, expected, "They are equal")).not.toThrow();
});

test.each<[unknown, unknown]>([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [new Date(5), new Date(6)],
  [new Date(5), {}],
  [null, {}],
  ["1", 1],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
])("%j does not equal %j", (actual, expected) => {
  expect(() => assertEqual(actual, expected, "They differ")).toThrow("They differ");
});

test("a refusal with the expected code is handed on, anything else is a failure", async () => {
  const refusal = new CustomerServiceError("ticket.not_found", "There is none.");
  expect(await assertRejects("ticket.not_found", () => Promise.reject(refusal))).toBe(refusal);
  await expect(assertRejects("ticket.refused", () => Promise.reject(refusal))).rejects.toThrow("There is none.");
  await expect(assertRejects("ticket.refused", () => Promise.reject(new TypeError("x")))).rejects.toThrow("TypeError");
  await expect(assertRejects("ticket.refused", async () => 42)).rejects.toThrow("resolved with 42");
});
