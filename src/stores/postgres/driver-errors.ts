import { CustomerServiceError } from "../../errors.ts";
import { RefusedCommand } from "./command.ts";
import { tooLate } from "./tables.ts";

// Codes: PostgreSQL manual, appendix A. Those of a lost connection come from the server (classes 08 and 57P) or from Node.

/** Serialization failure, deadlock, lock not available: another transaction was in the way. */
const conflicts = new Set(["40001", "40P01", "55P03"]);
/** Undefined table, column, schema. */
const missingSchema = new Set(["42P01", "42703", "3F000"]);
/** Data that no statement takes, statements that no database takes: a mistake of the caller or ours. */
const mistakes = /^(?:22|23|42)...$/;
/** The code of a unique violation. */
const taken = "23505";

/** An error of the driver as the store tells it. */
export function storeError(error: unknown): unknown {
  const cause = error instanceof RefusedCommand ? error.cause : error;
  if (!(cause instanceof Error) || cause instanceof CustomerServiceError || cause instanceof TypeError) return cause;
  const code = codeOf(cause);
  if (conflicts.has(code)) {
    return new CustomerServiceError("store.conflict", `Another transaction was in the way: ${cause.message}.`, {
      cause,
    });
  }
  if (missingSchema.has(code)) {
    return new CustomerServiceError(
      "store.wrong_schema",
      `The database lacks what this store expects (${cause.message}): call \`await store.migrate()\` once.`,
      { cause },
    );
  }
  if (mistakes.test(code)) return cause;
  return new CustomerServiceError("store.unavailable", `PostgreSQL could not: ${cause.message}.`, {
    details: code === "" ? {} : { postgresCode: code },
    cause,
  });
}

/** A statement that had to change a row found none, or what it adds is there already. */
export function isRefusal(error: unknown): error is RefusedCommand {
  if (!(error instanceof RefusedCommand) || !(error.cause instanceof Error)) return false;
  return codeOf(error.cause) === taken || error.cause.message.includes(tooLate);
}

/** The connection is of no more use; what was under way on it may or may not have happened. */
export function isLostConnection(error: unknown): boolean {
  const cause = error instanceof RefusedCommand ? error.cause : error;
  if (!(cause instanceof Error)) return false;
  // Errors of the server have a severity; anything else comes from the socket, or from `pg` giving up on it.
  return !("severity" in cause) || /^(?:08|57P)/.test(codeOf(cause));
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
