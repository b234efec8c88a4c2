import type { Job, JobRecord } from "../../model/job.ts";
import type { JobStatistics } from "../../ports/store-maintenance.ts";
import type { StoredJob } from "./job-heap.ts";

/** A job as its worker holds it. */
export function claimOf(job: StoredJob, tenant: string, owner: string): Job {
  return Object.freeze({
    id: job.id,
    tenant,
    kind: job.kind,
    payload: job.payload,
    key: job.key,
    lane: job.lane,
    dueAt: new Date(job.dueAt),
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    owner,
    leaseUntil: new Date(job.leaseUntil),
    trace: job.trace,
  });
}

/** A job as it stands, live or dead. */
export function jobRecordOf(job: StoredJob, isDead: boolean): JobRecord {
  const isClaimed = job.owner !== null;
  return Object.freeze({
    id: job.id,
    kind: job.kind,
    payload: job.payload,
    key: job.key,
    lane: job.lane,
    state: isDead ? "dead" : isClaimed ? "claimed" : "waiting",
    dueAt: new Date(job.dueAt),
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    owner: job.owner,
    leaseUntil: isClaimed ? new Date(job.leaseUntil) : null,
    error: job.error,
    createdAt: new Date(job.createdAt),
  });
}

/** Counts the live jobs. */
export function statisticsOf(live: Iterable<StoredJob>, dead: number, now: number): JobStatistics {
  const counts = { ready: 0, scheduled: 0, claimed: 0 };
  let oldest = Number.POSITIVE_INFINITY;
  for (const { owner, dueAt } of live) {
    if (owner !== null) counts.claimed += 1;
    else if (dueAt > now) counts.scheduled += 1;
    else {
      counts.ready += 1;
      oldest = Math.min(oldest, dueAt);
    }
  }
  return { ...counts, dead, oldestReadyAt: counts.ready === 0 ? null : new Date(oldest) };
}
