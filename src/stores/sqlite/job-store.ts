import { CustomerServiceError } from "../../errors.ts";
import type { Job, JobRecord, NewJob, Settlement } from "../../model/job.ts";
import { cleanText } from "../../model/text.ts";
import type { Lease } from "../../ports/ticket-store.ts";
import { sqliteDialect } from "../sql/dialect.ts";
import * as rows from "../sql/job-rows.ts";
import * as sql from "../sql/jobs.ts";
import { jobNumber, reviveJob } from "../sql/maintenance.ts";
import type { Connection } from "./connection.ts";

/** The jobs, with all their statements prepared. */
export function jobStore(connection: Connection) {
  const insert = connection.prepare(sql.insertJob);
  const findLiveInLane = connection.prepare(sql.findLiveInLane);
  const releaseExpired = connection.prepare(sql.releaseExpired);
  const claim = connection.prepare(sql.claimJobs(sqliteDialect));
  const renew = connection.prepare(sql.renewJob);
  const finish = connection.prepare(sql.finishJob);
  const retry = connection.prepare(sql.retryJob);
  const release = connection.prepare(sql.releaseJob);
  const bury = connection.prepare(sql.buryJob);
  const move = connection.prepare(sql.moveJob);
  const cancel = connection.prepare(sql.cancelJob);
  const findNextDue = connection.prepare(sql.findNextDue);
  const find = { live: connection.prepare(sql.findJobs("live")), dead: connection.prepare(sql.findJobs("dead")) };
  const revive = connection.prepare(reviveJob("?"));

  // Counted here, since SQLite gives the id of a job that is gone to the next one, which a stale claim could then settle.
  let lastId = connection.prepare(sql.findLastJobId).get<{ id: number }>()?.id ?? 0;

  function canStart(tenant: string, job: NewJob, now: Date): boolean {
    if (job.dueAt !== undefined && job.dueAt > now) return false;
    return job.lane === undefined || findLiveInLane.get(tenant, cleanText(job.lane)) === undefined;
  }

  function enqueue(tenant: string, job: NewJob, now: Date, lease?: Lease): Job | null {
    const claim = lease !== undefined && canStart(tenant, job, now) ? lease : null;
    lastId += 1;
    const inserted = insert.run(lastId, ...rows.newJobValues(tenant, job, now, claim));
    return inserted === 1 && claim !== null ? rows.newClaim(lastId, tenant, job, now, claim) : null;
  }

  function settleRow(tenant: string, job: Job, settlement: Settlement, now: Date): number {
    const values = rows.claimValues(tenant, job);
    switch (settlement.outcome) {
      case "done":
        return finish.run(...values);
      case "retry":
        return retry.run(settlement.at.getTime(), cleanText(settlement.error), ...values);
      case "release":
        return release.run((settlement.at ?? now).getTime(), ...values);
      case "dead":
        return bury.run(now.getTime(), cleanText(settlement.error), ...values);
      default:
        return settlement satisfies never;
    }
  }

  return {
    /** The owner before this one is gone, and with it whoever held a lease. */
    releaseAll(): void {
      connection.exec(sql.releaseAll);
    },

    enqueue,

    schedule(tenant: string, job: NewJob & { readonly key: string }, now: Date): void {
      const dueAt = job.dueAt ?? now;
      if (move.run(dueAt.getTime(), tenant, cleanText(job.key)) === 0) enqueue(tenant, job, now);
    },

    cancel(tenant: string, key: string): void {
      cancel.run(tenant, cleanText(key));
    },

    find(state: "live" | "dead", tenant: string, page: { readonly limit: number; readonly after?: JobRecord }) {
      return find[state].all<rows.JobRow>(...rows.findJobsValues(tenant, page)).map(rows.jobRecordOf);
    },

    claim(tenant: string, now: Date, limit: number, lease: Lease): readonly Job[] {
      releaseExpired.run(tenant, now.getTime());
      const until = now.getTime() + lease.leaseMs;
      const claimed = claim.all<rows.JobRow>(tenant, now.getTime(), limit, lease.owner, until);
      return claimed.toSorted(rows.byDueTime).map(rows.jobOf);
    },

    renew(tenant: string, jobs: readonly Job[], now: Date, leaseMs: number): readonly Job[] {
      const leaseUntil = new Date(now.getTime() + leaseMs);
      return jobs
        .filter((job) => renew.run(leaseUntil.getTime(), ...rows.claimValues(tenant, job)) === 1)
        .map((job) => Object.freeze({ ...job, leaseUntil }));
    },

    nextDueAt(tenant: string): Date | null {
      const next = findNextDue.get<{ due_at: number | null; lease_until: number | null }>(tenant, tenant);
      const times = [next?.due_at, next?.lease_until].filter((time) => typeof time === "number");
      return times.length === 0 ? null : new Date(Math.min(...times));
    },

    settle(tenant: string, job: Job, settlement: Settlement, now: Date): void {
      if (settleRow(tenant, job, settlement, now) === 1) return;
      throw new CustomerServiceError(
        "store.lease_lost",
        `Claim ${job.attempt} of the ${job.kind} job ${job.id} by ${job.owner} does not hold any more: somebody else has the job, or it is gone.`,
        { details: { jobId: job.id, attempt: job.attempt, owner: job.owner } },
      );
    },

    revive(tenant: string, id: string, now: Date): boolean {
      lastId += 1;
      return revive.run(lastId, now.getTime(), tenant, jobNumber(id)) === 1;
    },
  };
}
