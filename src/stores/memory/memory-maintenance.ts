import type { JobStatistics, PruneOptions, StoredThing, StoreMaintenance } from "../../ports/store-maintenance.ts";
import type { TenantData } from "./tenant-data.ts";

/** Gives access to what is kept for a tenant, between two transactions. */
type Use = <T>(tenant: string, act: (data: TenantData, now: number) => T) => Promise<T>;

/** Maintenance takes its turn among the transactions, so each member sees one moment and is done at once. */
export function memoryMaintenance(use: Use, nextJobNumber: () => number): StoreMaintenance {
  return {
    jobStatistics: (tenant: string): Promise<JobStatistics> => use(tenant, ({ jobs }, now) => jobs.statistics(now)),

    revive: (tenant: string, jobId: string): Promise<boolean> =>
      use(tenant, ({ jobs }, now) => jobs.revive(jobId, nextJobNumber(), now)),

    prune: (tenant: string, { marksBefore, deadLettersBefore, limit }: PruneOptions) =>
      use(tenant, (data) => ({
        marks: data.pruneMarks(marksBefore.getTime(), limit),
        deadLetters: data.jobs.prune(deadLettersBefore.getTime(), limit),
      })),

    mentions: (tenant: string, texts: readonly string[]): Promise<readonly StoredThing[]> =>
      use(tenant, (data) => [...data.mentions(texts)]),

    remove: (tenant: string, things: readonly StoredThing[]): Promise<void> =>
      use(tenant, (data) => {
        for (const thing of things) data.remove(thing);
      }),
  };
}
