import { CustomerServiceError } from "../../errors.ts";
import { declarationOf, encodeRecord } from "../../model/record-codec.ts";
import type { RecordKind, RecordTypes } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import type { SqlValue } from "../sql/dialect.ts";
import { columnValue, type RecordTable, recordTable } from "../sql/record-tables.ts";
import { insertRecord, updateRecord } from "../sql/records.ts";
import type { Command, CommandResult } from "./command.ts";
import { mustChange, mustFind, type Tables } from "./tables.ts";

/** A command of the commit, and what its outcome means. */
export interface Write {
  command(): Command;
  /** What it means that it had to change a row, and found none. */
  readonly refused: () => CustomerServiceError;
  readonly done?: (result: CommandResult) => void;
}

/** A write, or a look, that locks a record. */
export interface RecordWrite extends Write {
  readonly kind: RecordKind;
  readonly id: string;
}

/**
 * The order in which acts lock records as they read them (acts/lookup.ts); kinds that are not here are 2. Those who lock all
 * they write at once keep it, too, and the order of ids: nobody waits for each other.
 */
const lockRanks: Readonly<Partial<Record<RecordKind, number>>> = { conversation: 0, ticket: 1, agent: 3, setting: 4 };

function byLockOrder(one: RecordWrite, other: RecordWrite): number {
  const rankOf = ({ kind }: RecordWrite) => lockRanks[kind] ?? 2;
  return rankOf(one) - rankOf(other) || (one.id < other.id ? -1 : Number(one.id > other.id));
}

interface PendingRecord {
  readonly kind: RecordKind;
  /** The version in the database, 0 for none. */
  readonly base: number;
  record: RecordTypes[RecordKind];
}

const recordTables = new Map<RecordKind, RecordTable>();

export function tableOf(kind: RecordKind): RecordTable {
  const known = recordTables.get(kind) ?? recordTable(kind);
  recordTables.set(kind, known);
  return known;
}

/** What a transaction has written and not yet sent: a record that was put several times goes out once, as it is at last. */
export class PendingWrites {
  readonly #tables: Tables;
  readonly #tenant: string;
  readonly #records = new Map<string, PendingRecord>();
  #recordWrites: RecordWrite[] = [];
  #otherWrites: Write[] = [];
  #isContended = false;

  constructor(tables: Tables, tenant: string) {
    this.#tables = tables;
    this.#tenant = tenant;
  }

  get isEmpty(): boolean {
    return this.#recordWrites.length + this.#otherWrites.length === 0;
  }

  /** It wants what many others want too. */
  get isContended(): boolean {
    return this.#isContended;
  }

  record<K extends RecordKind>(kind: K, id: string): RecordTypes[K] | null {
    return (this.#records.get(keyOf(kind, id))?.record ?? null) as RecordTypes[K] | null;
  }

  hasKind(kind: RecordKind): boolean {
    for (const pending of this.#records.values()) if (pending.kind === kind) return true;
    return false;
  }

  put<K extends RecordKind>(kind: K, record: RecordTypes[K]): RecordTypes[K] {
    const { id, version } = record;
    const key = keyOf(kind, id);
    const pending = this.#records.get(key);
    if (pending !== undefined && pending.record.version !== version) throw conflict(kind, id, version);
    const stored: RecordTypes[K] = { ...record, version: version + 1 };
    Object.freeze(stored);
    if (pending !== undefined) {
      pending.record = stored;
      return stored;
    }
    this.#isContended ||= declarationOf(kind).contended === true;
    const added: PendingRecord = { kind, base: version, record: stored };
    this.#records.set(key, added);
    this.#recordWrites.push({
      ...{ kind, id },
      command: () => this.#putCommand(added),
      refused: () => conflict(kind, id, version),
    });
    return stored;
  }

  add(write: Write): void {
    this.#otherWrites.push(write);
  }

  /**
   * All of them, with these looks at what was relied on; none is pending any more. Records come first, in the order of
   * locks, since whoever locks them as it reads them takes lanes after them, too; the others as they were made.
   */
  take(looks: readonly RecordWrite[]): readonly Write[] {
    const writes = [...[...looks, ...this.#recordWrites].toSorted(byLockOrder), ...this.#otherWrites];
    this.#recordWrites = [];
    this.#otherWrites = [];
    this.#records.clear();
    return writes;
  }

  #putCommand({ kind, base, record }: PendingRecord): Command {
    const table = tableOf(kind);
    const { version } = record;
    const id = cleanText(record.id);
    const fields = record as unknown as Readonly<Record<string, unknown>>;
    const columns = table.columns.map(({ field, nullAs }): SqlValue => columnValue(fields[field], nullAs));
    const data = encodeRecord(kind, record as RecordTypes[typeof kind]);
    return base === 0
      ? this.#tables.command(insertRecord(table), [this.#tenant, id, version, ...columns, data])
      : this.#tables.command(mustChange(updateRecord(table)), [version, data, ...columns, this.#tenant, id, base]);
  }
}

/** A record that was read as if locked is still at this version, and locked from now on. */
export function stillAt(
  tables: Tables,
  tenant: string,
  { kind, id, version }: { readonly kind: RecordKind; readonly id: string; readonly version: number },
): RecordWrite {
  const query = mustFind(`SELECT 1 FROM ${tableOf(kind).name} WHERE tenant = ? AND id = ? AND version = ? FOR UPDATE`);
  return {
    ...{ kind, id },
    command: () => tables.command(query, [tenant, cleanText(id), version]),
    refused: () => conflict(kind, id, version),
  };
}

export function keyOf(kind: RecordKind, id: string): string {
  return `${kind} ${cleanText(id)}`;
}

export function conflict(kind: RecordKind, id: string, version: number): CustomerServiceError {
  return new CustomerServiceError(
    "store.conflict",
    version === 0
      ? `The ${kind} ${id} cannot be added: its id, or what must be unique of it, is taken.`
      : `The ${kind} ${id} is not at version ${version} any more: somebody else changed it.`,
    { details: { kind, id, version } },
  );
}
