import { declarationOf } from "../../model/record-codec.ts";
import type { RecordKind } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import type { SqlValue } from "./dialect.ts";

/** A field of a record that has a column of its own, because some index names it. */
export interface FieldColumn {
  readonly field: string;
  readonly column: string;
  /** What `null` is kept as: itself where it keeps a record out of an index, the smallest value where it only sorts. */
  readonly nullAs: SqlValue;
}

/** The columns by which an index finds records, and those by which it sorts them; the id sorts last. */
export interface IndexColumns {
  readonly equals: readonly FieldColumn[];
  readonly order: readonly FieldColumn[];
  readonly unique: boolean;
}

/** How a kind of record is kept: `tenant`, `id`, `version`, the columns of its indexes, and all of it as JSON in `data`. */
export interface RecordTable {
  readonly kind: RecordKind;
  readonly name: string;
  readonly columns: readonly FieldColumn[];
  readonly indexes: Readonly<Record<string, IndexColumns>>;
}

/** Sorts before every date and count, so that a page can begin after a record without a value. */
const smallest = Number.MIN_SAFE_INTEGER;

export function recordTable(kind: RecordKind): RecordTable {
  const declared = Object.entries(declarationOf(kind).indexes);
  const found = new Set<string>(declared.flatMap(([, index]) => index.equals));
  const columns = new Map<string, FieldColumn>();
  const columnOf = (field: string): FieldColumn => {
    const known = columns.get(field);
    if (known !== undefined) return known;
    const column = { field, column: snakeCase(field), nullAs: found.has(field) ? null : smallest };
    columns.set(field, column);
    return column;
  };
  const indexes = declared.map(([name, index]): [string, IndexColumns] => [
    name,
    { equals: index.equals.map(columnOf), order: index.order.map(columnOf), unique: index.unique === true },
  ]);
  return { kind, name: `cs_${snakeCase(kind)}`, columns: [...columns.values()], indexes: Object.fromEntries(indexes) };
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A field as its column keeps it: texts clean, dates as epoch milliseconds, booleans as 0 and 1. */
export function columnValue(value: unknown, nullAs: SqlValue): SqlValue {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return value;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "boolean") return value ? 1 : 0;
  return nullAs;
}
