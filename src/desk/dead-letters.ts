import type { JobRecord } from "../model/job.ts";
import { Desk, page } from "./desk.ts";

/** Work that failed for good. It is kept until it is revived or pruned. */
export class DeadLetters extends Desk {
  /** Oldest first, at most `limit` (default 50, at most 1,000). `after`: the last of the page before. */
  list(options: { readonly limit?: number; readonly after?: JobRecord } = {}): Promise<readonly JobRecord[]> {
    const { limit, after } = page(options);
    return this.read((reader) => reader.findJobs("dead", after === undefined ? { limit } : { limit, after }));
  }

  /**
   * Lets it run again at once, with all its attempts, behind what waits in its lane. A message whose delivery died is
   * sent again; a turn whose messages a human got has nothing left to do. Refuses with `job.not_found`, or with
   * `job.refused` when a live job does the same by now.
   */
  async revive(jobId: string): Promise<void> {
    const { revive } = await import("../operations/revive.ts");
    return revive(this.service, jobId);
  }
}
