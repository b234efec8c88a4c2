import type { Job } from "../../../src/model/job.ts";
import type { Faults } from "./broken-store.ts";

/** Ways to break jobs: their order, keys, times and leases. */
export const brokenJobs: Readonly<Record<string, () => Faults>> = {
  "does not fence: an older claim settles the newer one": () => {
    const current = new Map<string, Job>();
    return {
      store: (store) => ({
        async claim(tenant, options) {
          const jobs = await store.claim(tenant, options);
          for (const job of jobs) current.set(job.id, job);
          return jobs;
        },
      }),
      transaction: (tx) => ({
        settle: (job, settlement) =>
          tx.settle({ ...job, attempt: current.get(job.id)?.attempt ?? job.attempt }, settlement),
      }),
    };
  },
  "takes settlements of claims that are gone, and does nothing": () => {
    const settled = new Set<string>();
    return {
      transaction: (tx) => ({
        async settle(job, settlement) {
          const claim = `${job.id}/${job.attempt}`;
          if (settled.has(claim)) return;
          await tx.settle(job, settlement);
          settled.add(claim);
        },
      }),
    };
  },
  "ignores lanes": () => ({
    transaction: (tx) => ({ enqueue: ({ lane: _lane, ...job }, lease) => tx.enqueue(job, lease) }),
  }),
  "has one lane for everything": () => ({
    transaction: (tx) => ({ enqueue: (job, lease) => tx.enqueue({ ...job, lane: "all" }, lease) }),
  }),
  "claims the newest first": () => ({
    store: (store) => ({
      claim: async (tenant, options) =>
        (await store.claim(tenant, { ...options, limit: 1_000 })).toReversed().slice(0, options.limit),
    }),
  }),
  "claims a job that is held already": () => {
    let held: Job | undefined;
    return {
      store: (store) => ({
        async claim(tenant, options) {
          const jobs = await store.claim(tenant, options);
          held ??= jobs[0];
          return jobs.length === 0 && held !== undefined ? [held] : jobs;
        },
      }),
    };
  },
  "gives leases that never run out": () => ({
    store: (store) => ({
      claim: (tenant, { limit, lease }) => store.claim(tenant, { limit, lease: { ...lease, leaseMs: 1e12 } }),
    }),
  }),
  "renews nothing": () => ({
    store: () => ({ renew: async (_tenant, jobs) => jobs }),
  }),
  "enqueues a retry at the end of its lane": () => ({
    transaction: (tx) => ({
      async settle(job, settlement) {
        if (settlement.outcome !== "retry") return tx.settle(job, settlement);
        await tx.settle(job, { outcome: "done" });
        const { kind, payload, key, lane } = job;
        await tx.enqueue({ kind, payload, dueAt: settlement.at, key: key ?? undefined, lane: lane ?? undefined });
      },
    }),
  }),
  "tries again at once, whatever time was asked for": () => ({
    transaction: (tx) => ({
      settle: (job, settlement) =>
        tx.settle(job, settlement.outcome === "retry" ? { ...settlement, at: tx.now } : settlement),
    }),
  }),
  "lets a dead job block its lane": () => ({
    transaction: (tx) => ({
      settle: (job, settlement) =>
        tx.settle(
          job,
          settlement.outcome === "dead" ? { outcome: "retry", at: new Date(1e14), error: "" } : settlement,
        ),
    }),
  }),
  "forgets how often a job may be tried": () => ({
    transaction: (tx) => ({ enqueue: (job, lease) => tx.enqueue({ ...job, maxAttempts: 1_000_000 }, lease) }),
  }),
  "buries a job whose attempts are used up inside claim, without a word": () => ({
    store: (store) => ({
      async claim(tenant, options) {
        const jobs = await store.claim(tenant, options);
        const [hopeless, rest] = [true, false].map((isOver) =>
          jobs.filter(({ attempt, maxAttempts }) => attempt > maxAttempts === isOver),
        );
        for (const job of hopeless ?? []) {
          await store.transact(tenant, (tx) => tx.settle(job, { outcome: "dead", error: "used up" }));
        }
        return rest ?? [];
      },
    }),
  }),
  "hands out a job again and again under its last attempt": () => ({
    store: (store) => ({
      async claim(tenant, options) {
        const jobs = await store.claim(tenant, options);
        return jobs.map((job) => Object.freeze({ ...job, attempt: Math.min(job.attempt, job.maxAttempts) }));
      },
    }),
  }),
  "leaves a job whose attempts are used up where it is, and its lane with it": () => ({
    store: (store) => ({
      claim: async (tenant, options) =>
        (await store.claim(tenant, options)).filter(({ attempt, maxAttempts }) => attempt <= maxAttempts),
    }),
  }),
  "ignores keys": () => ({
    transaction: (tx) => ({ enqueue: ({ key: _key, ...job }, lease) => tx.enqueue(job, lease) }),
  }),
  "never moves a timer": () => ({
    transaction: (tx) => ({ schedule: async (job) => void (await tx.enqueue(job)) }),
  }),
  "adds a second timer instead of moving the first": () => {
    let count = 0;
    return {
      transaction: (tx) => ({
        schedule: ({ key, ...job }) => {
          count += 1;
          return tx.schedule({ ...job, key: count > 1 ? `${key} ${count}` : key });
        },
      }),
    };
  },
  "adds a timer beside the claimed job of its key": () => ({
    transaction: (tx) => ({
      async schedule(job) {
        await tx.schedule(job);
        const live = await tx.findJobs("live", { limit: 100 });
        if (live.some(({ key, state }) => key === job.key && state === "claimed")) {
          await tx.enqueue({ ...job, key: `${job.key} again` });
        }
      },
    }),
  }),
  "ignores cancel": () => ({
    transaction: () => ({ cancel: async () => {} }),
  }),
  "moves a job it was told to cancel": () => ({
    transaction: (tx) => ({
      cancel: (key) => tx.schedule({ kind: "test", payload: null, key, dueAt: new Date(1e14) }),
    }),
  }),
  "counts the attempt of a released claim": () => ({
    transaction: (tx) => ({
      settle: (job, settlement) =>
        tx.settle(job, settlement.outcome === "release" ? { outcome: "retry", at: tx.now, error: "" } : settlement),
    }),
  }),
  "has a claim that was released for later due at once": () => ({
    transaction: (tx) => ({
      settle: (job, settlement) =>
        tx.settle(job, settlement.outcome === "release" ? { outcome: "release" } : settlement),
    }),
  }),
  "enqueues a released claim at the end of its lane": () => ({
    transaction: (tx) => ({
      async settle(job, settlement) {
        if (settlement.outcome !== "release") return tx.settle(job, settlement);
        await tx.settle(job, { outcome: "done" });
        await tx.enqueue({ kind: job.kind, payload: job.payload, lane: job.lane ?? undefined });
      },
    }),
  }),
  "finds no jobs that are claimed": () => ({
    reader: (reader) => ({
      findJobs: async (state, page) => (await reader.findJobs(state, page)).filter((job) => job.state !== "claimed"),
    }),
  }),
  "finds dead letters among the live jobs": () => ({
    reader: (reader) => ({
      async findJobs(state, page) {
        const dead = state === "live" ? await reader.findJobs("dead", page) : [];
        return [...(await reader.findJobs(state, page)), ...dead].slice(0, page.limit);
      },
    }),
  }),
  "finds jobs by their ids as texts": () => ({
    reader: (reader) => ({
      async findJobs(state, { limit, after }) {
        const all = await reader.findJobs(state, { limit: 10_000 });
        const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        return sorted.filter(({ id }) => after === undefined || id > after.id).slice(0, limit);
      },
    }),
  }),
  "forgets why a job failed": () => ({
    reader: (reader) => ({
      findJobs: async (state, page) =>
        (await reader.findJobs(state, page)).map((job) => Object.freeze({ ...job, error: null })),
    }),
  }),
  "keeps texts as they are in its keys": () => {
    const asIs = (text: string) => encodeURIComponent(JSON.stringify(text));
    return { transaction: (tx) => ({ mark: (scope, key) => tx.mark(asIs(scope), asIs(key)) }) };
  },
  "ignores due times": () => ({
    transaction: (tx) => ({ enqueue: ({ dueAt: _dueAt, ...job }, lease) => tx.enqueue(job, lease) }),
  }),
  "never claims at enqueue": () => ({
    transaction: (tx) => ({ enqueue: (job) => tx.enqueue(job) }),
  }),
  "claims at enqueue, whoever is first in the lane": () => ({
    transaction: (tx) => ({
      enqueue: async ({ lane, ...job }, lease) => {
        const { claim } = await tx.enqueue(lease === undefined ? { ...job, lane } : job, lease);
        return { claim: claim && Object.freeze({ ...claim, lane: lane ?? null }) };
      },
    }),
  }),
  "does not think of leases in nextDueAt": () => {
    let hasClaims = false;
    return {
      store: (store) => ({
        async claim(tenant, options) {
          const jobs = await store.claim(tenant, options);
          hasClaims ||= jobs.length > 0;
          return jobs;
        },
        nextDueAt: async (tenant) => (hasClaims ? null : store.nextDueAt(tenant)),
      }),
    };
  },
};
