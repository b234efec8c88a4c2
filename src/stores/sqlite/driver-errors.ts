import { CustomerServiceError } from "../../errors.ts";

const busyCode = 5;
const constraintCode = 19;

/** An error of a driver as the store tells it; errors that are not SQLite's are passed on. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CustomerServiceError) return error;
  // A value that cannot be bound: a mistake of the caller, and nothing has happened.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (hasCode(error, constraintCode, "SQLITE_CONSTRAINT")) {
    return new CustomerServiceError("store.conflict", `The store has it otherwise: ${error.message}.`, {
      cause: error,
    });
  }
  return new CustomerServiceError("store.unavailable", `SQLite could not: ${error.message}.`, { cause: error });
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && hasCode(error, busyCode, "SQLITE_BUSY");
}

/** node:sqlite tells a number whose low byte is the code, better-sqlite3 a name that begins with the code's. */
function hasCode(error: Error, code: number, name: string): boolean {
  const { errcode, code: errorName } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === "number") return (errcode & 0xff) === code;
  return typeof errorName === "string" && errorName.startsWith(name);
}
