import { CustomerServiceError } from "../../errors.ts";
import { declarationOf } from "../../model/record-codec.ts";
import type { RecordKind } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import { frozenVersion } from "./frozen-copy.ts";
import { RecordIndex } from "./record-index.ts";
import type { IndexPage, Row, StoredRecord } from "./sorted-rows.ts";
import type { UndoLog } from "./undo-log.ts";

/** The records of one kind and tenant, by id and by the declared indexes. */
export class RecordTable {
  readonly #kind: RecordKind;
  readonly #undo: UndoLog;
  readonly #rows = new Map<string, Row>();
  readonly #indexes: readonly RecordIndex[];

  constructor(kind: RecordKind, undo: UndoLog) {
    this.#kind = kind;
    this.#undo = undo;
    this.#indexes = Object.entries(declarationOf(kind).indexes).map(([name, index]) => new RecordIndex(name, index));
  }

  get(id: string): StoredRecord | null {
    return this.#rows.get(cleanText(id))?.record ?? null;
  }

  find(index: string, key: Readonly<Record<string, unknown>>, page: IndexPage): StoredRecord[] {
    return this.#indexes.find(({ name }) => name === index)?.page(key, page) ?? [];
  }

  put(record: StoredRecord): StoredRecord {
    const row = this.#rows.get(cleanText(record.id));
    this.#refuseConflicts(record, row);
    const next = frozenVersion(record, record.version + 1, row?.record);
    if (row === undefined) {
      this.#insert({ record: next });
    } else {
      const before = row.record;
      this.#replace(row, next);
      this.#undo.add(() => this.#replace(row, before));
    }
    return next;
  }

  /** Each with the id it is kept under. */
  *all(): Iterable<readonly [string, StoredRecord]> {
    for (const [id, { record }] of this.#rows) yield [id, record];
  }

  /** Outside of transactions: cannot be undone. */
  delete(id: string): void {
    const row = this.#rows.get(cleanText(id));
    if (row !== undefined) this.#remove(row);
  }

  #insert(row: Row): void {
    this.#rows.set(cleanText(row.record.id), row);
    for (const index of this.#indexes) index.add(row, row.record);
    this.#undo.add(() => this.#remove(row));
  }

  #remove(row: Row): void {
    this.#rows.delete(cleanText(row.record.id));
    for (const index of this.#indexes) index.remove(row.record);
  }

  #replace(row: Row, next: StoredRecord): void {
    for (const index of this.#indexes) index.move(row, next);
    row.record = next;
  }

  #refuseConflicts(record: StoredRecord, row: Row | undefined): void {
    const storedVersion = row?.record.version ?? 0;
    if (record.version !== storedVersion) {
      throw conflict(
        `The ${this.#kind} ${record.id} is at version ${storedVersion}; what was put has ${record.version}.`,
        this.#kind,
        record.id,
      );
    }
    for (const index of this.#indexes) {
      const holder = index.unique ? index.holder(record) : undefined;
      if (holder !== undefined && holder !== row) {
        throw conflict(
          `The ${this.#kind} ${record.id} cannot be kept: ${index.name} is unique, and ${holder.record.id} has the same.`,
          this.#kind,
          record.id,
        );
      }
    }
  }
}

function conflict(sentence: string, kind: RecordKind, id: string): CustomerServiceError {
  return new CustomerServiceError("store.conflict", sentence, { details: { kind, id } });
}
