import type { Job, Settlement } from "../model/job.ts";
import type { Act } from "./act.ts";

/** Ends the claim of a job in the act that did it, or gave it up; a dead letter is told of. */
export async function endJob(act: Act, job: Job, settlement: Settlement): Promise<void> {
  await act.tx.settle(job, settlement);
  if (settlement.outcome === "dead") {
    act.emit("job.died", { jobId: job.id, jobKind: job.kind, error: settlement.error });
  }
}
