import type { RecordKind } from "../model/records.ts";

/** What operators do with a store beside the way of messages. Members may take long; none holds up a transaction. */
export interface StoreMaintenance {
  /** How the jobs of a tenant stand. */
  jobStatistics(tenant: string): Promise<JobStatistics>;
  /** Lets a dead letter wait again, at the end of its lane, with all its attempts; false when there is none of this id. */
  revive(tenant: string, jobId: string): Promise<boolean>;
  /** Removes what nobody needs any more, at most `limit` of each, and resolves with how many were removed. */
  prune(tenant: string, options: PruneOptions): Promise<{ readonly marks: number; readonly deadLetters: number }>;
  /** Everything of a tenant in which one of these texts occurs, wherever it stands. Reads all there is. */
  mentions(tenant: string, texts: readonly string[]): Promise<readonly StoredThing[]>;
  /** Removes these things for good, all or none. What is gone already is no error. */
  remove(tenant: string, things: readonly StoredThing[]): Promise<void>;
}

/** Numbers for a dashboard or an alarm. */
export interface JobStatistics {
  /** Due, and waiting to be claimed. */
  readonly ready: number;
  /** Waiting for their time. */
  readonly scheduled: number;
  readonly claimed: number;
  readonly dead: number;
  /** Since when the longest waiting ready job has been due. */
  readonly oldestReadyAt: Date | null;
}

/** What is old enough to go. */
export interface PruneOptions {
  readonly marksBefore: Date;
  readonly deadLettersBefore: Date;
  readonly limit: number;
}

/** Something the store keeps, by name. */
export type StoredThing =
  | { readonly kind: RecordKind | "log" | "job"; readonly id: string }
  | { readonly kind: "mark"; readonly scope: string; readonly id: string };
