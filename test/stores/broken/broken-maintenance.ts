import { recordDeclarations } from "../../../src/model/records.ts";
import type { StoredThing } from "../../../src/ports/store-maintenance.ts";
import type { Faults } from "./broken-store.ts";

const kinds: readonly StoredThing["kind"][] = [
  ...(Object.keys(recordDeclarations) as (keyof typeof recordDeclarations)[]),
  ...(["log", "job", "mark"] as const),
];

/** Ways to break what operators need. */
export const brokenMaintenance: Readonly<Record<string, () => Faults>> = {
  "counts jobs that are not due as ready": () => ({
    maintenance: (maintenance) => ({
      async jobStatistics(tenant) {
        const { ready, scheduled, ...rest } = await maintenance.jobStatistics(tenant);
        return { ...rest, ready: ready + scheduled, scheduled: 0 };
      },
    }),
  }),
  "tells since when its newest job has been ready": () => ({
    maintenance: (maintenance, store) => ({
      async jobStatistics(tenant) {
        const statistics = await maintenance.jobStatistics(tenant);
        const jobs = await store.read(tenant, (reader) => reader.findJobs("live", { limit: 100 }));
        const due = jobs.filter(({ state }) => state === "waiting").map(({ dueAt }) => dueAt.getTime());
        return { ...statistics, oldestReadyAt: due.length === 0 ? null : new Date(Math.max(...due)) };
      },
    }),
  }),
  "says it revived and does not": () => ({
    maintenance: () => ({ revive: async () => true }),
  }),
  "says that it did not revive and does": () => ({
    maintenance: (maintenance) => ({ revive: async (tenant, id) => (await maintenance.revive(tenant, id)) && false }),
  }),
  "revives a copy, and keeps the dead letter": () => ({
    maintenance: (_, store) => ({
      async revive(tenant, id) {
        const dead = await store.read(tenant, (reader) => reader.findJobs("dead", { limit: 1_000 }));
        const letter = dead.find((job) => job.id === id);
        if (letter === undefined) return false;
        const { kind, payload, lane, maxAttempts } = letter;
        await store.transact(tenant, (tx) => tx.enqueue({ kind, payload, lane: lane ?? undefined, maxAttempts }));
        return true;
      },
    }),
  }),
  "prunes all marks, however young": () => ({
    maintenance: (maintenance) => ({
      prune: (tenant, options) => maintenance.prune(tenant, { ...options, marksBefore: new Date(1e14) }),
    }),
  }),
  "prunes all dead letters, however young": () => ({
    maintenance: (maintenance) => ({
      prune: (tenant, options) => maintenance.prune(tenant, { ...options, deadLettersBefore: new Date(1e14) }),
    }),
  }),
  "prunes without a limit": () => ({
    maintenance: (maintenance) => ({
      prune: (tenant, options) => maintenance.prune(tenant, { ...options, limit: 1e9 }),
    }),
  }),
  "prunes nothing": () => ({
    maintenance: () => ({ prune: async () => ({ marks: 0, deadLetters: 0 }) }),
  }),
  "looks for the first text only": () => ({
    maintenance: (maintenance) => ({
      mentions: (tenant, texts) => maintenance.mentions(tenant, texts.slice(0, 1)),
    }),
  }),
  "names a log as often as it mentions the text": () => ({
    maintenance: (maintenance) => ({
      mentions: async (tenant, texts) =>
        (await maintenance.mentions(tenant, texts)).flatMap((thing) =>
          thing.kind === "log" ? [thing, thing] : [thing],
        ),
    }),
  }),
  "takes escapes for what they stand for": () => ({
    maintenance: (maintenance) => ({
      mentions: (tenant, texts) =>
        maintenance.mentions(
          tenant,
          texts.map((text) => text.replaceAll("\\n", "\n")),
        ),
    }),
  }),
  "finds what other tenants have": () => ({
    maintenance: (maintenance) => ({
      mentions: async (tenant, texts) => [
        ...(await maintenance.mentions(tenant, texts)),
        ...(await maintenance.mentions("somebody else", texts)),
      ],
    }),
  }),
  "removes what other tenants have": () => ({
    maintenance: (maintenance) => ({
      async remove(tenant, things) {
        for (const each of [tenant, "somebody else"]) await maintenance.remove(each, things);
      },
    }),
  }),
  "refuses to remove what is not there": () => ({
    maintenance: (maintenance) => ({
      async remove(tenant, things) {
        if (things.some(({ id }) => id.includes("gone"))) throw new Error("It is not there.");
        await maintenance.remove(tenant, things);
      },
    }),
  }),
  ...Object.fromEntries(
    kinds.flatMap((kind): [string, () => Faults][] => [
      [
        `mentions no ${kind}`,
        () => ({
          maintenance: (maintenance) => ({
            mentions: async (tenant, texts) =>
              (await maintenance.mentions(tenant, texts)).filter((thing) => thing.kind !== kind),
          }),
        }),
      ],
      [
        `removes no ${kind}`,
        () => ({
          maintenance: (maintenance) => ({
            remove: (tenant, things) =>
              maintenance.remove(
                tenant,
                things.filter((thing) => thing.kind !== kind),
              ),
          }),
        }),
      ],
    ]),
  ),
};
