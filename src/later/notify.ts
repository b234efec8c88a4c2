import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import { withDeadline } from "../flow/deadline.ts";
import type { Job } from "../model/job.ts";
import type { Notification } from "../model/notification.ts";

const notifyTimeoutMs = 30_000;

/** The job of kind `notify`: one notification through one notifier, tried again until it is handed over. */
export async function notify(service: ServiceContext, job: Job): Promise<void> {
  const { notifierId, notification } = job.payload as unknown as {
    notifierId: string;
    notification: Omit<Notification, "at"> & { at: number };
  };
  const notifier = service.notifiers.get(notifierId);
  if (notifier === undefined) {
    throw new CustomerServiceError(
      "notification.failed",
      `There is no notifier ${notifierId} to tell of ${notification.key}.`,
    );
  }
  await withDeadline(
    service.clock,
    notifyTimeoutMs,
    (deadline) => notifier.notify({ ...notification, at: new Date(notification.at) }, deadline),
    () => {
      throw new CustomerServiceError("notification.failed", `Notifier ${notifierId} did not answer in time.`);
    },
  );
  await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
}
