import type { SqlValue } from "../sql/dialect.ts";

/** A statement as PostgreSQL takes it. The name is that of its text: a connection prepares it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement with its values. */
export interface Command {
  readonly statement: Statement;
  readonly values: readonly SqlValue[];
}

/** What a command did: how many rows it changed or found, and what it returned, column by column, as text. */
export interface CommandResult {
  readonly count: number;
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The database refused a command of several: none of them is done. */
export class RefusedCommand extends Error {
  /** Which of the commands it was; that many were taken before it. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.index = index;
  }
}
