/** A record of any kind, as the indexes see it. */
export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** The place of a record: it stays while the record is replaced, so indexes whose fields do not change stay as they are. */
export interface Row {
  record: StoredRecord;
}

export interface IndexPage {
  readonly limit: number;
  readonly after?: StoredRecord | undefined;
  readonly descending?: boolean;
}

/** Rows one array holds before it is split: to shift more than these costs more than to search among arrays. */
const chunkSize = 512;

/**
 * Rows in ascending order of some fields, then of the id: many short arrays instead of a long one. When its last row is
 * removed, it is of no use any more.
 */
export class SortedRows {
  readonly #order: readonly string[];
  readonly #chunks: Row[][];

  /** Most keys have one row for ever, so it begins with one: arrays that grow from nothing take room for many. */
  constructor(order: readonly string[], row: Row) {
    this.#order = order;
    this.#chunks = [[row]];
  }

  get first(): Row | undefined {
    return this.#chunks[0]?.[0];
  }

  add(row: Row, record: StoredRecord): void {
    const lastChunk = this.#chunks.length - 1;
    const end = this.#chunks[lastChunk];
    const last = end?.[end.length - 1];
    // What is new mostly stands after everything else.
    if (end !== undefined && last !== undefined && end.length < chunkSize && this.#compare(last.record, record) < 0) {
      end.push(row);
      return;
    }
    const chunkPlace = Math.min(this.#chunkOf(record), lastChunk);
    const chunk = this.#chunks[chunkPlace];
    if (chunk === undefined) return;
    chunk.splice(this.#placeIn(chunk, record), 0, row);
    if (chunk.length <= chunkSize) return;
    // Records that come in order fill one chunk after the other.
    const isLast = chunkPlace === this.#chunks.length - 1;
    this.#chunks.splice(chunkPlace + 1, 0, chunk.splice(isLast ? chunkSize : chunkSize / 2));
  }

  remove(record: StoredRecord): void {
    const chunkPlace = this.#chunkOf(record);
    const chunk = this.#chunks[chunkPlace];
    if (chunk === undefined) return;
    if (chunk.length === 1) this.#chunks.splice(chunkPlace, 1);
    else chunk.splice(this.#placeIn(chunk, record), 1);
  }

  page({ limit, after, descending = false }: IndexPage): StoredRecord[] {
    const records: StoredRecord[] = [];
    const step = descending ? -1 : 1;
    let chunkPlace = descending ? this.#chunks.length - 1 : 0;
    let chunk = this.#chunks[chunkPlace];
    let place = descending && chunk !== undefined ? chunk.length - 1 : 0;
    if (after !== undefined) {
      chunkPlace = this.#chunkOf(after);
      chunk = this.#chunks[chunkPlace];
      place = chunk === undefined ? 0 : this.#placeIn(chunk, after);
      if (descending) place -= 1;
      else if (chunk?.[place]?.record.id === after.id) place += 1;
    }
    while (records.length < limit) {
      const row = chunk?.[place];
      if (row !== undefined) {
        records.push(row.record);
        place += step;
        continue;
      }
      chunkPlace += step;
      chunk = this.#chunks[chunkPlace];
      if (chunk === undefined) break;
      place = descending ? chunk.length - 1 : 0;
    }
    return records;
  }

  /** The first chunk whose last row does not stand before this record; the number of chunks when all do. */
  #chunkOf(record: StoredRecord): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && this.#compare(last.record, record) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many rows of the chunk stand before this record: where it is, or would be. */
  #placeIn(chunk: readonly Row[], record: StoredRecord): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = chunk[middle];
      if (row !== undefined && this.#compare(row.record, record) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: StoredRecord, b: StoredRecord): number {
    for (const field of this.#order) {
      const difference = compareScalars(a[field], b[field]);
      if (difference !== 0) return difference;
    }
    return compareScalars(a.id, b.id);
  }
}

/** Nulls first, dates by time. */
export function compareScalars(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return (a as string | number | boolean) < (b as string | number | boolean) ? -1 : 1;
}
