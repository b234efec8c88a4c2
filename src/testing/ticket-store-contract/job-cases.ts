import { assert, assertEqual } from "../assert.ts";
import { claim, claimNames, claimOne, done, enqueue, giveUp, later, lease, nameOf, retry } from "./sample-jobs.ts";
import { type StoreCase, tenant, times, transact } from "./store-case.ts";

const minute = 60_000;

export const jobCases: readonly StoreCase[] = [
  {
    name: "a claimed job carries all that was enqueued, its attempt and its lease, frozen",
    async check({ store, clock }) {
      const payload = { text: "it's “打不开” 👋", list: [1, null, { deep: true }] };
      const dueAt = later(clock.now(), -5);
      const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      const job = { kind: "turn", payload, key: "k", lane: "l", dueAt, maxAttempts: 3, trace };
      await transact(store, (tx) => tx.enqueue(job));
      const claimed = await claimOne(store);
      const { id, ...rest } = claimed;
      assert(typeof id === "string" && id.length > 0, "A job must have an id.");
      const leaseUntil = later(clock.now(), lease.leaseMs);
      assertEqual(rest, { ...job, tenant, attempt: 1, owner: lease.owner, leaseUntil }, "The job");
      assert(claimed.dueAt instanceof Date && claimed.leaseUntil instanceof Date, "Times of a job must be Dates.");
      assert(Object.isFrozen(claimed), "A claimed job must be frozen.");
    },
  },
  {
    name: "a job without key, lane, time, limit and trace has its defaults, and an id of its own",
    async check({ store, clock }) {
      await enqueue(store, { name: "a" }, { name: "b" });
      const [a, b] = await claim(store);
      const defaults = [a?.key, a?.lane, a?.maxAttempts, a?.dueAt, a?.trace];
      assertEqual(defaults, [null, null, 8, clock.now(), null], "The defaults");
      assert(a?.id !== b?.id, "Two jobs must have two ids.");
    },
  },
  {
    name: "jobs are claimed by due time, then in the order in which they were enqueued, at most `limit`",
    async check({ store, clock }) {
      const at = (ms: number) => later(clock.now(), ms);
      await enqueue(store, { name: "third", dueAt: at(-1) }, { name: "fourth", dueAt: at(-1) });
      await enqueue(store, { name: "first", dueAt: at(-9) }, { name: "fifth" }, { name: "second", dueAt: at(-2) });
      assertEqual(await claimNames(store, 2), ["first", "second"], "The first two");
      assertEqual(await claimNames(store), ["third", "fourth", "fifth"], "The others");
    },
  },
  {
    name: "a job is claimed once, and is gone when it is done",
    async check({ store, clock }) {
      await enqueue(store, { name: "once" });
      const job = await claimOne(store);
      assertEqual(await claimNames(store), [], "Jobs while it is held");
      await done(store, job);
      await clock.advance(10 * minute);
      assertEqual(await claimNames(store), [], "Jobs after it is done");
    },
  },
  {
    name: "concurrent claims never share a job",
    async check({ store }) {
      await enqueue(store, ...times(60, (number) => ({ name: `${number}` })));
      const claims = await Promise.all(times(10, (number) => claim(store, 9, `worker-${number}`)));
      const ids = claims.flat().map((job) => job.id);
      assertEqual(ids.length, 60, "How many were claimed");
      assertEqual(new Set(ids).size, 60, "How many different ones");
    },
  },
  {
    name: "a job is not claimed before its time, and is at its time",
    async check({ store, clock }) {
      await enqueue(store, { name: "later", dueAt: later(clock.now(), minute) });
      await clock.advance(minute - 1);
      assertEqual(await claimNames(store), [], "Jobs a millisecond before");
      await clock.advance(1);
      assertEqual(await claimNames(store), ["later"], "Jobs at the time");
    },
  },
  {
    name: "nextDueAt tells the earliest time at which something can be claimed, null without live jobs",
    async check({ store, clock }) {
      const start = clock.now();
      assertEqual(await store.nextDueAt(tenant), null, "nextDueAt of an empty store");
      await enqueue(store, { name: "late", dueAt: later(start, 2 * minute) });
      await enqueue(store, { name: "soon", dueAt: later(start, minute) });
      assertEqual(await store.nextDueAt(tenant), later(start, minute), "nextDueAt of two that wait");
      await clock.advance(minute);
      const soon = await store.claim(tenant, { limit: 1, lease: { owner: "w", leaseMs: 10_000 } });
      assertEqual(await store.nextDueAt(tenant), later(start, minute + 10_000), "nextDueAt while one is held");
      for (const job of soon) await done(store, job);
      assertEqual(await store.nextDueAt(tenant), later(start, 2 * minute), "nextDueAt when it is done");
      await clock.advance(minute);
      await giveUp(store, await claimOne(store));
      assertEqual(await store.nextDueAt(tenant), null, "nextDueAt when all are done or dead");
    },
  },
  {
    name: "a key is taken by one live job, waiting or claimed, and is free when that ends",
    async check({ store, clock }) {
      await enqueue(store, { name: "first", key: "k" }, { name: "second", key: "k" });
      const first = await claimOne(store);
      await enqueue(store, { name: "third", key: "k" });
      assertEqual(await claimNames(store), [], "Jobs beside the first");
      await retry(store, first, clock.now());
      await enqueue(store, { name: "fourth", key: "k" });
      const again = await claim(store);
      assertEqual(again.map(nameOf), ["first"], "Jobs after a retry");
      for (const job of again) await done(store, job);
      await enqueue(store, { name: "fifth", key: "k" });
      const fifth = await claimOne(store);
      assertEqual(nameOf(fifth), "fifth", "The job after the first was done");
      await giveUp(store, fifth);
      await enqueue(store, { name: "sixth", key: "k" });
      assertEqual(await claimNames(store), ["sixth"], "The job after the fifth was dead");
    },
  },
  {
    name: "of concurrent enqueues with one key exactly one is kept",
    async check({ store }) {
      await Promise.all(times(20, (number) => enqueue(store, { name: `${number}`, key: "same" })));
      assertEqual((await claim(store)).length, 1, "How many jobs there are");
    },
  },
];
