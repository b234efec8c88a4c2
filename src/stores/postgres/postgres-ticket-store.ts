import { CustomerServiceError } from "../../errors.ts";
import type { Job } from "../../model/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { StoreMaintenance } from "../../ports/store-maintenance.ts";
import {
  type Lease,
  maxTransactionRuns,
  type StoreReader,
  type StoreTransaction,
  type TicketStore,
} from "../../ports/ticket-store.ts";
import { postgresDialect } from "../sql/dialect.ts";
import { byDueTime, claimValues, jobOf } from "../sql/job-rows.ts";
import { claimJobs, findNextDue, releaseExpired, renewJob } from "../sql/jobs.ts";
import { Database, type TimeSource } from "./database.ts";
import { jobRowOf } from "./job-rows.ts";
import { wakeAll } from "./job-statements.ts";
import { broadcastChannel, Listener } from "./listener.ts";
import { postgresMaintenance } from "./postgres-maintenance.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { PostgresReader, type Query } from "./postgres-reader.ts";
import { PostgresTransaction } from "./postgres-transaction.ts";
import { migrate, requireSchema } from "./schema.ts";
import { type PlaceOptions, Tables } from "./tables.ts";

/** Your pool, and where the tables stand in its database. */
export interface PostgresTicketStoreOptions extends PlaceOptions {
  /**
   * A `pg.Pool`, which you size and end: one connection listens for other processes, all others are lent for single
   * statements and commits. Four are enough for a small desk; more than eight seldom help.
   */
  readonly pool: PostgresPool;
  /**
   * Whose clock counts. `database` (default): PostgreSQL's, so that leases and timers do not depend on how well the clocks
   * of several machines agree. `service`: the clock that was given to the service, for tests that move it.
   */
  readonly time?: TimeSource;
}

/**
 * Keeps everything in PostgreSQL 15 or later, which many processes may share:
 * `postgresTicketStore({ pool: new pg.Pool({ connectionString }) })`. Its tables are made by `migrate()`, which you call
 * once, or by `npx kefu migrate`.
 */
export function postgresTicketStore(options: PostgresTicketStoreOptions): TicketStore {
  return new PostgresTicketStore(options);
}

interface Opened {
  readonly database: Database;
  readonly listener: Listener | null;
}

class PostgresTicketStore implements TicketStore {
  readonly traits = { durable: true, shared: true, native: true };
  readonly #pool: PostgresPool;
  readonly #tables: Tables;
  readonly #time: TimeSource;
  #opening: Promise<Opened> | null = null;
  #opened: Opened | null = null;
  #closed: Promise<void> | null = null;
  readonly #running = new Set<Promise<unknown>>();

  constructor({ pool, time = "database", ...place }: PostgresTicketStoreOptions) {
    this.#pool = pool;
    this.#time = time;
    this.#tables = new Tables(place);
    surviveBrokenConnections(pool);
  }

  migrate(options: { readonly dryRun?: boolean } = {}): Promise<readonly string[]> {
    if (this.#closed !== null) return Promise.reject(closedError());
    return migrate(this.#pool, this.#tables, options.dryRun ?? false);
  }

  async open({ clock }: { readonly clock: Clock }): Promise<void> {
    if (this.#closed !== null) throw closedError();
    if (this.#opening !== null)
      throw new CustomerServiceError("store.in_use", "This PostgreSQL store is open already.");
    this.#opening = this.#open(clock);
    try {
      this.#opened = await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  async #open(clock: Clock): Promise<Opened> {
    const database = new Database(this.#pool, this.#tables, clock, this.#time);
    await requireSchema(database);
    await database.queryAndCompareClocks("SELECT 1", []);
    // A pool of one connection would never have another to work with.
    const listener = this.#pool.options?.max === 1 ? null : new Listener(this.#pool, this.#tables.key, clock);
    await listener?.start();
    return { database, listener };
  }

  transact<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#track(({ database }) => transact(database, tenant, work));
  }

  read<T>(tenant: string, work: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.#track(async ({ database }) => {
      let ended = false;
      const query: Query = (text, values) => {
        if (ended) throw closedError();
        return database.query(text, values);
      };
      try {
        return await work(new PostgresReader(tenant, database.now(), query));
      } finally {
        ended = true;
      }
    });
  }

  claim(tenant: string, { limit, lease }: { readonly limit: number; readonly lease: Lease }): Promise<readonly Job[]> {
    return this.#track(async ({ database }) => {
      const now = database.now().getTime();
      const [, claimed] = await database.runAgain([
        this.#tables.command(releaseExpired, [tenant, now]),
        this.#tables.command(claimJobs(postgresDialect), [tenant, now, limit, lease.owner, now + lease.leaseMs]),
      ]);
      return (claimed?.rows ?? []).map(jobRowOf).toSorted(byDueTime).map(jobOf);
    });
  }

  renew(tenant: string, jobs: readonly Job[], leaseMs: number): Promise<readonly Job[]> {
    return this.#track(async ({ database }) => {
      if (jobs.length === 0) return [];
      const leaseUntil = new Date(database.now().getTime() + leaseMs);
      const results = await database.runAgain(
        jobs.map((job) => this.#tables.command(renewJob, [leaseUntil.getTime(), ...claimValues(tenant, job)])),
      );
      return jobs.filter((_, index) => results[index]?.count === 1).map((job) => Object.freeze({ ...job, leaseUntil }));
    });
  }

  nextDueAt(tenant: string): Promise<Date | null> {
    return this.#track(async ({ database }) => {
      const [row] = await database.queryAndCompareClocks(findNextDue, [tenant, tenant]);
      const times = (row ?? []).flatMap((time) => (time === null ? [] : [Number(time)]));
      return times.length === 0 ? null : database.onOurClock(Math.min(...times));
    });
  }

  onWake(wake: () => void): () => void {
    return this.#opened?.listener?.onWake(wake) ?? (() => {});
  }

  broadcast(text: string): Promise<void> {
    return this.#track(async ({ database }) => {
      await database.run([this.#tables.command(wakeAll, [broadcastChannel(this.#tables.key), text])]);
    });
  }

  onBroadcast(hear: (text: string | null) => void): () => void {
    return this.#opened?.listener?.onBroadcast(hear) ?? (() => {});
  }

  get maintenance(): StoreMaintenance {
    return postgresMaintenance((act) => this.#track(({ database }) => act(database)));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    await Promise.allSettled(this.#running);
    this.#opened?.listener?.stop();
  }

  #track<T>(act: (opened: Opened) => Promise<T>): Promise<T> {
    if (this.#opened === null || this.#closed !== null) return Promise.reject(closedError());
    const running = act(this.#opened);
    this.#running.add(running);
    return running.finally(() => this.#running.delete(running));
  }
}

/** The first run presumes that nobody is in the way; the next ones lock what they read. */
async function transact<T>(
  database: Database,
  tenant: string,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  for (let run = 1; ; run += 1) {
    const transaction = new PostgresTransaction(database, tenant);
    try {
      if (run > 1) await transaction.hold();
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } catch (error) {
      if (run >= maxTransactionRuns || !(await isWorthAnotherRun(error, transaction))) throw error;
    } finally {
      await transaction.end();
    }
  }
}

/** A conflict is; so is a refusal by the work itself that was made of something presumed and not so. */
async function isWorthAnotherRun(error: unknown, transaction: PostgresTransaction): Promise<boolean> {
  if (error instanceof CustomerServiceError && error.code.startsWith("store.")) return error.code === "store.conflict";
  return !(await transaction.presumedRightly());
}

const surviving = new WeakSet<PostgresPool>();

/**
 * A connection that breaks while nobody uses it would end the process: idle ones tell the pool, and one that breaks just
 * as it is lent tells nobody. The pool replaces it, and its next use tells.
 */
function surviveBrokenConnections(pool: PostgresPool): void {
  if (surviving.has(pool)) return;
  surviving.add(pool);
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
}

function closedError(): CustomerServiceError {
  return new CustomerServiceError(
    "store.closed",
    "The store is not open: call `open` first, and nothing after `close`.",
  );
}
