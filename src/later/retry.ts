import { perform, system } from "../acts/act.ts";
import { endJob } from "../acts/end-job.ts";
import type { ServiceContext } from "../context.ts";
import { ChannelError } from "../errors.ts";
import { conclude, endingToKeep } from "../flow/conclude-delivery.ts";
import { handOverFailedTurn } from "../flow/fail-turn.ts";
import type { Job } from "../model/job.ts";

const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;
const slowestAttempt = 100;

/** Waits double from a second to a quarter of an hour, with up to a quarter more by chance, so that herds spread. */
export function retryDelayMs(attempt: number, fraction: number): number {
  const doubled = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
  return Math.round(doubled * (1 + fraction / 4));
}

/** A job failed: it is tried again later, or, after its last attempt, given up with everything that follows from that. */
export async function retryOrGiveUp(service: ServiceContext, job: Job, error: unknown): Promise<void> {
  const sentence = error instanceof Error ? error.message : String(error);
  service.logger.warn({ job: job.id, kind: job.kind, attempt: job.attempt, error }, `Job ${job.kind} failed.`);
  if (job.attempt < job.maxAttempts) return retry(service, job, error, sentence);
  service.logger.error(
    { job: job.id, kind: job.kind, error },
    `Job ${job.kind} failed ${job.attempt} times; given up.`,
  );
  await giveUp(service, job, error, sentence);
}

async function retry(service: ServiceContext, job: Job, error: unknown, sentence: string): Promise<void> {
  const asked = error instanceof ChannelError ? error.retryAfterMs : null;
  // Refused credentials are mended by a person, not by haste.
  const attempt = error instanceof ChannelError && error.kind === "auth" ? slowestAttempt : job.attempt;
  // A channel that asks for a second each time would use up in minutes what is meant to last a day.
  const delay = Math.max(asked ?? 0, retryDelayMs(attempt, service.random.fraction()));
  await service.store.transact(service.tenant, (tx) => {
    const at = new Date(tx.now.getTime() + delay);
    return tx.settle(job, { outcome: "retry", at, error: sentence });
  });
  service.jobs.expect({ kind: job.kind, payload: job.payload }, delay);
}

/** Errors lead to a human and a message, never to silence. */
async function giveUp(service: ServiceContext, job: Job, error: unknown, sentence: string): Promise<void> {
  const dead = { outcome: "dead", error: sentence } as const;
  switch (job.kind) {
    case "turn":
      return handOverFailedTurn(service, job, dead);
    case "deliver": {
      const { messageId } = job.payload as { messageId: string };
      const isUnknown = error instanceof ChannelError && error.kind === "unknown";
      const given = { status: isUnknown ? "unknown" : "failed", reason: sentence } as const;
      return conclude(service, job, messageId, endingToKeep(service, job) ?? given, dead);
    }
    default:
      return perform(service, system, (act) => endJob(act, job, dead));
  }
}
