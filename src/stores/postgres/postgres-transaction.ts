import { CustomerServiceError } from "../../errors.ts";
import type { LogEntry, LogName } from "../../model/decision.ts";
import type { Job, JobRecord, NewJob, Settlement } from "../../model/job.ts";
import { encodeLogEntry } from "../../model/record-codec.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import type {
  Enqueued,
  FindPage,
  GetOptions,
  Lease,
  NativeTransaction,
  StoreTransaction,
} from "../../ports/ticket-store.ts";
import { appendEntry, findMark, insertMark, markKey } from "../sql/logs.ts";
import type { Command } from "./command.ts";
import type { Database } from "./database.ts";
import { isRefusal, storeError } from "./driver-errors.ts";
import { takeLock } from "./job-statements.ts";
import { JobWrites } from "./job-writes.ts";
import { keyOf, PendingWrites, stillAt, type Write } from "./pending-writes.ts";
import { PostgresReader } from "./postgres-reader.ts";
import type { Session } from "./session.ts";
import type { Turnstile } from "./turnstile.ts";

interface ReadRecord {
  readonly kind: RecordKind;
  readonly record: RecordTypes[RecordKind];
}

/**
 * A transaction that holds no connection while its work thinks. It reads what is committed, remembers what it must not
 * have missed, and sends all its writes in one round trip, in which each says what it expects: the version it was read
 * from, a mark that is new, a claim that holds. When something is otherwise, nothing is done, and the work is run again:
 * then with a transaction from its beginning, which locks what it reads. So does one whose work needs to see its own
 * writes in an index, or writes SQL of its own.
 */
export class PostgresTransaction implements StoreTransaction {
  readonly tenant: string;
  readonly now: Date;
  readonly #database: Database;
  readonly #reader: PostgresReader;
  readonly #jobs: JobWrites;
  readonly #pending: PendingWrites;
  /** Records read as if locked, which must still be the same at the commit. */
  readonly #relied = new Map<string, ReadRecord>();
  /** Marks taken for new before the database was asked. */
  readonly #presumedMarks = new Map<string, readonly [string, string]>();
  readonly #turnstiles: Turnstile[] = [];
  #writesLog = false;
  #session: Session | null = null;
  #failure: unknown = null;
  #ended = false;

  constructor(database: Database, tenant: string) {
    this.#database = database;
    this.tenant = tenant;
    this.now = database.now();
    this.#jobs = new JobWrites(database.tables, tenant);
    this.#pending = new PendingWrites(database.tables, tenant);
    this.#reader = new PostgresReader(tenant, this.now, (text, values) => this.#query(text, values));
  }

  /** Begins a transaction of the database: from now on what is read with `lock` is locked there. */
  async hold(): Promise<void> {
    if (this.#session !== null) return this.#send();
    this.#session = await this.#database.hold();
    await this.#session.begin().catch((error: unknown) => {
      throw storeError(error);
    });
    await this.#send();
  }

  async lock(name: string): Promise<void> {
    this.#refuseWhenEnded();
    const key = this.#database.tables.lockKey(this.tenant, `lock ${name}`);
    if (this.#session === null) await this.#queueFor(key);
    await this.hold();
    await this.#query(takeLock, [key]);
  }

  /** Who holds a connection waits in the database: here, the next in line might wait for that very connection. */
  async #queueFor(key: string): Promise<void> {
    const turnstile = this.#database.turnstile(key);
    await turnstile.enter();
    this.#turnstiles.push(turnstile);
  }

  async get<K extends RecordKind>(kind: K, id: string, options: GetOptions<K> = {}): Promise<RecordTypes[K] | null> {
    this.#refuseWhenEnded();
    const key = keyOf(kind, id);
    const written = this.#pending.record(kind, id);
    if (written !== null) return written;
    const { lock = false, known } = options;
    const relied = this.#relied.get(key)?.record;
    if (relied !== undefined) return relied as RecordTypes[K];
    const presumed = lock && known !== undefined && this.#session === null ? known : null;
    const record = presumed ?? (await this.#reader.get(kind, id, { lock: lock && this.#session !== null }));
    if (lock && record !== null) this.#relied.set(key, { kind, record });
    return record;
  }

  async find<K extends RecordKind, I extends IndexName<K>>(
    kind: K,
    index: I,
    key: IndexKey<K, I>,
    page: FindPage<K>,
  ): Promise<readonly RecordTypes[K][]> {
    this.#refuseWhenEnded();
    if (this.#pending.hasKind(kind)) await this.hold();
    const found = await this.#reader.find(kind, index, key, {
      ...page,
      lock: page.lock === true && this.#session !== null,
    });
    if (page.lock) for (const record of found) this.#relied.set(keyOf(kind, record.id), { kind, record });
    return found;
  }

  async put<K extends RecordKind>(kind: K, record: RecordTypes[K]): Promise<RecordTypes[K]> {
    this.#refuseWhenEnded();
    const stored = this.#pending.put(kind, record);
    // Its version is part of the write itself.
    this.#relied.delete(keyOf(kind, record.id));
    return stored;
  }

  async append(log: LogName, entry: LogEntry): Promise<void> {
    this.#writesLog = true;
    const values = [this.tenant, cleanText(log), entry.at.getTime(), encodeLogEntry(entry)];
    this.#add({ command: () => this.#database.tables.command(appendEntry, values), refused: unexpected });
  }

  async readLog(log: LogName, page: { readonly offset?: number; readonly limit: number }) {
    this.#refuseWhenEnded();
    if (this.#writesLog) await this.hold();
    return this.#reader.readLog(log, page);
  }

  async findJobs(state: "live" | "dead", page: { readonly limit: number; readonly after?: JobRecord }) {
    this.#refuseWhenEnded();
    if (!this.#pending.isEmpty) await this.hold();
    return this.#reader.findJobs(state, page);
  }

  async mark(scope: string, key: string): Promise<boolean> {
    this.#refuseWhenEnded();
    const names = [cleanText(scope), cleanText(key)] as const;
    const values = [this.tenant, ...names, this.now.getTime()];
    if (this.#session !== null) {
      const [row] = await this.#query(`${markKey} RETURNING 1`, values);
      return row !== undefined;
    }
    const mark = JSON.stringify(names);
    if (this.#presumedMarks.has(mark)) return false;
    this.#presumedMarks.set(mark, names);
    const { tables } = this.#database;
    this.#add({ command: () => tables.command(insertMark, values), refused: () => seenBefore(names) });
    return true;
  }

  async enqueue(job: NewJob, lease?: Lease): Promise<Enqueued> {
    const { writes, enqueued } = this.#jobs.enqueue(job, this.now, lease);
    this.#add(...writes);
    return enqueued;
  }

  async schedule(job: NewJob & { readonly key: string }): Promise<void> {
    this.#add(...this.#jobs.schedule(job, this.now));
  }

  async cancel(key: string): Promise<void> {
    this.#add(this.#jobs.cancel(key));
  }

  async settle(job: Job, settlement: Settlement): Promise<void> {
    this.#add(...this.#jobs.settle(job, settlement, this.now));
  }

  readonly native: NativeTransaction = {
    executeSql: async (text, values = []) => {
      this.#refuseWhenEnded();
      await this.hold();
      if (this.#session === null) throw unexpected();
      // The rows go to whoever wrote the statement, as their own driver gives them.
      const result = (await this.#session.client.query({ text, values } as never)) as unknown as { rows: unknown[] };
      return result;
    },
  };

  /** Sends what is left, and commits. */
  async commit(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const alone = this.#pending.isContended;
    const writes = this.#takeWrites();
    const session = this.#session;
    if (session !== null) return this.#run(writes, (commands) => session.commit(commands));
    if (writes.length > 0) await this.#run(writes, (commands) => this.#database.runWrites(commands, alone));
  }

  /** Whether what it only presumed is so: if not, what its work made of it is worth nothing, a refusal neither. */
  async presumedRightly(): Promise<boolean> {
    if (this.#session !== null) return true;
    for (const [scope, key] of this.#presumedMarks.values()) {
      if ((await this.#query(findMark, [this.tenant, scope, key])).length > 0) return false;
    }
    for (const { kind, record } of this.#relied.values()) {
      if ((await this.#reader.get(kind, record.id))?.version !== record.version) return false;
    }
    return true;
  }

  /** Undoes what is not committed, and refuses whatever is called from now on. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#session !== null) await this.#database.release(this.#session);
    for (const turnstile of this.#turnstiles) turnstile.leave();
  }

  /** Sends the writes so far into the open transaction. */
  async #send(): Promise<void> {
    const writes = this.#takeWrites();
    this.#writesLog = false;
    const session = this.#session;
    if (session !== null && writes.length > 0) await this.#run(writes, (commands) => session.run(commands));
  }

  #takeWrites(): readonly Write[] {
    const looks = [...this.#relied.values()].map(({ kind, record: { id, version } }) =>
      stillAt(this.#database.tables, this.tenant, { kind, id, version }),
    );
    this.#relied.clear();
    const writes = this.#pending.take(looks);
    // One record that was only read is of one moment by itself.
    const isOneMoment = writes.length === looks.length && looks.length <= 1 && this.#session === null;
    return isOneMoment ? [] : writes;
  }

  async #run(
    writes: readonly Write[],
    send: (commands: readonly Command[]) => ReturnType<Session["run"]>,
  ): Promise<void> {
    try {
      const results = await send(writes.map((write) => write.command()));
      for (const [index, write] of writes.entries()) {
        const result = results[index];
        if (result !== undefined) write.done?.(result);
      }
    } catch (error) {
      const refused = isRefusal(error) ? writes[error.index]?.refused() : undefined;
      this.#failure = refused ?? storeError(error);
      throw this.#failure;
    }
  }

  async #query(text: string, values: readonly (string | number | null)[]) {
    if (this.#session === null) return this.#database.query(text, values);
    try {
      const [result] = await this.#session.run([this.#database.tables.command(text, values)]);
      return result?.rows ?? [];
    } catch (error) {
      this.#failure = storeError(error);
      throw this.#failure;
    }
  }

  #add(...writes: readonly Write[]): void {
    this.#refuseWhenEnded();
    for (const write of writes) this.#pending.add(write);
  }

  #refuseWhenEnded(): void {
    if (!this.#ended) return;
    throw new CustomerServiceError(
      "store.closed",
      "This transaction has ended: it can be used only until the work it was given to returns.",
    );
  }
}

function seenBefore([scope, key]: readonly [string, string]): CustomerServiceError {
  return new CustomerServiceError("store.conflict", `${key} was marked in ${scope} before.`, {
    details: { scope, key },
  });
}

function unexpected(): CustomerServiceError {
  return new CustomerServiceError("store.unavailable", "PostgreSQL refused a statement that cannot be refused.");
}
