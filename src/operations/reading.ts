import type { ServiceContext } from "../context.ts";
import type { LogEntry, LogName } from "../model/decision.ts";
import type { JobRecord } from "../model/job.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../model/records.ts";
import type { StoreReader } from "../ports/ticket-store.ts";

/** A way to read: each piece of work at its own moment, or all of it in one transaction. */
export type Reading = <T>(work: (reader: StoreReader) => Promise<T>) => Promise<T>;

const pageSize = 500;
const readsBetweenBreaths = 20;

/** Reads what is committed, and lets the rest of the process have a turn now and then. */
export function unhurried({ store, tenant, clock }: ServiceContext): Reading {
  let reads = 0;
  return async (work) => {
    reads += 1;
    if (reads % readsBetweenBreaths === 0) await new Promise<void>((resolve) => void clock.after(0, resolve));
    return store.read(tenant, work);
  };
}

/** All records that an index finds, page by page. */
export async function* pages<K extends RecordKind, I extends IndexName<K>>(
  read: Reading,
  kind: K,
  index: I,
  key: IndexKey<K, I>,
  { lock = false }: { readonly lock?: boolean } = {},
): AsyncGenerator<readonly RecordTypes[K][]> {
  let after: RecordTypes[K] | undefined;
  for (let more = true; more; ) {
    const page = await read((reader) => reader.find(kind, index, key, { limit: pageSize, after, lock }));
    if (page.length > 0) yield page;
    after = page.at(-1);
    more = page.length === pageSize;
  }
}

/** The same in one list. */
export async function all<K extends RecordKind, I extends IndexName<K>>(
  read: Reading,
  kind: K,
  index: I,
  key: IndexKey<K, I>,
): Promise<readonly RecordTypes[K][]> {
  const found: RecordTypes[K][] = [];
  for await (const page of pages(read, kind, index, key)) found.push(...page);
  return found;
}

/** All live jobs, or all dead letters, page by page. */
export async function* jobPages(read: Reading, state: "live" | "dead"): AsyncGenerator<readonly JobRecord[]> {
  let after: JobRecord | undefined;
  for (let more = true; more; ) {
    const page = await read((reader) =>
      reader.findJobs(state, after === undefined ? { limit: pageSize } : { limit: pageSize, after }),
    );
    if (page.length > 0) yield page;
    after = page.at(-1);
    more = page.length === pageSize;
  }
}

/** All entries of a log. */
export async function wholeLog(read: Reading, log: LogName): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let more = true; more; ) {
    const page = await read((reader) => reader.readLog(log, { offset: entries.length, limit: pageSize }));
    entries.push(...page);
    more = page.length === pageSize;
  }
  return entries;
}
