import { CustomerServiceError } from "../../errors.ts";
import type { LogEntry, LogName } from "../../model/decision.ts";
import type { Job, JobRecord, NewJob, Settlement } from "../../model/job.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../../model/records.ts";
import type { Enqueued, FindPage, Lease, StoreTransaction } from "../../ports/ticket-store.ts";
import type { IndexPage, StoredRecord } from "./sorted-rows.ts";
import type { TenantData } from "./tenant-data.ts";

/** Writes at once into the tenant's data, which remembers how to undo it. Alone while it runs, so it needs no locks. */
export class MemoryTransaction implements StoreTransaction {
  readonly tenant: string;
  readonly now: Date;
  readonly #data: TenantData;
  readonly #nextJobNumber: () => number;
  #ended = false;
  #leaseLost: unknown = null;

  constructor(tenant: string, now: Date, data: TenantData, nextJobNumber: () => number) {
    this.tenant = tenant;
    this.now = now;
    this.#data = data;
    this.#nextJobNumber = nextJobNumber;
  }

  async get<K extends RecordKind>(kind: K, id: string): Promise<RecordTypes[K] | null> {
    return this.#open().table(kind).get(id) as RecordTypes[K] | null;
  }

  async find<K extends RecordKind, I extends IndexName<K>>(
    kind: K,
    index: I,
    key: IndexKey<K, I>,
    page: FindPage<K>,
  ): Promise<readonly RecordTypes[K][]> {
    const found = this.#open()
      .table(kind)
      .find(index, key, page as IndexPage);
    return Object.freeze(found) as unknown as readonly RecordTypes[K][];
  }

  async put<K extends RecordKind>(kind: K, record: RecordTypes[K]): Promise<RecordTypes[K]> {
    return this.#open()
      .table(kind)
      .put(record as unknown as StoredRecord) as unknown as RecordTypes[K];
  }

  async append(log: LogName, entry: LogEntry): Promise<void> {
    this.#open().append(log, entry);
  }

  async readLog(
    log: LogName,
    page: { readonly offset?: number; readonly limit: number },
  ): Promise<readonly LogEntry[]> {
    return this.#open().readLog(log, page.offset ?? 0, page.limit);
  }

  /** Alone already. */
  async lock(): Promise<void> {
    this.#open();
  }

  async mark(scope: string, key: string): Promise<boolean> {
    return this.#open().mark(scope, key, this.now.getTime());
  }

  async findJobs(state: "live" | "dead", page: { readonly limit: number; readonly after?: JobRecord }) {
    return this.#open().jobs.find(state, page.limit, page.after);
  }

  async enqueue(job: NewJob, lease?: Lease): Promise<Enqueued> {
    return { claim: this.#open().jobs.enqueue(this.#nextJobNumber(), job, this.now.getTime(), lease) };
  }

  async schedule(job: NewJob & { readonly key: string }): Promise<void> {
    const { jobs } = this.#open();
    const now = this.now.getTime();
    if (!jobs.move(job.key, job.dueAt?.getTime() ?? now)) jobs.enqueue(this.#nextJobNumber(), job, now, undefined);
  }

  async cancel(key: string): Promise<void> {
    this.#open().jobs.cancel(key);
  }

  async settle(job: Job, settlement: Settlement): Promise<void> {
    const { jobs } = this.#open();
    try {
      jobs.settle(job, settlement, this.now.getTime());
    } catch (error) {
      this.#leaseLost = error;
      throw error;
    }
  }

  /** A lost lease undoes the transaction even when its work caught the error. */
  refuseLostLease(): void {
    if (this.#leaseLost !== null) throw this.#leaseLost;
  }

  /** Nothing can be done through it from now on. */
  end(): void {
    this.#ended = true;
  }

  #open(): TenantData {
    if (!this.#ended) return this.#data;
    throw new CustomerServiceError(
      "store.closed",
      "This transaction has ended; it can be used only until the promise of its work settles. Await every call in it.",
    );
  }
}
