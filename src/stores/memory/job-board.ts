import { CustomerServiceError } from "../../errors.ts";
import { defaultMaxAttempts, type Job, type NewJob, type Settlement } from "../../model/job.ts";
import type { Lease } from "../../ports/ticket-store.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { JobHeap, type StoredJob } from "./job-heap.ts";
import { JobLanes } from "./job-lanes.ts";
import type { UndoLog } from "./undo-log.ts";

/** A job that was given up, and why. */
export interface DeadLetter {
  readonly job: StoredJob;
  readonly error: string;
}

/** The jobs of one tenant. Jobs that wait for others of their lane stand in neither heap. */
export class JobBoard {
  readonly #tenant: string;
  readonly #undo: UndoLog;
  readonly #jobs = new Map<string, StoredJob>();
  readonly #keys = new Map<string, StoredJob>();
  readonly #lanes = new JobLanes();
  /** By due time; also claimed jobs whose lease was seen to have run out. */
  readonly #due = new JobHeap();
  /** By the end of the lease. */
  readonly #leased = new JobHeap();
  readonly #deadLetters: DeadLetter[] = [];

  constructor(tenant: string, undo: UndoLog) {
    this.#tenant = tenant;
    this.#undo = undo;
  }

  enqueue(number: number, job: NewJob, now: number, lease: Lease | undefined): Job | null {
    if (job.key !== undefined && this.#keys.has(job.key)) return null;
    const dueAt = job.dueAt?.getTime() ?? now;
    const claimed = lease !== undefined && dueAt <= now && this.#isFree(job.lane);
    const added: StoredJob = {
      number,
      id: String(number),
      kind: job.kind,
      payload: frozenCopy(job.payload),
      key: job.key ?? null,
      lane: job.lane ?? null,
      maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
      dueAt,
      attempt: claimed ? 1 : 0,
      owner: claimed ? lease.owner : null,
      leaseUntil: claimed ? now + lease.leaseMs : 0,
      heap: null,
      rank: 0,
      place: 0,
    };
    this.#insert(added);
    this.#undo.add(() => this.#remove(added));
    return claimed ? this.#claimOf(added, lease.owner) : null;
  }

  #isFree(lane: string | undefined): boolean {
    return lane === undefined || this.#lanes.head(lane) === undefined;
  }

  reschedule(key: string, dueAt: Date | null): boolean {
    const job = this.#keys.get(key);
    if (job === undefined || job.owner !== null) return false;
    if (dueAt === null) {
      this.#remove(job);
      this.#undo.add(() => this.#insert(job));
    } else {
      this.#rememberFields(job);
      job.dueAt = dueAt.getTime();
      this.#offer(job);
    }
    return true;
  }

  settle(claim: Job, settlement: Settlement): void {
    const job = this.#held(claim);
    if (job === undefined) throw leaseLost(claim);
    switch (settlement.outcome) {
      case "done":
        this.#remove(job);
        this.#undo.add(() => this.#insert(job));
        return;
      case "retry":
        this.#rememberFields(job);
        job.owner = null;
        job.dueAt = settlement.at.getTime();
        this.#offer(job);
        return;
      case "dead":
        this.#bury(job, settlement.error);
        return;
      default:
        settlement satisfies never;
    }
  }

  claim(limit: number, lease: Lease, now: number): Job[] {
    this.#expireLeases(now);
    const claimed: Job[] = [];
    for (let job = this.#due.first; job !== undefined && claimed.length < limit; job = this.#due.first) {
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
      this.#offer(job);
      renewed.push(this.#claimOf(job, claim.owner));
    }
    return renewed;
  }

  nextDueAt(): Date | null {
    const due = this.#due.first?.rank;
    const leaseEnd = this.#leased.first?.rank;
    if (due === undefined && leaseEnd === undefined) return null;
    return new Date(Math.min(due ?? Number.POSITIVE_INFINITY, leaseEnd ?? Number.POSITIVE_INFINITY));
  }

  #claimOne(job: StoredJob, lease: Lease, now: number): Job {
    this.#rememberFields(job);
    job.attempt += 1;
    job.owner = lease.owner;
    job.leaseUntil = now + lease.leaseMs;
    this.#offer(job);
    return this.#claimOf(job, lease.owner);
  }

  /** The job of this claim, unless it was settled or claimed again since. */
  #held(claim: Job): StoredJob | undefined {
    const job = claim.tenant === this.#tenant ? this.#jobs.get(claim.id) : undefined;
    return job !== undefined && job.owner === claim.owner && job.attempt === claim.attempt ? job : undefined;
  }

  #bury(job: StoredJob, error: string): void {
    this.#remove(job);
    this.#deadLetters.push({ job, error });
    this.#undo.add(() => {
      this.#deadLetters.pop();
      this.#insert(job);
    });
  }

  #expireLeases(now: number): void {
    for (let job = this.#leased.first; job !== undefined && job.leaseUntil <= now; job = this.#leased.first) {
      this.#leased.remove(job);
      this.#due.add(job, job.dueAt);
    }
  }

  #insert(job: StoredJob): void {
    this.#jobs.set(job.id, job);
    if (job.key !== null) this.#keys.set(job.key, job);
    if (job.lane !== null) {
      const head = this.#lanes.head(job.lane);
      this.#lanes.insert(job.lane, job);
      if (head !== undefined && this.#lanes.head(job.lane) === job) head.heap?.remove(head);
    }
    this.#offer(job);
  }

  #remove(job: StoredJob): void {
    this.#jobs.delete(job.id);
    if (job.key !== null) this.#keys.delete(job.key);
    job.heap?.remove(job);
    if (job.lane === null) return;
    this.#lanes.remove(job.lane, job);
    const head = this.#lanes.head(job.lane);
    if (head !== undefined) this.#offer(head);
  }

  /** Puts the job in the heap it belongs to now. */
  #offer(job: StoredJob): void {
    job.heap?.remove(job);
    if (job.lane !== null && this.#lanes.head(job.lane) !== job) return;
    if (job.owner === null) this.#due.add(job, job.dueAt);
    else this.#leased.add(job, job.leaseUntil);
  }

  #rememberFields(job: StoredJob): void {
    const { dueAt, attempt, owner, leaseUntil } = job;
    this.#undo.add(() => {
      job.dueAt = dueAt;
      job.attempt = attempt;
      job.owner = owner;
      job.leaseUntil = leaseUntil;
      this.#offer(job);
    });
  }

  #claimOf(job: StoredJob, owner: string): Job {
    return Object.freeze({
      id: job.id,
      tenant: this.#tenant,
      kind: job.kind,
      payload: job.payload,
      key: job.key,
      lane: job.lane,
      dueAt: new Date(job.dueAt),
      attempt: job.attempt,
      maxAttempts: job.maxAttempts,
      owner,
      leaseUntil: new Date(job.leaseUntil),
    });
  }
}

function leaseLost(claim: Job): CustomerServiceError {
  return new CustomerServiceError(
    "store.lease_lost",
    `Attempt ${claim.attempt} of job ${claim.id} (${claim.kind}) does not hold any more: it was settled or claimed again.`,
    { details: { jobId: claim.id, kind: claim.kind, attempt: claim.attempt, owner: claim.owner } },
  );
}
