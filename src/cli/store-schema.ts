/** The tables of a store, as far as there are any. */
export interface StoreSchema {
  /** What to call the store: never with a password. */
  readonly name: string;
  /** The SQL that is missing. */
  missing(): Promise<readonly string[]>;
  /** Runs it, all or nothing, and resolves with what was run. */
  complete(): Promise<readonly string[]>;
  close(): Promise<void>;
}
