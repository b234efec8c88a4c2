import type { Dialect } from "./dialect.ts";
import type { FieldColumn, IndexColumns, RecordTable } from "./record-tables.ts";

/** Values: tenant, id, version, the columns, data. Fails when the id or a unique index is taken. */
export function insertRecord(table: RecordTable): string {
  const names = ["tenant", "id", "version", ...table.columns.map(({ column }) => column), "data"];
  return `INSERT INTO ${table.name} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
}

/** The same, but then it inserts no row. */
export function insertRecordUnlessTaken(table: RecordTable): string {
  return `${insertRecord(table)} ON CONFLICT DO NOTHING`;
}

/** Values: new version, data, the columns, tenant, id, version it was read with. */
export function updateRecord(table: RecordTable): string {
  const columns = table.columns.map(({ column }) => `, ${column} = ?`).join("");
  return `UPDATE ${table.name} SET version = ?, data = ?${columns} WHERE tenant = ? AND id = ? AND version = ?`;
}

/**
 * Values: new version, data, tenant, id, version it was read with. For a record whose columns stay as they are: then no
 * index has to be written, which is most of what an update costs.
 */
export function updateRecordData(table: RecordTable): string {
  return `UPDATE ${table.name} SET version = ?, data = ? WHERE tenant = ? AND id = ? AND version = ?`;
}

/** Values: tenant, id, version. A row when the record is at this version. */
export function findVersion(table: RecordTable): string {
  return `SELECT 1 FROM ${table.name} WHERE tenant = ? AND id = ? AND version = ?`;
}

/** Values: tenant, id. */
export function getRecord(table: RecordTable, lock: boolean, dialect: Dialect): string {
  return `SELECT version, data FROM ${table.name} WHERE tenant = ? AND id = ?${lock ? dialect.lockRows : ""}`;
}

/** Which of its texts a find needs. */
export interface FindShape {
  readonly after: boolean;
  readonly descending: boolean;
  readonly lock: boolean;
}

/** Values: tenant, the equals columns, with `after` the order columns and id of that record, limit. */
export function findRecords(table: RecordTable, index: IndexColumns, shape: FindShape, dialect: Dialect): string {
  // A unique index finds one record at most, and does not hold the id to sort by.
  if (index.unique) return `${selectBy(table, index)} LIMIT ?${shape.lock ? dialect.lockRows : ""}`;
  const order = [...index.order.map(({ column }) => column), "id"];
  const direction = shape.descending ? " DESC" : "";
  const after = shape.after
    ? ` AND (${order.join(", ")}) ${shape.descending ? "<" : ">"} (${order.map(() => "?").join(", ")})`
    : "";
  return `${selectBy(table, index)}${after} ORDER BY ${order
    .map((column) => column + direction)
    .join(", ")} LIMIT ?${shape.lock ? dialect.lockRows : ""}`;
}

function selectBy(table: RecordTable, index: IndexColumns): string {
  const equals = index.equals.map(({ column }: FieldColumn) => ` AND ${column} = ?`).join("");
  return `SELECT version, data FROM ${table.name} WHERE tenant = ?${equals}`;
}
