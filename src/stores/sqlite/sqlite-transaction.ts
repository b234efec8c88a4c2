import { CustomerServiceError, isCode } from "../../errors.ts";
import type { LogEntry, LogName } from "../../model/decision.ts";
import type { Job, JobRecord, NewJob, Settlement } from "../../model/job.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../../model/records.ts";
import type { Enqueued, FindPage, GetOptions, Lease, StoreTransaction } from "../../ports/ticket-store.ts";
import type { SqliteTables } from "./sqlite-tables.ts";

/** One transaction of the batch that is running. Every call is one or two statements, done when it returns. */
export class SqliteTransaction implements StoreTransaction {
  readonly tenant: string;
  readonly now: Date;
  readonly #tables: SqliteTables;
  /** The records it has read or written, as they were at last. */
  readonly #seen = new Map<string, RecordTypes[RecordKind]>();
  #ended = false;
  #lostLease: CustomerServiceError | null = null;

  constructor(tables: SqliteTables, tenant: string, now: Date) {
    this.#tables = tables;
    this.tenant = tenant;
    this.now = now;
  }

  async get<K extends RecordKind>(kind: K, id: string, { known }: GetOptions<K> = {}): Promise<RecordTypes[K] | null> {
    const records = this.#open().records(kind);
    const isKnown = known !== undefined && records.isStill(this.tenant, known);
    const record = isKnown ? known : records.get(this.tenant, id);
    return record === null ? null : this.#see(kind, record);
  }

  async find<K extends RecordKind, I extends IndexName<K>>(
    kind: K,
    index: I,
    key: IndexKey<K, I>,
    page: FindPage<K>,
  ): Promise<readonly RecordTypes[K][]> {
    const { limit, after, descending = false } = page;
    const found = this.#open().records(kind).find(this.tenant, index, key, { limit, after, descending });
    for (const record of found) this.#see(kind, record);
    return found;
  }

  async put<K extends RecordKind>(kind: K, record: RecordTypes[K]): Promise<RecordTypes[K]> {
    const before = this.#seen.get(seenKey(kind, record.id)) as RecordTypes[K] | undefined;
    return this.#see(kind, this.#open().records(kind).put(this.tenant, record, before));
  }

  async append(log: LogName, entry: LogEntry): Promise<void> {
    this.#open().logs.append(this.tenant, log, entry);
  }

  async readLog(
    log: LogName,
    page: { readonly offset?: number; readonly limit: number },
  ): Promise<readonly LogEntry[]> {
    return this.#open().logs.read(this.tenant, log, page.limit, page.offset ?? 0);
  }

  /** Alone already: there is one writer at a time. */
  async lock(): Promise<void> {
    this.#open();
  }

  async mark(scope: string, key: string): Promise<boolean> {
    return this.#open().marks.mark(this.tenant, scope, key, this.now);
  }

  async findJobs(
    state: "live" | "dead",
    page: { readonly limit: number; readonly after?: JobRecord },
  ): Promise<readonly JobRecord[]> {
    return this.#open().jobs.find(state, this.tenant, page);
  }

  async enqueue(job: NewJob, lease?: Lease): Promise<Enqueued> {
    return { claim: this.#open().jobs.enqueue(this.tenant, job, this.now, lease) };
  }

  async schedule(job: NewJob & { readonly key: string }): Promise<void> {
    this.#open().jobs.schedule(this.tenant, job, this.now);
  }

  async cancel(key: string): Promise<void> {
    this.#open().jobs.cancel(this.tenant, key);
  }

  async settle(job: Job, settlement: Settlement): Promise<void> {
    try {
      this.#open().jobs.settle(this.tenant, job, settlement, this.now);
    } catch (error) {
      if (isCode(error, "store.lease_lost")) this.#lostLease = error;
      throw error;
    }
  }

  /** A lost lease undoes the transaction even when its work went on. */
  requireLeases(): void {
    if (this.#lostLease !== null) throw this.#lostLease;
  }

  /** Refuses whatever is called from now on. */
  end(): void {
    this.#ended = true;
  }

  #see<K extends RecordKind>(kind: K, record: RecordTypes[K]): RecordTypes[K] {
    this.#seen.set(seenKey(kind, record.id), record);
    return record;
  }

  #open(): SqliteTables {
    if (!this.#ended) return this.#tables;
    throw new CustomerServiceError(
      "store.closed",
      "This transaction has ended: it can be used only until the work it was given to returns.",
    );
  }
}

function seenKey(kind: RecordKind, id: string): string {
  return `${kind} ${id}`;
}
