import type { StoredJob } from "./job-heap.ts";

/** The live jobs of each lane, first enqueued first. A lane without live jobs is not there. */
export class JobLanes {
  readonly #lanes = new Map<string, StoredJob[]>();

  /** The job of this lane whose turn it is. */
  head(lane: string): StoredJob | undefined {
    return this.#lanes.get(lane)?.[0];
  }

  /** Puts the job at its place: at the end when it is new, where it was when a removal is undone. */
  insert(lane: string, job: StoredJob): void {
    const jobs = this.#lanes.get(lane);
    if (jobs === undefined) {
      this.#lanes.set(lane, [job]);
      return;
    }
    let place = jobs.length;
    for (let other = jobs[place - 1]; other !== undefined && other.number > job.number; other = jobs[place - 1]) {
      place -= 1;
    }
    jobs.splice(place, 0, job);
  }

  remove(lane: string, job: StoredJob): void {
    const jobs = this.#lanes.get(lane);
    if (jobs === undefined) return;
    if (jobs.length === 1) this.#lanes.delete(lane);
    else if (jobs[0] === job) jobs.shift();
    else jobs.splice(jobs.indexOf(job), 1);
  }
}
