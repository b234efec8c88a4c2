import type { ServiceContext } from "../context.ts";
import { withDeadline } from "../flow/deadline.ts";
import type { JobStatistics } from "../ports/store-maintenance.ts";

/** From when on a desk that works is called degraded. */
export interface HealthOptions {
  /** Due work that nobody has begun for so long; default 60,000. */
  readonly readyForMs?: number;
  /** More dead letters than this; default 0. */
  readonly deadLetters?: number;
}

/** How a desk is, for a `/healthz` and for a dashboard. */
export interface Health {
  /** `down`: it does not run, or its store does not answer. `degraded`: it works, and somebody should look at it. */
  readonly status: "ok" | "degraded" | "down";
  /** Why it is not `ok`, as sentences. */
  readonly reasons: readonly string[];
  readonly running: boolean;
  /** How long the store took to answer; `null` when it did not. */
  readonly storeMs: number | null;
  /** `null` when the store did not answer. */
  readonly jobs: (JobStatistics & { readonly oldestReadyMs: number | null }) | null;
  /** `downBecause`: why nothing gets through to it, as this process found; `null` while it does. */
  readonly channels: readonly { readonly id: string; readonly kind: string; readonly downBecause: string | null }[];
}

/** A store that takes longer counts as one that does not answer. */
const storeTimeoutMs = 5_000;

/** Looks at the desk without changing anything. Never rejects. */
export async function healthOf(
  service: ServiceContext,
  running: boolean,
  { readyForMs = 60_000, deadLetters = 0 }: HealthOptions,
): Promise<Health> {
  const channels = [...service.channels.values()].map(({ id, kind }) => {
    return { id, kind, downBecause: service.gates.get(id)?.downBecause ?? null };
  });
  const down = (reason: string): Health => {
    return { status: "down", reasons: [reason], running, storeMs: null, jobs: null, channels };
  };
  if (!running) return down("The desk is not running.");
  try {
    const { storeMs, jobs } = await jobsOf(service);
    const reasons: string[] = [];
    if (jobs.oldestReadyMs !== null && jobs.oldestReadyMs > readyForMs) {
      reasons.push(`Work has been due for ${Math.round(jobs.oldestReadyMs / 1_000)} seconds, and nobody has begun it.`);
    }
    for (const { id, downBecause } of channels) {
      if (downBecause !== null) reasons.push(`Nothing gets through to channel ${id}: ${downBecause}`);
    }
    if (jobs.dead > deadLetters) reasons.push(`Jobs that failed for good: ${jobs.dead}; see deadLetters.list().`);
    return { status: reasons.length === 0 ? "ok" : "degraded", reasons, running, storeMs, jobs, channels };
  } catch (error) {
    return down(error instanceof Error ? error.message : String(error));
  }
}

async function jobsOf({ store, tenant, clock }: ServiceContext) {
  const askedAt = clock.now().getTime();
  const statistics = await withDeadline(
    clock,
    storeTimeoutMs,
    () => store.maintenance.jobStatistics(tenant),
    () => {
      throw new Error(`The store did not answer in ${storeTimeoutMs / 1_000} seconds.`);
    },
  );
  const answeredAt = clock.now().getTime();
  const { oldestReadyAt } = statistics;
  const oldestReadyMs = oldestReadyAt === null ? null : Math.max(answeredAt - oldestReadyAt.getTime(), 0);
  return { storeMs: answeredAt - askedAt, jobs: { ...statistics, oldestReadyMs } };
}
