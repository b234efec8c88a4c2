import { isCode } from "../../errors.ts";
import type { SqlValue } from "../sql/dialect.ts";
import { storeError } from "./driver-errors.ts";
import type { SqliteDatabase, SqliteStatement } from "./sqlite-database.ts";

/** How long a statement waits, with the whole process, for someone else who writes to the file. */
const busyTimeoutMs = 100;
/** Pages SQLite keeps in memory, in KiB: the inner pages of all indexes of some million records. */
const cacheKiB = 32_000;
/** Pages of the log before it is written back to the file (32 MB): a page that changes often is written back once. */
const checkpointPages = 8_000;

/** A connection whose failures are the store's errors. */
export class Connection {
  readonly #database: SqliteDatabase;
  /** What made the running transaction worthless: SQLite may have rolled it back already. */
  failure: unknown = null;
  /** Counts the statements that changed something. */
  writes = 0;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Durable at each commit, by one flush of the write-ahead log. */
  configure(): void {
    this.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    this.exec("PRAGMA journal_mode = WAL");
    this.exec("PRAGMA synchronous = FULL");
    this.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    this.exec(`PRAGMA cache_size = -${cacheKiB}`);
    // Savepoints keep the pages they may have to restore in a temporary file otherwise: half the speed.
    this.exec("PRAGMA temp_store = MEMORY");
  }

  /** Beside the connection that writes. */
  configureForReading(): void {
    this.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    this.exec(`PRAGMA cache_size = -${cacheKiB}`);
    this.exec("PRAGMA query_only = ON");
  }

  exec(sql: string): void {
    try {
      this.#database.exec(sql);
    } catch (error) {
      throw this.failed(error);
    }
  }

  prepare(sql: string): Statement {
    try {
      return new Statement(this, this.#database.prepare(sql), !sql.startsWith("SELECT"));
    } catch (error) {
      throw this.failed(error);
    }
  }

  failed(error: unknown): unknown {
    const told = storeError(error);
    if (isCode(told, "store.unavailable")) this.failure = told;
    return told;
  }
}

export class Statement {
  readonly #connection: Connection;
  readonly #statement: SqliteStatement;
  readonly #returnsChanges: boolean;

  constructor(connection: Connection, statement: SqliteStatement, returnsChanges: boolean) {
    this.#connection = connection;
    this.#statement = statement;
    this.#returnsChanges = returnsChanges;
  }

  /** How many rows it changed. */
  run(...values: SqlValue[]): number {
    try {
      const changes = Number(this.#statement.run(...values).changes);
      if (changes > 0) this.#connection.writes += 1;
      return changes;
    } catch (error) {
      throw this.#connection.failed(error);
    }
  }

  /** The first row. `Row` is what the text of the statement selects. */
  get<Row>(...values: SqlValue[]): Row | undefined {
    try {
      if (this.#returnsChanges) this.#connection.writes += 1;
      return this.#statement.get(...values) as Row | undefined;
    } catch (error) {
      throw this.#connection.failed(error);
    }
  }

  /** All rows. `Row` is what the text of the statement selects. */
  all<Row>(...values: SqlValue[]): readonly Row[] {
    try {
      if (this.#returnsChanges) this.#connection.writes += 1;
      return this.#statement.all(...values) as Row[];
    } catch (error) {
      throw this.#connection.failed(error);
    }
  }
}
