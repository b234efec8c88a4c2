import { CustomerServiceError, isCode } from "../../errors.ts";
import { Connection } from "./connection.ts";
import { storeError } from "./driver-errors.ts";
import { loadDriver, type OpenDatabase } from "./load-driver.ts";
import { lockFile } from "./owner-lock.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** A file, or a connection of your own. */
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
  if ("database" in options) return { connection: writing(options.database), reader: null, release() {} };
  const openDatabase = await loadDriver();
  const closes: (() => void)[] = [];
  const release = () => {
    for (const close of closes.splice(0).reverse()) close();
  };
  try {
    return { ...openFile(openDatabase, options.path, closes), release };
  } catch (error) {
    release();
    throw unopened(options.path, error);
  }
}

/** Adds to `closes` what must be closed again, in the order in which it was opened. */
function openFile(openDatabase: OpenDatabase, path: string, closes: (() => void)[]): Omit<Owned, "release"> {
  const open = (): SqliteDatabase => {
    const database = openDatabase(path);
    closes.push(() => database.close());
    return database;
  };
  if (path === ":memory:") return { connection: writing(open()), reader: null };
  closes.push(lockFile(openDatabase, path));
  const connection = writing(open());
  const reader = new Connection(open());
  reader.configureForReading();
  return { connection, reader };
}

function writing(database: SqliteDatabase): Connection {
  const connection = new Connection(database);
  connection.configure();
  return connection;
}

function unopened(path: string, error: unknown): unknown {
  const told = storeError(error);
  if (!isCode(told, "store.unavailable")) return told;
  const why = error instanceof CustomerServiceError && error.cause instanceof Error ? error.cause : error;
  return new CustomerServiceError(
    "store.unavailable",
    `${path} cannot be opened as a SQLite database: ${why instanceof Error ? why.message : String(why)}.`,
    { details: { path }, cause: error },
  );
}
