/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Work to be done later or elsewhere, at least once, under a lease. */
export interface NewJob {
  readonly kind: string;
  readonly payload: Json;
  /** At most one live job has this key; a second is not created. Timers are moved and cancelled by it. */
  readonly key?: string | undefined;
  /** Jobs of one lane run one at a time, in the order in which they were enqueued. */
  readonly lane?: string | undefined;
  /** Not before this time; default: at once. */
  readonly dueAt?: Date | undefined;
  /** Claims after which a failing job becomes a dead letter; default 8. */
  readonly maxAttempts?: number | undefined;
  /** What caused it, as a W3C `traceparent`, for who follows work across processes. */
  readonly trace?: string | undefined;
}

/** A job as a worker holds it. `attempt` fences: a settlement of an older claim is refused. */
export interface Job {
  readonly id: string;
  readonly tenant: string;
  readonly kind: string;
  readonly payload: Json;
  readonly key: string | null;
  readonly lane: string | null;
  readonly dueAt: Date;
  /** 1 for the first claim. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Who holds the lease, until when. */
  readonly owner: string;
  readonly leaseUntil: Date;
  readonly trace: string | null;
}

/** A job as it stands in the store. */
export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly key: string | null;
  readonly lane: string | null;
  readonly state: "waiting" | "claimed" | "dead";
  /** When it may be claimed; of a dead letter, when it was given up. */
  readonly dueAt: Date;
  /** How often it was claimed. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly owner: string | null;
  readonly leaseUntil: Date | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
  readonly createdAt: Date;
}

/** How a claim ends. */
export type Settlement =
  /** Done: the job is gone. */
  | { readonly outcome: "done" }
  /** Not done: it keeps its place at the head of its lane until `at`, so later jobs of the lane wait. */
  | { readonly outcome: "retry"; readonly at: Date; readonly error: string }
  /**
   * Not begun, or broken off for no fault of its own: it is due again at once, or at `at`, at its place in its lane, and
   * the attempt does not count.
   */
  | { readonly outcome: "release"; readonly at?: Date }
  /** Given up: kept as a dead letter; its lane moves on. */
  | { readonly outcome: "dead"; readonly error: string };

export const defaultMaxAttempts = 8;
