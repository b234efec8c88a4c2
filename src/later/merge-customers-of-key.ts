import { perform, system } from "../acts/act.ts";
import { mergeByKey } from "../acts/merge-customers.ts";
import type { ServiceContext } from "../context.ts";
import type { Job } from "../model/job.ts";

/** The job of kind `customer.merge`: two customers have a key of a kind that proves that they are one. */
export async function mergeCustomersOfKey(service: ServiceContext, job: Job): Promise<void> {
  const payload = job.payload as { customerId: string; otherCustomerId: string; identity: string };
  await perform(service, system, async (act) => {
    await mergeByKey(act, payload);
    await act.tx.settle(job, { outcome: "done" });
  });
}
