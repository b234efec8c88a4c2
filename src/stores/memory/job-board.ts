import { CustomerServiceError } from "../../errors.ts";
import { defaultMaxAttempts, type Job, type JobRecord, type NewJob, type Settlement } from "../../model/job.ts";
import { cleanText } from "../../model/text.ts";
import type { JobStatistics } from "../../ports/store-maintenance.ts";
import type { Lease } from "../../ports/ticket-store.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { StoredJob } from "./job-heap.ts";
import { claimOf, jobRecordOf, statisticsOf } from "./job-views.ts";
import { LiveJobs } from "./live-jobs.ts";
import type { UndoLog } from "./undo-log.ts";

/** The jobs of one tenant, live and dead, and what is done with them. */
export class JobBoard {
  readonly #tenant: string;
  readonly #undo: UndoLog;
  readonly #live = new LiveJobs();
  readonly #deadLetters = new Map<string, StoredJob>();

  constructor(tenant: string, undo: UndoLog) {
    this.#tenant = tenant;
    this.#undo = undo;
  }

  enqueue(number: number, job: NewJob, now: number, lease: Lease | undefined): Job | null {
    const key = cleaned(job.key);
    const lane = cleaned(job.lane);
    if (this.#live.withKey(key) !== undefined) return null;
    const dueAt = job.dueAt?.getTime() ?? now;
    const claimed = lease !== undefined && dueAt <= now && this.#live.isFree(lane);
    const added: StoredJob = {
      number,
      id: String(number),
      kind: job.kind,
      payload: frozenCopy(job.payload),
      key,
      lane,
      maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
      trace: cleaned(job.trace),
      createdAt: now,
      dueAt,
      attempt: claimed ? 1 : 0,
      owner: claimed ? lease.owner : null,
      leaseUntil: claimed ? now + lease.leaseMs : 0,
      error: null,
      heap: null,
      rank: 0,
      place: 0,
    };
    this.#live.insert(added);
    this.#undo.add(() => this.#live.remove(added));
    return claimed ? claimOf(added, this.#tenant, lease.owner) : null;
  }

  /** False when no job of this key waits. */
  move(key: string, dueAt: number): boolean {
    const job = this.#waiting(key);
    if (job === undefined) return false;
    this.#rememberFields(job);
    job.dueAt = dueAt;
    this.#live.offer(job);
    return true;
  }

  cancel(key: string): void {
    const job = this.#waiting(key);
    if (job === undefined) return;
    this.#live.remove(job);
    this.#undo.add(() => this.#live.insert(job));
  }

  #waiting(key: string): StoredJob | undefined {
    const job = this.#live.withKey(cleanText(key));
    return job?.owner === null ? job : undefined;
  }

  settle(claim: Job, settlement: Settlement, now: number): void {
    const job = this.#held(claim);
    if (job === undefined) throw leaseLost(claim);
    if (settlement.outcome !== "done") this.#rememberFields(job);
    switch (settlement.outcome) {
      case "done":
        this.#live.remove(job);
        this.#undo.add(() => this.#live.insert(job));
        return;
      case "retry":
        job.error = cleanText(settlement.error);
        this.#putBack(job, settlement.at.getTime());
        return;
      case "release":
        job.attempt -= 1;
        this.#putBack(job, settlement.at?.getTime() ?? now);
        return;
      case "dead":
        job.error = cleanText(settlement.error);
        job.owner = null;
        job.dueAt = now;
        this.#bury(job);
        return;
      default:
        settlement satisfies never;
    }
  }

  claim(limit: number, lease: Lease, now: number): Job[] {
    this.#expireLeases(now);
    const claimed: Job[] = [];
    for (let job = this.#live.firstDue; job !== undefined && claimed.length < limit; job = this.#live.firstDue) {
      if (job.dueAt > now) break;
      claimed.push(this.#claimOne(job, lease, now));
    }
    return claimed;
  }

  renew(claims: readonly Job[], leaseMs: number, now: number): Job[] {
    const renewed: Job[] = [];
    for (const claim of claims) {
      const job = this.#held(claim);
      if (job === undefined) continue;
      job.leaseUntil = now + leaseMs;
      this.#live.offer(job);
      renewed.push(claimOf(job, this.#tenant, claim.owner));
    }
    return renewed;
  }

  nextDueAt(): Date | null {
    const due = this.#live.firstDue?.rank;
    const leaseEnd = this.#live.firstLeased?.rank;
    if (due === undefined && leaseEnd === undefined) return null;
    return new Date(Math.min(due ?? Number.POSITIVE_INFINITY, leaseEnd ?? Number.POSITIVE_INFINITY));
  }

  find(state: "live" | "dead", limit: number, after: JobRecord | undefined): readonly JobRecord[] {
    const last = after === undefined ? 0 : Number(after.id);
    return [...(state === "dead" ? this.#deadLetters.values() : this.#live.all())]
      .filter(({ number }) => number > last)
      .sort((a, b) => a.number - b.number)
      .slice(0, limit)
      .map((job) => jobRecordOf(job, state === "dead"));
  }

  // What follows is for maintenance, which happens outside of transactions: there is nothing to undo.

  statistics(now: number): JobStatistics {
    return statisticsOf(this.#live.all(), this.#deadLetters.size, now);
  }

  /** All of them, dead letters too. */
  *all(): Iterable<StoredJob> {
    yield* this.#live.all();
    yield* this.#deadLetters.values();
  }

  revive(id: string, number: number, now: number): boolean {
    const job = this.#deadLetters.get(id);
    if (job === undefined || this.#live.withKey(job.key) !== undefined) return false;
    this.#deadLetters.delete(id);
    this.#live.insert({ ...job, number, id: String(number), attempt: 0, dueAt: now });
    return true;
  }

  /** Removes dead letters given up before this time, at most `limit`, and tells how many. */
  prune(before: number, limit: number): number {
    const old = [...this.#deadLetters.values()].filter(({ dueAt }) => dueAt < before).slice(0, limit);
    for (const { id } of old) this.#deadLetters.delete(id);
    return old.length;
  }

  delete(id: string): void {
    const live = this.#live.get(id);
    if (live !== undefined) this.#live.remove(live);
    this.#deadLetters.delete(id);
  }

  #claimOne(job: StoredJob, lease: Lease, now: number): Job {
    this.#rememberFields(job);
    job.attempt += 1;
    job.owner = lease.owner;
    job.leaseUntil = now + lease.leaseMs;
    this.#live.offer(job);
    return claimOf(job, this.#tenant, lease.owner);
  }

  /** The job of this claim, unless it was settled or claimed again since. */
  #held(claim: Job): StoredJob | undefined {
    const job = claim.tenant === this.#tenant ? this.#live.get(claim.id) : undefined;
    return job !== undefined && job.owner === claim.owner && job.attempt === claim.attempt ? job : undefined;
  }

  #putBack(job: StoredJob, dueAt: number): void {
    job.owner = null;
    job.dueAt = dueAt;
    this.#live.offer(job);
  }

  #bury(job: StoredJob): void {
    this.#live.remove(job);
    this.#deadLetters.set(job.id, job);
    this.#undo.add(() => {
      this.#deadLetters.delete(job.id);
      this.#live.insert(job);
    });
  }

  #expireLeases(now: number): void {
    for (let job = this.#live.firstLeased; job !== undefined && job.leaseUntil <= now; job = this.#live.firstLeased) {
      job.error = "The lease ran out.";
      this.#putBack(job, job.dueAt);
    }
  }

  #rememberFields(job: StoredJob): void {
    const { dueAt, attempt, owner, leaseUntil, error } = job;
    this.#undo.add(() => {
      job.dueAt = dueAt;
      job.attempt = attempt;
      job.owner = owner;
      job.leaseUntil = leaseUntil;
      job.error = error;
      this.#live.offer(job);
    });
  }
}

function cleaned(text: string | undefined): string | null {
  return text === undefined ? null : cleanText(text);
}

function leaseLost(claim: Job): CustomerServiceError {
  return new CustomerServiceError(
    "store.lease_lost",
    `Attempt ${claim.attempt} of job ${claim.id} (${claim.kind}) does not hold any more: it was settled or claimed again.`,
    { details: { jobId: claim.id, kind: claim.kind, attempt: claim.attempt, owner: claim.owner } },
  );
}
