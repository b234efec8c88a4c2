import { type JobRow, jobColumns } from "../sql/job-rows.ts";

const names = jobColumns.split(", ");

/** A row as it came, column by column, by the names of the columns. */
export function jobRowOf(values: readonly (string | null)[]): JobRow {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) as unknown as JobRow;
}
