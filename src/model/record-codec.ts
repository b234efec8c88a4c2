import type { LogEntry } from "./decision.ts";
import { type RecordDeclaration, type RecordKind, type RecordTypes, recordDeclarations } from "./records.ts";

type DateNames = readonly string[];

const dateFields: Readonly<Record<RecordKind, DateNames>> = Object.fromEntries(
  Object.entries(recordDeclarations).map(([kind, declaration]) => [kind, Object.keys(declaration.dates)]),
) as unknown as Record<RecordKind, DateNames>;

/** A record as JSON text; the version is left to its own column. */
export function encodeRecord<K extends RecordKind>(_kind: K, record: RecordTypes[K]): string {
  return JSON.stringify(record);
}

/** The record in a JSON text, with its dates as `Date` and its version, frozen. */
export function decodeRecord<K extends RecordKind>(kind: K, text: string, version: number): RecordTypes[K] {
  const stored = JSON.parse(text) as Record<string, unknown>;
  const fields = declarationOf(kind).upgrade?.(stored) ?? stored;
  for (const name of dateFields[kind]) {
    const value = fields[name];
    if (typeof value === "string") fields[name] = new Date(value);
  }
  fields.version = version;
  return Object.freeze(fields) as unknown as RecordTypes[K];
}

/** The declaration of a kind, without the types that tell its indexes apart. */
export function declarationOf(kind: RecordKind): RecordDeclaration<Record<string, unknown>> {
  return recordDeclarations[kind] as unknown as RecordDeclaration<Record<string, unknown>>;
}

/** A log entry as JSON text, and back, frozen: facts have no dates, the entry has one. */
export function encodeLogEntry(entry: LogEntry): string {
  return JSON.stringify(entry);
}

export function decodeLogEntry(text: string): LogEntry {
  const entry = JSON.parse(text) as LogEntry;
  return Object.freeze({ ...entry, at: new Date(entry.at) });
}
