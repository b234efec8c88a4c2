/**
 * Where the SQL of the stores differs. All texts in this folder are otherwise the same for SQLite and PostgreSQL: values
 * are `?` in order (a driver with numbered placeholders counts them through), times are epoch milliseconds.
 */
export interface Dialect {
  /** Ends a SELECT whose rows nobody else may change before the transaction ends. */
  readonly lockRows: string;
  /** Ends a SELECT that takes only rows which nobody else is taking. */
  readonly takeFreeRows: string;
}

/** One writer at a time: whoever reads in a transaction already has every row to itself. */
export const sqliteDialect: Dialect = { lockRows: "", takeFreeRows: "" };

/** What can be bound to a placeholder. */
export type SqlValue = string | number | null;
