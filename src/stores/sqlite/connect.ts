import { Connection } from "./connection.ts";
import { storeError } from "./driver-errors.ts";
import { loadDriver, type OpenDatabase } from "./load-driver.ts";
import { lockFile } from "./owner-lock.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

export type SqliteTicketStoreOptions =
  | {
      /** The file; made when it is not there. `:memory:` for a store that ends with its process. */
      readonly path: string;
    }
  | {
      /**
       * Your own connection, for this store alone: nothing else may run on it, no other process may write to its
       * file, and closing it, after the store, is yours.
       */
      readonly database: SqliteDatabase;
    };

/** A connection and what must be let go of with it. */
export interface Owned {
  readonly connection: Connection;
  /** A second connection that sees what is committed; `null` when the database cannot have two. */
  readonly reader: Connection | null;
  release(): void;
}

export async function connect(options: SqliteTicketStoreOptions): Promise<Owned> {
  if ("database" in options) return own(options.database, () => {});
  const openDatabase = await loadDriver();
  try {
    return openFile(openDatabase, options.path);
  } catch (error) {
    throw storeError(error);
  }
}

function openFile(openDatabase: OpenDatabase, path: string): Owned {
  const unlock = path === ":memory:" ? () => {} : lockFile(openDatabase, path);
  try {
    const database = openDatabase(path);
    const owned = own(database, () => {
      try {
        database.close();
      } finally {
        unlock();
      }
    });
    return path === ":memory:" ? owned : withReader(owned, openDatabase(path));
  } catch (error) {
    unlock();
    throw error;
  }
}

function own(database: SqliteDatabase, release: () => void): Owned {
  try {
    const connection = new Connection(database);
    connection.configure();
    return { connection, reader: null, release };
  } catch (error) {
    release();
    throw error;
  }
}

function withReader(owned: Owned, database: SqliteDatabase): Owned {
  const reader = new Connection(database);
  reader.configureForReading();
  return {
    ...owned,
    reader,
    release() {
      try {
        database.close();
      } finally {
        owned.release();
      }
    },
  };
}
