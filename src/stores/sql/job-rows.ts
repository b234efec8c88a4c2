import { defaultMaxAttempts, type Job, type JobRecord, type Json, type NewJob } from "../../model/job.ts";
import { cleanText } from "../../model/text.ts";
import type { Lease } from "../../ports/ticket-store.ts";
import type { SqlValue } from "./dialect.ts";

/** The columns of {@link JobRow}, in the order in which statements give them. */
export const jobColumns =
  "id, tenant, kind, job_key, lane, due_at, attempt, max_attempts, lease_owner, lease_until, payload, trace, state, last_error, created_at";

/** A row of `cs_job`; large numbers as the driver gives them. */
export interface JobRow {
  readonly id: number | string;
  readonly tenant: string;
  readonly kind: string;
  readonly job_key: string | null;
  readonly lane: string | null;
  readonly due_at: number | string;
  readonly attempt: number | string;
  readonly max_attempts: number | string;
  readonly lease_owner: string | null;
  readonly lease_until: number | string | null;
  readonly payload: string;
  readonly trace: string | null;
  readonly state: string;
  readonly last_error: string | null;
  readonly created_at: number | string;
}

/** A row that was just claimed. */
export function jobOf(row: JobRow): Job {
  return Object.freeze({
    id: String(row.id),
    tenant: row.tenant,
    kind: row.kind,
    payload: JSON.parse(row.payload) as Json,
    key: row.job_key,
    lane: row.lane,
    dueAt: new Date(Number(row.due_at)),
    attempt: Number(row.attempt),
    maxAttempts: Number(row.max_attempts),
    owner: row.lease_owner ?? "",
    leaseUntil: new Date(Number(row.lease_until)),
    trace: row.trace,
  });
}

const states = { ready: "waiting", running: "claimed", dead: "dead" } as const;

/** A job as it stands. */
export function jobRecordOf(row: JobRow): JobRecord {
  return Object.freeze({
    id: String(row.id),
    kind: row.kind,
    payload: JSON.parse(row.payload) as Json,
    key: row.job_key,
    lane: row.lane,
    state: states[row.state as keyof typeof states],
    dueAt: new Date(Number(row.due_at)),
    attempt: Number(row.attempt),
    maxAttempts: Number(row.max_attempts),
    owner: row.lease_owner,
    leaseUntil: row.lease_until === null ? null : new Date(Number(row.lease_until)),
    error: row.last_error,
    createdAt: new Date(Number(row.created_at)),
  });
}

/** The values of {@link findJobs}. */
export function findJobsValues(
  tenant: string,
  { limit, after }: { readonly limit: number; readonly after?: JobRecord },
): readonly SqlValue[] {
  return [tenant, after === undefined ? 0 : Number(after.id), limit];
}

/** Soonest due first, then oldest: statements that change rows return them in no order. */
export function byDueTime(a: JobRow, b: JobRow): number {
  return Number(a.due_at) - Number(b.due_at) || Number(a.id) - Number(b.id);
}

/** A new job as the values of {@link insertJob} after its id: waiting, or claimed at once under a lease. */
export function newJobValues(tenant: string, job: NewJob, now: Date, lease: Lease | null): readonly SqlValue[] {
  const { kind, payload, dueAt = now, maxAttempts = defaultMaxAttempts } = job;
  const names = [kind, cleaned(job.key), cleaned(job.lane)];
  const claim = lease === null ? ["ready", 0, null, null] : ["running", 1, lease.owner, now.getTime() + lease.leaseMs];
  const work = [JSON.stringify(payload), cleaned(job.trace)];
  return [tenant, ...names, dueAt.getTime(), maxAttempts, ...claim, ...work, now.getTime()];
}

/** The claim of a new job that was inserted under a lease. */
export function newClaim(id: number, tenant: string, job: NewJob, now: Date, lease: Lease): Job {
  return Object.freeze({
    id: String(id),
    tenant,
    kind: job.kind,
    payload: job.payload,
    key: cleaned(job.key),
    lane: cleaned(job.lane),
    dueAt: job.dueAt ?? now,
    attempt: 1,
    maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
    owner: lease.owner,
    leaseUntil: new Date(now.getTime() + lease.leaseMs),
    trace: cleaned(job.trace),
  });
}

/** A text as columns keep it; `null` for none. */
export function cleaned(text: string | undefined): string | null {
  return text === undefined ? null : cleanText(text);
}

/** The claim as the values of a statement that ends with it. */
export function claimValues(tenant: string, job: Job): readonly SqlValue[] {
  return [tenant, Number(job.id), job.owner, job.attempt];
}
