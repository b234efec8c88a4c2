import type { IndexDeclaration } from "../../model/records.ts";
import { compareScalars, type IndexPage, type Row, SortedRows, type StoredRecord } from "./sorted-rows.ts";

/** The rows of one kind by one declared index: for each combination of `equals` values, the rows in order. */
export class RecordIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly #equals: readonly string[];
  readonly #order: readonly string[];
  readonly #buckets = new Map<string, SortedRows>();

  constructor(name: string, declaration: IndexDeclaration<Record<string, unknown>>) {
    this.name = name;
    this.#equals = declaration.equals;
    this.#order = declaration.order;
    this.unique = declaration.unique === true;
  }

  /** The row that has the `equals` values of this record, if any. */
  holder(record: StoredRecord): Row | undefined {
    const key = this.#keyOf(record);
    return key === null ? undefined : this.#buckets.get(key)?.first;
  }

  add(row: Row, record: StoredRecord): void {
    const key = this.#keyOf(record);
    if (key === null) return;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, new SortedRows(this.#order, row));
    else bucket.add(row, record);
  }

  remove(record: StoredRecord): void {
    const key = this.#keyOf(record);
    const bucket = key === null ? undefined : this.#buckets.get(key);
    if (key === null || bucket === undefined) return;
    bucket.remove(record);
    if (bucket.first === undefined) this.#buckets.delete(key);
  }

  /** Call before `row.record` changes: the place is searched by what is still there. */
  move(row: Row, next: StoredRecord): void {
    if (this.#sameFields(row.record, next)) return;
    this.remove(row.record);
    this.add(row, next);
  }

  page(key: Readonly<Record<string, unknown>>, page: IndexPage): StoredRecord[] {
    const name = this.#keyOf(key);
    return (name === null ? undefined : this.#buckets.get(name)?.page(page)) ?? [];
  }

  /** Lengths stand before the values, so that no two combinations make one key. */
  #keyOf(values: Readonly<Record<string, unknown>>): string | null {
    let key = "";
    for (const field of this.#equals) {
      const value = values[field];
      if (value === null || value === undefined) return null;
      const text = value instanceof Date ? String(value.getTime()) : String(value);
      key += `${text.length}:${text}`;
    }
    return key;
  }

  #sameFields(a: StoredRecord, b: StoredRecord): boolean {
    for (const field of this.#equals) if (compareScalars(a[field], b[field]) !== 0) return false;
    for (const field of this.#order) if (compareScalars(a[field], b[field]) !== 0) return false;
    return true;
  }
}
