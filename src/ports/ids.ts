/** The only place ids come from. */
export interface Ids {
  /** An id for a row: unique, not guessable, and later ones sort after earlier ones, so that indexes grow at their end. */
  row(): string;
  /** A short id for people, without letters that look alike: `T-7K2M9QXWB4RH`. Not guessable. */
  ticket(): string;
}
