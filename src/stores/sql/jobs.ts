import { defaultMaxAttempts, type Job, type Json, type NewJob } from "../../model/job.ts";
import type { Lease } from "../../ports/ticket-store.ts";
import type { Dialect, SqlValue } from "./dialect.ts";

// A live job is one that is not dead: waiting (`ready`) or claimed (`running`). Its id is its place in its lane.
// The words `state <> 'dead'` and `lane IS NOT NULL` stand in the partial indexes too: without them they are not used.

const laneIsFree =
  "(j.lane IS NULL OR NOT EXISTS (SELECT 1 FROM cs_job AS e WHERE e.tenant = j.tenant AND e.lane = j.lane AND e.id < j.id AND e.state <> 'dead'))";

/** The highest id there is, 0 without jobs. */
export const findLastJobId = "SELECT coalesce(max(id), 0) AS id FROM cs_job";

/** Values: id, then those of {@link newJobValues}. No row is inserted when a live job has the key. */
export const insertJob =
  "INSERT INTO cs_job (id, tenant, kind, job_key, lane, due_at, max_attempts, state, attempt, lease_owner, lease_until, payload, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

/** Values: tenant, lane. A row when the lane has a live job. */
export const findLiveInLane = "SELECT 1 FROM cs_job WHERE tenant = ? AND lane = ? AND state <> 'dead' LIMIT 1";

/** Values: tenant, now. Claims whose lease ran out wait again, at their old place. */
export const releaseExpired =
  "UPDATE cs_job SET state = 'ready', lease_owner = NULL, lease_until = NULL, last_error = 'The lease ran out.' WHERE tenant = ? AND state = 'running' AND lease_until <= ?";

/** For a store that has one owner at a time: when it is opened, whoever held a lease is gone. */
export const releaseAll =
  "UPDATE cs_job SET state = 'ready', lease_owner = NULL, lease_until = NULL, last_error = 'The process ended.' WHERE state = 'running'";

/** Values: owner, lease until, tenant, now, limit. */
export function claimJobs(dialect: Dialect): string {
  return `UPDATE cs_job SET state = 'running', attempt = attempt + 1, lease_owner = ?, lease_until = ? WHERE id IN (SELECT j.id FROM cs_job AS j WHERE j.tenant = ? AND j.state = 'ready' AND j.due_at <= ? AND ${laneIsFree} ORDER BY j.due_at, j.id LIMIT ?${dialect.takeFreeRows}) RETURNING *`;
}

const claimHolds = "tenant = ? AND id = ? AND state = 'running' AND lease_owner = ? AND attempt = ?";

/** Values: lease until, tenant, id, owner, attempt. */
export const renewJob = `UPDATE cs_job SET lease_until = ? WHERE ${claimHolds}`;

/** Values: tenant, id, owner, attempt. */
export const finishJob = `DELETE FROM cs_job WHERE ${claimHolds}`;

/** Values: due, error, tenant, id, owner, attempt. */
export const retryJob = `UPDATE cs_job SET state = 'ready', due_at = ?, last_error = ?, lease_owner = NULL, lease_until = NULL WHERE ${claimHolds}`;

/** Values: error, tenant, id, owner, attempt. */
export const buryJob = `UPDATE cs_job SET state = 'dead', last_error = ?, lease_owner = NULL, lease_until = NULL WHERE ${claimHolds}`;

/** Values: due, tenant, key. */
export const moveJob =
  "UPDATE cs_job SET due_at = ? WHERE tenant = ? AND job_key = ? AND state <> 'dead' AND state = 'ready'";

/** Values: tenant, key. */
export const cancelJob = "DELETE FROM cs_job WHERE tenant = ? AND job_key = ? AND state <> 'dead' AND state = 'ready'";

/** Values: tenant, tenant. A job behind another in its lane cannot be claimed whenever it is due, so it does not count. */
export const findNextDue = `SELECT (SELECT j.due_at FROM cs_job AS j WHERE j.tenant = ? AND j.state = 'ready' AND ${laneIsFree} ORDER BY j.due_at, j.id LIMIT 1) AS due_at, (SELECT min(lease_until) FROM cs_job WHERE tenant = ? AND state = 'running') AS lease_until`;

/** A row of `cs_job` that is or was claimed; large numbers as the driver gives them. */
export interface JobRow {
  readonly id: number | string;
  readonly tenant: string;
  readonly kind: string;
  readonly job_key: string | null;
  readonly lane: string | null;
  readonly due_at: number | string;
  readonly attempt: number;
  readonly max_attempts: number;
  readonly lease_owner: string;
  readonly lease_until: number | string;
  readonly payload: string;
}

export function jobOf(row: JobRow): Job {
  return Object.freeze({
    id: String(row.id),
    tenant: row.tenant,
    kind: row.kind,
    payload: JSON.parse(row.payload) as Json,
    key: row.job_key,
    lane: row.lane,
    dueAt: new Date(Number(row.due_at)),
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    owner: row.lease_owner,
    leaseUntil: new Date(Number(row.lease_until)),
  });
}

/** Soonest due first, then oldest: statements that change rows return them in no order. */
export function byDueTime(a: JobRow, b: JobRow): number {
  return Number(a.due_at) - Number(b.due_at) || Number(a.id) - Number(b.id);
}

/** A new job as the values of {@link insertJob}: waiting, or claimed at once under a lease. */
export function newJobValues(tenant: string, job: NewJob, now: Date, lease: Lease | null): readonly SqlValue[] {
  const { kind, payload, key = null, lane = null, dueAt = now, maxAttempts = defaultMaxAttempts } = job;
  const claim = lease === null ? ["ready", 0, null, null] : ["running", 1, lease.owner, now.getTime() + lease.leaseMs];
  return [tenant, kind, key, lane, dueAt.getTime(), maxAttempts, ...claim, JSON.stringify(payload), now.getTime()];
}

/** The claim of a new job that was inserted under a lease. */
export function newClaim(id: number, tenant: string, job: NewJob, now: Date, lease: Lease): Job {
  return Object.freeze({
    id: String(id),
    tenant,
    kind: job.kind,
    payload: job.payload,
    key: job.key ?? null,
    lane: job.lane ?? null,
    dueAt: job.dueAt ?? now,
    attempt: 1,
    maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
    owner: lease.owner,
    leaseUntil: new Date(now.getTime() + lease.leaseMs),
  });
}

/** The claim as the values of a statement that ends with it. */
export function claimValues(tenant: string, job: Job): readonly SqlValue[] {
  return [tenant, Number(job.id), job.owner, job.attempt];
}
