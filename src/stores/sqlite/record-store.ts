import { CustomerServiceError } from "../../errors.ts";
import { decodeRecord, encodeRecord } from "../../model/record-codec.ts";
import type { RecordKind, RecordTypes } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import { type SqlValue, sqliteDialect } from "../sql/dialect.ts";
import { columnValue, type IndexColumns, recordTable } from "../sql/record-tables.ts";
import {
  findRecords,
  findVersion,
  getRecord,
  insertRecordUnlessTaken,
  updateRecord,
  updateRecordData,
} from "../sql/records.ts";
import type { Connection, Statement } from "./connection.ts";

interface RecordRow {
  readonly version: number;
  readonly data: string;
}

export interface FindOptions {
  readonly limit: number;
  readonly after: object | undefined;
  readonly descending: boolean;
}

/** The records of one kind, with all their statements prepared. */
export function recordStore<K extends RecordKind>(connection: Connection, kind: K) {
  const table = recordTable(kind);
  const get = connection.prepare(getRecord(table, false, sqliteDialect));
  const insert = connection.prepare(insertRecordUnlessTaken(table));
  const update = connection.prepare(updateRecord(table));
  const updateData = connection.prepare(updateRecordData(table));
  const findVersionOf = connection.prepare(findVersion(table));
  const finds = new Map(
    Object.entries(table.indexes).map(([name, index]) => {
      const prepare = (after: boolean, descending: boolean) =>
        connection.prepare(findRecords(table, index, { after, descending, lock: false }, sqliteDialect));
      const up = { first: prepare(false, false), after: prepare(true, false) };
      const down = { first: prepare(false, true), after: prepare(true, true) };
      return [name, { index, up, down }];
    }),
  );

  function decode(row: RecordRow): RecordTypes[K] {
    return decodeRecord(kind, row.data, row.version);
  }

  function columnsOf(record: RecordTypes[K]): SqlValue[] {
    const fields = record as unknown as Readonly<Record<string, unknown>>;
    return table.columns.map(({ field, nullAs }) => columnValue(fields[field], nullAs));
  }

  return {
    get(tenant: string, id: string): RecordTypes[K] | null {
      const row = get.get<RecordRow>(tenant, cleanText(id));
      return row === undefined ? null : decode(row);
    },

    find(tenant: string, name: string, key: Readonly<Record<string, unknown>>, options: FindOptions) {
      const find = finds.get(name);
      if (find === undefined) {
        throw new TypeError(`${kind} has the indexes ${[...finds.keys()].join(", ")}; ${name} is none of them.`);
      }
      const { index, up, down } = find;
      const values: SqlValue[] = [tenant];
      for (const { field } of index.equals) values.push(columnValue(key[field], null));
      if (options.after !== undefined) values.push(...placeOf(options.after, index));
      values.push(options.limit);
      const statements = options.descending ? down : up;
      const statement: Statement = options.after === undefined ? statements.first : statements.after;
      if (options.limit !== 1) return statement.all<RecordRow>(...values).map(decode);
      const row = statement.get<RecordRow>(...values);
      return row === undefined ? [] : [decode(row)];
    },

    /** Whether the record is as it was read before. */
    isStill(tenant: string, { id, version }: RecordTypes[K]): boolean {
      return findVersionOf.get(tenant, cleanText(id), version) !== undefined;
    },

    /** `before`: the record as the transaction has read it, if it has. */
    put(tenant: string, record: RecordTypes[K], before: RecordTypes[K] | undefined): RecordTypes[K] {
      const { version } = record;
      const id = cleanText(record.id);
      const data = encodeRecord(kind, record);
      const columns = columnsOf(record);
      const next = version + 1;
      const changed =
        version === 0
          ? insert.run(tenant, id, next, ...columns, data)
          : before?.version === version && isSame(columns, columnsOf(before))
            ? updateData.run(next, data, tenant, id, version)
            : update.run(next, data, ...columns, tenant, id, version);
      if (changed === 0) throw conflict(kind, record.id, version);
      const stored: RecordTypes[K] = { ...record, version: next };
      Object.freeze(stored);
      return stored;
    },
  };
}

function isSame(values: readonly SqlValue[], others: readonly SqlValue[]): boolean {
  return values.every((value, index) => value === others[index]);
}

/** Where a record stands in an index, among those with the same key. */
function placeOf(record: object, index: IndexColumns): SqlValue[] {
  const fields = record as Readonly<Record<string, unknown>>;
  const place = index.order.map(({ field, nullAs }) => columnValue(fields[field], nullAs));
  place.push(columnValue(fields.id, null));
  return place;
}

function conflict(kind: RecordKind, id: string, version: number): CustomerServiceError {
  return new CustomerServiceError(
    "store.conflict",
    version === 0
      ? `The ${kind} ${id} cannot be added: its id, or what must be unique of it, is taken.`
      : `The ${kind} ${id} is not at version ${version} any more: somebody else changed it.`,
    { details: { kind, id, version } },
  );
}
