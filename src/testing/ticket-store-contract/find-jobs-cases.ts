import type { JobRecord } from "../../model/job.ts";
import { assert, assertEqual } from "../assert.ts";
import { claim, claimOne, deadLetter, enqueue, findJobs, giveUp, later, lease, nameOf, retry } from "./sample-jobs.ts";
import { type StoreCase, tenant, times, transact, transactInVain } from "./store-case.ts";

const minute = 60_000;

export const findJobsCases: readonly StoreCase[] = [
  {
    name: "findJobs tells each live job as it stands: waiting, claimed, put off",
    async check({ store, clock }) {
      const start = clock.now();
      const dueAt = later(start, minute);
      await enqueue(store, { name: "put off" }, { name: "claimed", lane: "lane", key: "k", maxAttempts: 3 });
      await enqueue(store, { name: "waiting", lane: "lane", dueAt });
      await clock.advance(1_000);
      const [putOff, claimed] = await claim(store);
      assert(putOff !== undefined && claimed !== undefined, "Two jobs must be claimed.");
      await retry(store, putOff, dueAt);
      const jobs = await findJobs(store, "live");
      const common = { kind: "test", key: null, lane: null, maxAttempts: 8, owner: null, leaseUntil: null };
      const fresh = { ...common, dueAt: start, attempt: 0, error: null, createdAt: start };
      const leaseUntil = later(clock.now(), lease.leaseMs);
      const held = { state: "claimed", attempt: 1, owner: lease.owner, leaseUntil } as const;
      const expected = [
        { ...fresh, payload: { name: "put off" }, state: "waiting", dueAt, attempt: 1, error: "not yet" },
        { ...fresh, payload: { name: "claimed" }, lane: "lane", key: "k", maxAttempts: 3, ...held },
        { ...fresh, payload: { name: "waiting" }, lane: "lane", state: "waiting", dueAt },
      ];
      const seen = jobs.map(({ id: _id, ...job }) => job);
      assertEqual(seen, expected, "The live jobs");
      assertEqual(jobs[1]?.id, claimed.id, "The id of the claimed job");
      for (const job of jobs) assert(Object.isFrozen(job), "What findJobs resolves with must be frozen.");
      assertEqual(await findJobs(store, "dead"), [], "The dead letters");
    },
  },
  {
    name: "findJobs tells each dead letter with why and when it was given up; what is done is in neither list",
    async check({ store, clock }) {
      await enqueue(store, { name: "done" });
      const done = await claimOne(store);
      await transact(store, (tx) => tx.settle(done, { outcome: "done" }));
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      const job = await claimOne(store);
      await clock.advance(1_000);
      await giveUp(store, job);
      const dead = await findJobs(store, "dead");
      const seen = dead.map(({ id, state, dueAt, attempt, error, owner, leaseUntil, lane }) => {
        return { id, state, dueAt, attempt, error, owner, leaseUntil, lane };
      });
      const expected = { id: job.id, state: "dead", dueAt: clock.now(), attempt: 1, error: "hopeless" };
      assertEqual(seen, [{ ...expected, owner: null, leaseUntil: null, lane: "lane" }], "The dead letters");
      assertEqual((await findJobs(store, "live")).map(nameOf), ["b"], "The live jobs");
    },
  },
  ...(["live", "dead"] as const).map(
    (state): StoreCase => ({
      name: `pages of ${state} jobs are in the order of their ids as numbers, and miss and repeat nothing`,
      async check({ store }) {
        const names = times(25, (number) => `${number}`);
        for (const name of names) {
          if (state === "dead") await deadLetter(store, { name });
          else await enqueue(store, { name });
        }
        // A claimed job keeps its place among those that wait.
        if (state === "live") await claim(store, 3);
        for (const limit of [1, 7, 25]) {
          const seen: JobRecord[] = [];
          for (let after: JobRecord | undefined; seen.length < 30; after = seen.at(-1)) {
            const page = after === undefined ? { limit } : { limit, after };
            const jobs = await store.read(tenant, (reader) => reader.findJobs(state, page));
            assert(jobs.length <= limit, `A page has at most ${limit} jobs.`);
            if (jobs.length === 0) break;
            seen.push(...jobs);
          }
          assertEqual(seen.map(nameOf), names, `All pages of ${limit}`);
          const ids = seen.map((job) => Number(job.id));
          assertEqual(
            ids,
            ids.toSorted((a, b) => a - b),
            "The ids",
          );
        }
      },
    }),
  ),
  {
    name: "a page goes on after a job that is gone since",
    async check({ store }) {
      await enqueue(store, { name: "a", key: "a" }, { name: "b", key: "b" }, { name: "c" });
      const [a, b] = await findJobs(store, "live");
      assert(a !== undefined && b !== undefined, "Three jobs must be found.");
      await transact(store, (tx) => tx.cancel("b"));
      const next = await store.read(tenant, (reader) => reader.findJobs("live", { limit: 9, after: b }));
      assertEqual(next.map(nameOf), ["c"], "The page after b");
    },
  },
  {
    name: "a transaction finds its own jobs, others those that were kept",
    async check({ store }) {
      const job = { kind: "test", payload: { name: "new" } };
      await transactInVain(store, async (tx) => {
        await tx.enqueue(job);
        assertEqual((await tx.findJobs("live", { limit: 9 })).map(nameOf), ["new"], "What the transaction finds");
      });
      assertEqual(await findJobs(store, "live"), [], "What is found after it failed");
      await enqueue(store, { name: "kept" });
      assertEqual((await findJobs(store, "live")).map(nameOf), ["kept"], "What is found after another was kept");
      const ofOthers = await store.read("somebody else", (reader) => reader.findJobs("live", { limit: 9 }));
      assertEqual(ofOthers, [], "What another tenant finds");
    },
  },
];
