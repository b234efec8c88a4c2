import { JobHeap, type StoredJob } from "./job-heap.ts";
import { JobLanes } from "./job-lanes.ts";

/** The live jobs of a tenant by id, key, lane and time. Jobs that wait for others of their lane stand in neither heap. */
export class LiveJobs {
  readonly #jobs = new Map<string, StoredJob>();
  readonly #keys = new Map<string, StoredJob>();
  readonly #lanes = new JobLanes();
  /** By due time. */
  readonly #due = new JobHeap();
  /** By the end of the lease. */
  readonly #leased = new JobHeap();

  get firstDue(): StoredJob | undefined {
    return this.#due.first;
  }

  get firstLeased(): StoredJob | undefined {
    return this.#leased.first;
  }

  all(): Iterable<StoredJob> {
    return this.#jobs.values();
  }

  get(id: string): StoredJob | undefined {
    return this.#jobs.get(id);
  }

  withKey(key: string | null): StoredJob | undefined {
    return key === null ? undefined : this.#keys.get(key);
  }

  /** A job of this lane would be the first. */
  isFree(lane: string | null): boolean {
    return lane === null || this.#lanes.head(lane) === undefined;
  }

  insert(job: StoredJob): void {
    this.#jobs.set(job.id, job);
    if (job.key !== null) this.#keys.set(job.key, job);
    if (job.lane !== null) {
      const head = this.#lanes.head(job.lane);
      this.#lanes.insert(job.lane, job);
      if (head !== undefined && this.#lanes.head(job.lane) === job) head.heap?.remove(head);
    }
    this.offer(job);
  }

  remove(job: StoredJob): void {
    this.#jobs.delete(job.id);
    if (job.key !== null) this.#keys.delete(job.key);
    job.heap?.remove(job);
    if (job.lane === null) return;
    this.#lanes.remove(job.lane, job);
    const head = this.#lanes.head(job.lane);
    if (head !== undefined) this.offer(head);
  }

  /** Puts the job in the heap it belongs to now: to be called when its owner or times have changed. */
  offer(job: StoredJob): void {
    job.heap?.remove(job);
    if (job.lane !== null && this.#lanes.head(job.lane) !== job) return;
    if (job.owner === null) this.#due.add(job, job.dueAt);
    else this.#leased.add(job, job.leaseUntil);
  }
}
