import type { LogEntry, LogName } from "../../model/decision.ts";
import type { JobRecord } from "../../model/job.ts";
import { decodeLogEntry, decodeRecord } from "../../model/record-codec.ts";
import type { IndexKey, IndexName, RecordKind, RecordTypes } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import type { FindPage, StoreReader } from "../../ports/ticket-store.ts";
import { postgresDialect, type SqlValue } from "../sql/dialect.ts";
import { findJobsValues, jobRecordOf } from "../sql/job-rows.ts";
import { findJobs } from "../sql/jobs.ts";
import { readEntries } from "../sql/logs.ts";
import { columnValue, type IndexColumns } from "../sql/record-tables.ts";
import { findRecords, getRecord } from "../sql/records.ts";
import type { CommandResult } from "./command.ts";
import { jobRowOf } from "./job-rows.ts";
import { tableOf } from "./pending-writes.ts";

/** Runs a query somewhere: on any connection, or inside a transaction. */
export type Query = (text: string, values: readonly SqlValue[]) => Promise<CommandResult["rows"]>;

/** Reads what a query can see. */
export class PostgresReader implements StoreReader {
  readonly tenant: string;
  readonly now: Date;
  readonly #query: Query;

  constructor(tenant: string, now: Date, query: Query) {
    this.tenant = tenant;
    this.now = now;
    this.#query = query;
  }

  async get<K extends RecordKind>(
    kind: K,
    id: string,
    { lock = false }: { readonly lock?: boolean } = {},
  ): Promise<RecordTypes[K] | null> {
    const text = getRecord(tableOf(kind), lock, postgresDialect);
    const [row] = await this.#query(text, [this.tenant, cleanText(id)]);
    return row === undefined ? null : decode(kind, row);
  }

  async find<K extends RecordKind, I extends IndexName<K>>(
    kind: K,
    name: I,
    key: IndexKey<K, I>,
    { limit, after, descending = false, lock = false }: FindPage<K>,
  ): Promise<readonly RecordTypes[K][]> {
    const table = tableOf(kind);
    const index = table.indexes[name];
    if (index === undefined) {
      throw new TypeError(`${kind} has the indexes ${Object.keys(table.indexes).join(", ")}; ${name} is none of them.`);
    }
    const fields = key as Readonly<Record<string, unknown>>;
    const equals = index.equals.map(({ field }): SqlValue => columnValue(fields[field], null));
    const place = after === undefined ? [] : placeOf(after, index);
    const text = findRecords(table, index, { after: after !== undefined, descending, lock }, postgresDialect);
    const rows = await this.#query(text, [this.tenant, ...equals, ...place, limit]);
    return rows.map((row) => decode(kind, row));
  }

  async readLog(
    log: LogName,
    { offset = 0, limit }: { readonly offset?: number; readonly limit: number },
  ): Promise<readonly LogEntry[]> {
    const rows = await this.#query(readEntries, [this.tenant, cleanText(log), limit, offset]);
    return rows.map(([entry]) => decodeLogEntry(entry ?? ""));
  }

  async findJobs(
    state: "live" | "dead",
    page: { readonly limit: number; readonly after?: JobRecord },
  ): Promise<readonly JobRecord[]> {
    const rows = await this.#query(findJobs(state), findJobsValues(this.tenant, page));
    return rows.map(jobRowOf).map(jobRecordOf);
  }
}

function decode<K extends RecordKind>(kind: K, [version, data]: readonly (string | null)[]): RecordTypes[K] {
  return decodeRecord(kind, data ?? "", Number(version));
}

/** Where a record stands in an index, among those with the same key. */
function placeOf(record: object, index: IndexColumns): readonly SqlValue[] {
  const fields = record as Readonly<Record<string, unknown>>;
  const place = index.order.map(({ field, nullAs }) => columnValue(fields[field], nullAs));
  return [...place, columnValue(fields.id, null)];
}
