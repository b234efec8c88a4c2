import { CustomerServiceError, isCode } from "../../errors.ts";
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
import { memoryMaintenance } from "./memory-maintenance.ts";
import { MemoryTransaction } from "./memory-transaction.ts";
import { TenantData } from "./tenant-data.ts";

/** Keeps everything in memory: for tests and first minutes. What it keeps is gone with the process, or with `close`. */
export function memoryTicketStore(): TicketStore {
  return new MemoryTicketStore();
}

class MemoryTicketStore implements TicketStore {
  readonly traits = { durable: false, shared: false } as const;
  readonly #tenants = new Map<string, TenantData>();
  #clock: Clock | null = null;
  #state: "new" | "open" | "closed" = "new";
  /** Settles, and never rejects, when everything asked for so far is done. */
  #lastTurn: Promise<unknown> = Promise.resolve();
  #jobNumber = 0;

  async migrate(): Promise<readonly string[]> {
    return [];
  }

  async open({ clock }: { readonly clock: Clock }): Promise<void> {
    if (this.#state === "closed") throw notOpen("closed");
    if (this.#state === "open") throw new CustomerServiceError("store.in_use", "This memory store is open already.");
    this.#clock = clock;
    this.#state = "open";
  }

  transact<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#inTurn((clock) => this.#run(tenant, work, clock));
  }

  /** Transactions are short and nothing is flushed, so a read waits its turn like them. */
  read<T>(tenant: string, work: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.transact(tenant, work);
  }

  claim(tenant: string, options: { readonly limit: number; readonly lease: Lease }): Promise<readonly Job[]> {
    return this.#inTurn((clock) => {
      const { jobs, undo } = this.#dataOf(tenant);
      const claimed = jobs.claim(options.limit, options.lease, clock.now().getTime());
      undo.forget();
      return claimed;
    });
  }

  renew(tenant: string, jobs: readonly Job[], leaseMs: number): Promise<readonly Job[]> {
    return this.#inTurn((clock) => this.#dataOf(tenant).jobs.renew(jobs, leaseMs, clock.now().getTime()));
  }

  nextDueAt(tenant: string): Promise<Date | null> {
    return this.#inTurn(() => this.#dataOf(tenant).jobs.nextDueAt());
  }

  /** No other process can enqueue here. */
  onWake(): () => void {
    return () => {};
  }

  get maintenance(): StoreMaintenance {
    return memoryMaintenance(
      (tenant, act) => this.#inTurn((clock) => act(this.#dataOf(tenant), clock.now().getTime())),
      this.#nextJobNumber,
    );
  }

  async close(): Promise<void> {
    this.#state = "closed";
    await this.#lastTurn;
    this.#tenants.clear();
  }

  async #run<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>, clock: Clock): Promise<T> {
    const data = this.#dataOf(tenant);
    for (let run = 1; ; run += 1) {
      const transaction = new MemoryTransaction(tenant, clock.now(), data, this.#nextJobNumber);
      try {
        const result = await work(transaction);
        transaction.refuseLostLease();
        data.undo.forget();
        return result;
      } catch (error) {
        data.undo.undo();
        if (run >= maxTransactionRuns || !isCode(error, "store.conflict")) throw error;
      } finally {
        transaction.end();
      }
    }
  }

  /** One after the other, in the order of the calls. */
  #inTurn<T>(act: (clock: Clock) => T | Promise<T>): Promise<T> {
    const clock = this.#clock;
    if (this.#state !== "open" || clock === null) return Promise.reject(notOpen(this.#state));
    const turn = this.#lastTurn.then(() => act(clock));
    // The caller gets the error; the next turn begins all the same.
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  #dataOf(tenant: string): TenantData {
    let data = this.#tenants.get(tenant);
    if (data === undefined) {
      data = new TenantData(tenant);
      this.#tenants.set(tenant, data);
    }
    return data;
  }

  readonly #nextJobNumber = (): number => {
    this.#jobNumber += 1;
    return this.#jobNumber;
  };
}

function notOpen(state: string): CustomerServiceError {
  return new CustomerServiceError(
    "store.closed",
    `The memory store is ${state}; it can be used after open() and until close().`,
  );
}
