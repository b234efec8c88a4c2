import type { Dialect } from "./dialect.ts";
import { jobColumns } from "./job-rows.ts";

// A live job is one that is not dead: waiting (`ready`) or claimed (`running`). Its id is its place in its lane.
// The words `state <> 'dead'` and `lane IS NOT NULL` stand in the partial indexes too: without them they are not used.

const laneIsFree =
  "(j.lane IS NULL OR NOT EXISTS (SELECT 1 FROM cs_job AS e WHERE e.tenant = j.tenant AND e.lane = j.lane AND e.id < j.id AND e.state <> 'dead'))";

/** The highest id there is, 0 without jobs. */
export const findLastJobId = "SELECT coalesce(max(id), 0) AS id FROM cs_job";

/** Values: id, then those of {@link newJobValues}. No row is inserted when a live job has the key. */
export const insertJob =
  "INSERT INTO cs_job (id, tenant, kind, job_key, lane, due_at, max_attempts, state, attempt, lease_owner, lease_until, payload, trace, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

/** Values: tenant, lane. A row when the lane has a live job. */
export const findLiveInLane = "SELECT 1 FROM cs_job WHERE tenant = ? AND lane = ? AND state <> 'dead' LIMIT 1";

/** Values: tenant, now. Claims whose lease ran out wait again, at their old place. */
export const releaseExpired =
  "UPDATE cs_job SET state = 'ready', lease_owner = NULL, lease_until = NULL, last_error = 'The lease ran out.' WHERE tenant = ? AND state = 'running' AND lease_until <= ?";

/** For a store that has one owner at a time: when it is opened, whoever held a lease is gone. */
export const releaseAll =
  "UPDATE cs_job SET state = 'ready', lease_owner = NULL, lease_until = NULL, last_error = 'The process ended.' WHERE state = 'running'";

/** Values: tenant, now, limit, owner, lease until. */
export function claimJobs(dialect: Dialect): string {
  // A select of its own: inside the UPDATE, PostgreSQL might run it more than once, and take more than the limit.
  const free = `SELECT j.id FROM cs_job AS j WHERE j.tenant = ? AND j.state = 'ready' AND j.due_at <= ? AND ${laneIsFree} ORDER BY j.due_at, j.id LIMIT ?${dialect.takeFreeRows}`;
  return `WITH free AS MATERIALIZED (${free}) UPDATE cs_job SET state = 'running', attempt = attempt + 1, lease_owner = ?, lease_until = ? WHERE id IN (SELECT id FROM free) RETURNING ${jobColumns}`;
}

// Only a claimed job has an owner. The state is left out, so that no planner takes the index of the claimed ones for it.
const claimHolds = "tenant = ? AND id = ? AND lease_owner = ? AND attempt = ?";

/** Values: lease until, tenant, id, owner, attempt. */
export const renewJob = `UPDATE cs_job SET lease_until = ? WHERE ${claimHolds}`;

/** Values: tenant, id, owner, attempt. */
export const finishJob = `DELETE FROM cs_job WHERE ${claimHolds}`;

/** Values: due, error, tenant, id, owner, attempt. */
export const retryJob = `UPDATE cs_job SET state = 'ready', due_at = ?, last_error = ?, lease_owner = NULL, lease_until = NULL WHERE ${claimHolds}`;

/** Values: due, tenant, id, owner, attempt. The attempt that was broken off does not count. */
export const releaseJob = `UPDATE cs_job SET state = 'ready', due_at = ?, attempt = attempt - 1, lease_owner = NULL, lease_until = NULL WHERE ${claimHolds}`;

/** Values: now, error, tenant, id, owner, attempt. */
export const buryJob = `UPDATE cs_job SET state = 'dead', due_at = ?, last_error = ?, lease_owner = NULL, lease_until = NULL WHERE ${claimHolds}`;

/** Values: due, tenant, key. */
export const moveJob =
  "UPDATE cs_job SET due_at = ? WHERE tenant = ? AND job_key = ? AND state <> 'dead' AND state = 'ready'";

/** Values: tenant, key. */
export const cancelJob = "DELETE FROM cs_job WHERE tenant = ? AND job_key = ? AND state <> 'dead' AND state = 'ready'";

/** Values: tenant, tenant. A job behind another in its lane cannot be claimed whenever it is due, so it does not count. */
export const findNextDue = `SELECT (SELECT j.due_at FROM cs_job AS j WHERE j.tenant = ? AND j.state = 'ready' AND ${laneIsFree} ORDER BY j.due_at, j.id LIMIT 1) AS due_at, (SELECT min(lease_until) FROM cs_job WHERE tenant = ? AND state = 'running') AS lease_until`;

/** Values: tenant, the id after which to begin, limit. */
export function findJobs(state: "live" | "dead"): string {
  const wanted = state === "dead" ? "state = 'dead'" : "state <> 'dead'";
  return `SELECT ${jobColumns} FROM cs_job WHERE tenant = ? AND ${wanted} AND id > ? ORDER BY id LIMIT ?`;
}
