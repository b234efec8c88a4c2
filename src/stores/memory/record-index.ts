import type { IndexDeclaration } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import { compareScalars, type IndexPage, type Row, SortedRows, type StoredRecord } from "./sorted-rows.ts";

/** The rows of one kind by one declared index: for each combination of `equals` values, the rows in order. */
export class RecordIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly #equals: readonly string[];
  readonly #order: readonly string[];
  /** Most keys have one row for ever: it stands there by itself. */
  readonly #buckets = new Map<string, Row | SortedRows>();

  constructor(name: string, declaration: IndexDeclaration<Record<string, unknown>>) {
    this.name = name;
    this.#equals = declaration.equals;
    this.#order = declaration.order;
    this.unique = declaration.unique === true;
  }

  /** The row that has the `equals` values of this record, if any. */
  holder(record: StoredRecord): Row | undefined {
    const key = this.#keyOf(record);
    const bucket = key === null ? undefined : this.#buckets.get(key);
    return bucket instanceof SortedRows ? bucket.first : bucket;
  }

  add(row: Row, record: StoredRecord): void {
    const key = this.#keyOf(record);
    if (key === null) return;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      this.#buckets.set(key, row);
    } else if (bucket instanceof SortedRows) {
      bucket.add(row, record);
    } else {
      const rows = new SortedRows(this.#order, bucket);
      rows.add(row, record);
      this.#buckets.set(key, rows);
    }
  }

  remove(record: StoredRecord): void {
    const key = this.#keyOf(record);
    const bucket = key === null ? undefined : this.#buckets.get(key);
    if (key === null || bucket === undefined) return;
    if (bucket instanceof SortedRows) bucket.remove(record);
    if (!(bucket instanceof SortedRows) || bucket.first === undefined) this.#buckets.delete(key);
  }

  /** Call before `row.record` changes: the place is searched by what is still there. */
  move(row: Row, next: StoredRecord): void {
    if (this.#sameFields(row.record, next)) return;
    this.remove(row.record);
    this.add(row, next);
  }

  page(key: Readonly<Record<string, unknown>>, page: IndexPage): StoredRecord[] {
    const name = this.#keyOf(key);
    const bucket = name === null ? undefined : this.#buckets.get(name);
    if (bucket === undefined || bucket instanceof SortedRows) return bucket?.page(page) ?? [];
    // As one of many would, the row comes unless the page before ended with it or after it.
    return page.after === undefined && page.limit > 0
      ? [bucket.record]
      : new SortedRows(this.#order, bucket).page(page);
  }

  /** Lengths stand before the values, so that no two combinations make one key. */
  #keyOf(values: Readonly<Record<string, unknown>>): string | null {
    let key = "";
    for (const field of this.#equals) {
      const value = values[field];
      if (value === null || value === undefined) return null;
      const text = value instanceof Date ? String(value.getTime()) : cleanText(String(value));
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
