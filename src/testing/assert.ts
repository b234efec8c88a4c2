import { CustomerServiceError, type ErrorCode } from "../errors.ts";

/** Fails with the sentence unless the condition holds. The kits bring their own, so that any test runner takes them. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}

/**
 * Fails unless both are the same by value: scalars, dates, arrays and plain objects, in any order of their fields; a
 * field that is `undefined` counts as absent.
 */
export function assertEqual(actual: unknown, expected: unknown, sentence: string): void {
  if (!isSame(actual, expected)) throw new Error(`${sentence}: expected ${show(expected)}, got ${show(actual)}.`);
}

/** Fails unless the promise rejects with a {@link CustomerServiceError} of this code, and resolves with it. */
export async function assertRejects(code: ErrorCode, run: () => Promise<unknown>): Promise<CustomerServiceError> {
  let outcome: unknown;
  try {
    outcome = await run();
  } catch (error) {
    if (error instanceof CustomerServiceError && error.code === code) return error;
    throw new Error(`Expected a CustomerServiceError with the code ${code}; it failed with: ${error}.`, {
      cause: error,
    });
  }
  throw new Error(`Expected a CustomerServiceError with the code ${code}; it resolved with ${show(outcome)}.`);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined));
  const right = Object.entries(b).filter(([, value]) => value !== undefined);
  return left.size === right.length && right.every(([name, value]) => left.has(name) && isSame(left.get(name), value));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
