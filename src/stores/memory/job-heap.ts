import type { Json } from "../../model/job.ts";

/** A job. Times are in milliseconds since 1970. */
export interface StoredJob {
  /** Grows with each enqueue: the order in a lane. */
  readonly number: number;
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly key: string | null;
  readonly lane: string | null;
  readonly maxAttempts: number;
  readonly trace: string | null;
  readonly createdAt: number;
  dueAt: number;
  attempt: number;
  /** Who claimed it; `null` while it waits. */
  owner: string | null;
  leaseUntil: number;
  /** Why the last attempt failed. */
  error: string | null;
  /** The heap it stands in, if any; its sort value there; its place there. */
  heap: JobHeap | null;
  rank: number;
  place: number;
}

/** A binary heap: the job with the smallest rank, then number, is first. Jobs know their place, so any can leave. */
export class JobHeap {
  readonly #jobs: StoredJob[] = [];

  get first(): StoredJob | undefined {
    return this.#jobs[0];
  }

  add(job: StoredJob, rank: number): void {
    job.heap = this;
    job.rank = rank;
    this.#rise(job, this.#jobs.length);
  }

  remove(job: StoredJob): void {
    const last = this.#jobs.pop();
    job.heap = null;
    if (last === undefined || last === job) return;
    const place = job.place;
    const parent = this.#jobs[(place - 1) >> 1];
    if (place > 0 && parent !== undefined && isBefore(last, parent)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  #rise(job: StoredJob, from: number): void {
    let place = from;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = this.#jobs[parentPlace];
      if (parent === undefined || isBefore(parent, job)) break;
      this.#set(place, parent);
      place = parentPlace;
    }
    this.#set(place, job);
  }

  #sink(job: StoredJob, from: number): void {
    let place = from;
    for (;;) {
      let childPlace = 2 * place + 1;
      let child = this.#jobs[childPlace];
      const sibling = this.#jobs[childPlace + 1];
      if (child !== undefined && sibling !== undefined && isBefore(sibling, child)) {
        child = sibling;
        childPlace += 1;
      }
      if (child === undefined || isBefore(job, child)) break;
      this.#set(place, child);
      place = childPlace;
    }
    this.#set(place, job);
  }

  #set(place: number, job: StoredJob): void {
    this.#jobs[place] = job;
    job.place = place;
  }
}

function isBefore(a: StoredJob, b: StoredJob): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.number < b.number);
}
