import type { LogEntry, LogName } from "../model/decision.ts";
import type { Job, JobRecord, NewJob, Settlement } from "../model/job.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../model/records.ts";
import type { Clock } from "./clock.ts";
import type { StoreMaintenance } from "./store-maintenance.ts";

/**
 * Keeps everything the desk must not lose: records, logs, jobs, marks. Check yours with `ticketStoreContract` from
 * `kefu/testing`; it says in full what the sentences here say in short.
 *
 * A store knows nothing of desks: what records there are and how they are found stands in `recordDeclarations`. It
 * hands out frozen data, and what it keeps nobody else can change. Failures are `CustomerServiceError`s with
 * the codes `store.*`. Members stand in the order in which they are called.
 */
export interface TicketStore {
  /** `durable`: what was committed survives the death of the process. `shared`: several processes may have it open. */
  readonly traits: {
    readonly durable: boolean;
    readonly shared: boolean;
    /** Its transactions have `native`: SQL of others can be part of them. */
    readonly native?: boolean;
  };
  /**
   * Brings the schema up to date and resolves with the SQL statements it ran; with `dryRun` those it would run. May be
   * called before `open`. Stores without a schema resolve with none.
   */
  migrate(options?: { readonly dryRun?: boolean }): Promise<readonly string[]>;
  /**
   * Called once, before anything else but `migrate`. All times of the store are read from this clock, or, where several
   * processes share it, from the database's. Rejects with `store.wrong_schema` (saying what to run), `store.in_use`,
   * `store.driver_missing`.
   */
  open(options: { readonly clock: Clock }): Promise<void>;
  /**
   * Runs `work` as one transaction: all of it or nothing is kept, and nothing is acknowledged before it is durable.
   * Others see it only then. When `work` throws, nothing is kept and the error is passed on. On `store.conflict`, `work`
   * is run again (at most {@link maxTransactionRuns} runs in all), so it must have no effect but through its argument,
   * and await nothing else: on an embedded store, all other transactions wait.
   */
  transact<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` on what is committed, without waiting for anybody: what it reads in two calls may be of two moments.
   */
  read<T>(tenant: string, work: (reader: StoreReader) => Promise<T>): Promise<T>;
  /**
   * Claims up to `limit` due jobs for `lease.owner`, soonest due first, then oldest: of each lane only its first live
   * job, and jobs whose lease ran out, whatever their attempt. `attempt > maxAttempts` says that no claim before was
   * settled for good and none is left: whoever gets such a job gives it up, with a `dead` settlement.
   */
  claim(tenant: string, options: { readonly limit: number; readonly lease: Lease }): Promise<readonly Job[]>;
  /** Prolongs the leases of these claims, and resolves with the ones that still hold. */
  renew(tenant: string, jobs: readonly Job[], leaseMs: number): Promise<readonly Job[]>;
  /** When the next job is or was due, or a lease runs out: nothing can be claimed before. `null`: there is no live job. */
  nextDueAt(tenant: string): Promise<Date | null>;
  /** Calls `wake` when jobs may be due that another process enqueued. A hint: one that is missed costs time only. */
  onWake(wake: () => void): () => void;
  /**
   * Tells every process that has the store open, this one too, what happens just now. Nothing is kept of it, and it may get
   * lost. At most 7,500 bytes. A store that one process has alone has no need of it.
   */
  broadcast?(text: string): Promise<void>;
  /** Calls `hear` with what is told, and with `null` when something may have been missed. */
  onBroadcast?(hear: (text: string | null) => void): () => void;
  /** What operators need, and no message waits for. */
  readonly maintenance: StoreMaintenance;
  /** Finishes running transactions and lets go of everything. Whatever is called later rejects with `store.closed`. */
  close(): Promise<void>;
}

/** How often `transact` runs its work before it lets `store.conflict` pass. */
export const maxTransactionRuns = 5;

/** Who holds a job, and for how long without a `renew`. */
export interface Lease {
  /** One worker process: unique among all that ever run. */
  readonly owner: string;
  readonly leaseMs: number;
}

/** What can be read. Valid only while its `work` runs. */
export interface StoreReader {
  /** Nothing of another tenant can be read or written. */
  readonly tenant: string;
  /** The time at which `work` began, from the store's clock. */
  readonly now: Date;
  /** The record, or `null`. */
  get<K extends RecordKind>(kind: K, id: string, options?: GetOptions<K>): Promise<RecordTypes[K] | null>;
  /** Records by a declared index, in its order. `after`: the last record of the page before. */
  find<K extends RecordKind, I extends IndexName<K>>(
    kind: K,
    index: I,
    key: IndexKey<K, I>,
    page: FindPage<K>,
  ): Promise<readonly RecordTypes[K][]>;
  /** The entries of a log in the order in which they were appended, from number `offset` (default 0) on. */
  readLog(log: LogName, page: { readonly offset?: number; readonly limit: number }): Promise<readonly LogEntry[]>;
  /** Jobs as they stand, oldest first: the live ones, or the dead letters. `after`: the last of the page before. */
  findJobs(
    state: "live" | "dead",
    page: { readonly limit: number; readonly after?: JobRecord },
  ): Promise<readonly JobRecord[]>;
}

/**
 * What a transaction can do. It sees its own writes. Valid only while its `work` runs.
 *
 * A store may take writes together when the work is done: what refuses one of them then rejects `transact`, as if the
 * call itself had thrown.
 */
export interface StoreTransaction extends StoreReader {
  /**
   * Inserts the record (its version is 0) or replaces the one it was read from (its version is that one's), and resolves
   * with it at its new version. `store.conflict` when the stored version is another, or a unique index is taken.
   */
  put<K extends RecordKind>(kind: K, record: RecordTypes[K]): Promise<RecordTypes[K]>;
  /** Adds an entry at the end of a log. */
  append(log: LogName, entry: LogEntry): Promise<void>;
  /**
   * Waits until no other transaction has the lock of this name, and keeps it to the end: for decisions over many records
   * of which each changes few. Taken after records that are locked, so that nobody waits for each other.
   */
  lock(name: string): Promise<void>;
  /** Marks a key as seen; false when it was marked before. The first of concurrent transactions wins. */
  mark(scope: string, key: string): Promise<boolean>;
  /**
   * Adds a job. With a `key` that a live job has, nothing is added. With `lease`, the job is claimed at once if it is
   * due and first in its lane.
   */
  enqueue(job: NewJob, lease?: Lease): Promise<Enqueued>;
  /** Sets a timer: moves the waiting job of this key to `dueAt`, or adds the job. One that is claimed is left alone. */
  schedule(job: NewJob & { readonly key: string }): Promise<void>;
  /** Removes the waiting job of this key, if there is one. */
  cancel(key: string): Promise<void>;
  /** Ends a claim. Throws `store.lease_lost` when it does not hold any more: the whole transaction is undone then. */
  settle(job: Job, settlement: Settlement): Promise<void>;
  /** The SQL transaction itself, where the store has one that others may write in too: a job queue of the user's. */
  readonly native?: NativeTransaction;
}

/** How a record is read. */
export interface GetOptions<K extends RecordKind> {
  /** Nobody else changes the record before this transaction ends. */
  readonly lock?: boolean;
  /** The record as it was read before. A store that finds out in time when it is another may spare itself the reading. */
  readonly known?: RecordTypes[K] | undefined;
}

/** What became of a new job. */
export interface Enqueued {
  /** Its claim, when it was claimed at once; `null` when it waits. To be read after the commit. */
  readonly claim: Job | null;
}

/** Runs a statement inside the running transaction; the shape that job queues such as pg-boss ask for. */
export interface NativeTransaction {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Which part of what an index finds. */
export interface FindPage<K extends RecordKind> {
  readonly limit: number;
  readonly after?: RecordTypes[K] | undefined;
  /** From the end of the index backwards. */
  readonly descending?: boolean;
  /** Nobody else changes the found records before this transaction ends. */
  readonly lock?: boolean;
}
