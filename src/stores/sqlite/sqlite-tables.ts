import type { LogEntry } from "../../model/decision.ts";
import { decodeLogEntry, encodeLogEntry } from "../../model/record-codec.ts";
import { type RecordKind, recordDeclarations } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import * as sql from "../sql/logs.ts";
import type { Connection } from "./connection.ts";
import { jobStore } from "./job-store.ts";
import { recordStore } from "./record-store.ts";

/** Everything the store keeps, with all statements prepared once. */
export function sqliteTables(connection: Connection) {
  const kinds = Object.keys(recordDeclarations) as RecordKind[];
  const stores = Object.fromEntries(kinds.map((kind) => [kind, recordStore(connection, kind)]));
  return {
    records: <K extends RecordKind>(kind: K) => stores[kind] as ReturnType<typeof recordStore<K>>,
    logs: logStore(connection),
    marks: markStore(connection),
    jobs: jobStore(connection),
  };
}

export type SqliteTables = ReturnType<typeof sqliteTables>;

function logStore(connection: Connection) {
  const append = connection.prepare(sql.appendEntry);
  const read = connection.prepare(sql.readEntries);
  return {
    append(tenant: string, log: string, entry: LogEntry): void {
      append.run(tenant, cleanText(log), entry.at.getTime(), encodeLogEntry(entry));
    },
    read(tenant: string, log: string, limit: number, offset: number): readonly LogEntry[] {
      return read.all<{ entry: string }>(tenant, cleanText(log), limit, offset).map((row) => decodeLogEntry(row.entry));
    },
  };
}

function markStore(connection: Connection) {
  const mark = connection.prepare(sql.markKey);
  return {
    mark: (tenant: string, scope: string, key: string, at: Date) =>
      mark.run(tenant, cleanText(scope), cleanText(key), at.getTime()) === 1,
  };
}
