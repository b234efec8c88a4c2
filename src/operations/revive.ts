import { perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import { logOf } from "../model/decision.ts";
import type { JobRecord } from "../model/job.ts";
import { jobPages, unhurried } from "./reading.ts";

/** Lets a dead letter run again; refuses with `job.not_found`, `job.refused`. */
export async function revive(service: ServiceContext, jobId: string): Promise<void> {
  const { store, tenant } = service;
  const letter = await deadLetter(service, jobId);
  if (letter !== null && letter.kind === "deliver") return deliverAgain(service, letter);
  if (letter !== null && (await store.maintenance.revive(tenant, jobId))) {
    const { kind, payload, lane } = letter;
    return service.jobs.expect({ kind, payload, lane: lane ?? undefined }, 0);
  }
  if (letter === null || (await deadLetter(service, jobId)) === null) {
    throw new CustomerServiceError("job.not_found", `There is no dead letter ${jobId}.`, { details: { jobId } });
  }
  const { kind, key } = letter;
  const sentence = `Dead letter ${jobId} (${kind}) stays: a live job has its key ${key}, and does the same.`;
  throw new CustomerServiceError("job.refused", sentence, { details: { jobId, key } });
}

async function deadLetter(service: ServiceContext, jobId: string): Promise<JobRecord | null> {
  for await (const page of jobPages(unhurried(service), "dead")) {
    const found = page.find(({ id }) => id === jobId);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * A message that failed with its delivery waits again, and a new delivery with it, in one act. Should the process die
 * before the dead letter is gone, it can be revived once more: by then the message does not count as failed.
 */
async function deliverAgain(
  service: ServiceContext,
  { id, kind, lane, payload, maxAttempts }: JobRecord,
): Promise<void> {
  const { messageId } = payload as { messageId: string };
  await perform(service, system, async (act) => {
    const message = await act.tx.get("message", messageId, { lock: true });
    if (message === null || (message.status !== "failed" && message.status !== "unknown")) return;
    if (message.resentAs !== null) return;
    const reason = "it is sent again";
    await act.tx.put("message", { ...message, status: "pending", statusReason: null });
    await act.enqueue({ kind, payload, maxAttempts, lane: lane ?? undefined });
    const log = logOf({ id: message.conversationId, ticketId: message.ticketId });
    await act.record(log, { kind: "delivery", messageId, status: "pending", reason });
  });
  await service.store.maintenance.remove(service.tenant, [{ kind: "job", id }]);
}
