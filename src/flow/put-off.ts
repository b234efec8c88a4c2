import type { ServiceContext } from "../context.ts";
import type { Job } from "../model/job.ts";

/** The job waits for its time, at its place in its lane. That is no attempt. */
export async function putOff(service: ServiceContext, job: Job, waitMs: number): Promise<void> {
  await service.store.transact(service.tenant, (tx) => {
    return tx.settle(job, { outcome: "release", at: new Date(tx.now.getTime() + waitMs) });
  });
  service.jobs.expect({ kind: job.kind, payload: job.payload }, waitMs);
}
