import { CustomerServiceError } from "../../errors.ts";
import { isBusy } from "./driver-errors.ts";
import type { OpenDatabase } from "./load-driver.ts";

/**
 * Makes this store the owner of the file until the returned function is called; refuses with `store.in_use`.
 *
 * The lock is an exclusive transaction on an empty database beside the file: the operating system lets go of it when
 * the process dies, however it dies, and readers of the file itself are not in its way.
 */
export function lockFile(openDatabase: OpenDatabase, path: string): () => void {
  const lock = openDatabase(`${path}-owner`);
  try {
    lock.exec("PRAGMA busy_timeout = 0");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new CustomerServiceError(
      "store.in_use",
      `Another store has ${path} open. One SQLite file belongs to one process at a time: close the other store first, or share a PostgreSQL store.`,
      { details: { path }, cause: error },
    );
  }
  return () => lock.close();
}
