import { CustomerServiceError } from "../../errors.ts";
import type { Job } from "../../model/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { StoreMaintenance } from "../../ports/store-maintenance.ts";
import type { Lease, StoreReader, StoreTransaction, TicketStore } from "../../ports/ticket-store.ts";
import { type CommitQueue, commitQueue } from "./commit-queue.ts";
import { connect, type Owned, type SqliteTicketStoreOptions } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { applyMigrations, isEmpty, missingMigrations, requireSchema, statementsOf } from "./schema.ts";
import { sqliteMaintenance } from "./sqlite-maintenance.ts";
import { type SqliteTables, sqliteTables } from "./sqlite-tables.ts";
import { SqliteTransaction } from "./sqlite-transaction.ts";

/**
 * Keeps everything in one SQLite file: `sqliteTicketStore("desk.db")`. What was committed survives the loss of power.
 *
 * One process at a time has the file; others may read it. `:memory:` keeps nothing, for tests. A new file gets its
 * schema by itself; one of an earlier kefu needs `migrate()`. The driver is the one built into Node 22.13 and later,
 * `@photostructure/sqlite`, or `better-sqlite3`.
 */
export function sqliteTicketStore(options: SqliteTicketStoreOptions | string): TicketStore {
  return new SqliteTicketStore(typeof options === "string" ? { path: options } : options);
}

interface Opened {
  readonly owned: Owned;
  readonly clock: Clock;
  readonly tables: SqliteTables;
  readonly readTables: SqliteTables | null;
  readonly queue: CommitQueue;
}

class SqliteTicketStore implements TicketStore {
  readonly traits = { durable: true, shared: false };
  readonly #options: SqliteTicketStoreOptions;
  #opening: Promise<void> | null = null;
  #opened: Opened | null = null;
  /** Reads under way. */
  readonly #readings = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(options: SqliteTicketStoreOptions) {
    this.#options = options;
  }

  async migrate(options: { readonly dryRun?: boolean } = {}): Promise<readonly string[]> {
    if (this.#closed !== null) throw closedError();
    // An open store has the schema it needs.
    if (this.#opened !== null) return [];
    const owned = await connect(this.#options);
    try {
      const missing = missingMigrations(owned.connection);
      if (options.dryRun !== true) applyMigrations(owned.connection, missing);
      return statementsOf(missing);
    } finally {
      owned.release();
    }
  }

  async open({ clock }: { readonly clock: Clock }): Promise<void> {
    if (this.#closed !== null) throw closedError();
    if (this.#opening !== null) throw new CustomerServiceError("store.in_use", "This SQLite store is open already.");
    this.#opening = this.#open(clock);
    try {
      await this.#opening;
    } catch (error) {
      // What stood in the way may be mended: a schema by `migrate`, say.
      this.#opening = null;
      throw error;
    }
  }

  async #open(clock: Clock): Promise<void> {
    const owned = await connect(this.#options);
    try {
      this.#opened = { owned, clock, ...prepared(owned, "path" in this.#options ? this.#options.path : null) };
    } catch (error) {
      owned.release();
      throw error;
    }
  }

  transact<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#submit(({ tables, clock }) =>
      runTransaction(new SqliteTransaction(tables, tenant, clock.now()), work),
    );
  }

  /** At once, beside the writing connection, where there are two; else in the next commit. */
  async read<T>(tenant: string, work: (reader: StoreReader) => Promise<T>): Promise<T> {
    const { readTables, clock } = this.#openStore();
    if (readTables === null) return this.transact(tenant, work);
    const reading = runTransaction(new SqliteTransaction(readTables, tenant, clock.now()), work);
    this.#readings.add(reading);
    return reading.finally(() => this.#readings.delete(reading));
  }

  claim(tenant: string, { limit, lease }: { readonly limit: number; readonly lease: Lease }): Promise<readonly Job[]> {
    return this.#submit(({ tables, clock }) => tables.jobs.claim(tenant, clock.now(), limit, lease));
  }

  renew(tenant: string, jobs: readonly Job[], leaseMs: number): Promise<readonly Job[]> {
    return this.#submit(({ tables, clock }) => tables.jobs.renew(tenant, jobs, clock.now(), leaseMs));
  }

  nextDueAt(tenant: string): Promise<Date | null> {
    return this.#submit(({ tables }) => tables.jobs.nextDueAt(tenant));
  }

  /** Only this process writes, so nobody else enqueues. */
  onWake(): () => void {
    return () => {};
  }

  get maintenance(): StoreMaintenance {
    return sqliteMaintenance({
      write: (work) => this.#submit(({ owned, tables, clock }) => work(owned.connection, tables, clock.now())),
      query: async (text, values) => {
        const { reader } = this.#openStore().owned;
        const all = (connection: Connection) => connection.prepare(text).all<object>(...values);
        return reader === null ? this.#submit(({ owned }) => all(owned.connection)) : all(reader);
      },
      now: () => this.#openStore().clock.now(),
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    if (this.#opened === null) return;
    const { owned, queue } = this.#opened;
    await queue.settled();
    await Promise.allSettled(this.#readings);
    try {
      owned.connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      owned.release();
    }
  }

  #submit<T>(work: (opened: Opened) => T | Promise<T>): Promise<T> {
    const opened = this.#opened;
    if (opened === null || this.#closed !== null) return Promise.reject(closedError());
    return opened.queue.submit(() => work(opened));
  }

  #openStore(): Opened {
    if (this.#opened === null || this.#closed !== null) throw closedError();
    return this.#opened;
  }
}

function prepared({ connection, reader }: Owned, path: string | null): Pick<Opened, "tables" | "readTables" | "queue"> {
  if (isEmpty(connection)) applyMigrations(connection, missingMigrations(connection));
  else requireSchema(connection, path);
  const tables = sqliteTables(connection);
  tables.jobs.releaseAll();
  return { tables, readTables: reader === null ? null : sqliteTables(reader), queue: commitQueue(connection) };
}

async function runTransaction<T>(
  transaction: SqliteTransaction,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  try {
    const value = await work(transaction);
    transaction.requireLeases();
    return value;
  } finally {
    transaction.end();
  }
}

function closedError(): CustomerServiceError {
  return new CustomerServiceError(
    "store.closed",
    "The store is not open: call `open` first, and nothing after `close`.",
  );
}
