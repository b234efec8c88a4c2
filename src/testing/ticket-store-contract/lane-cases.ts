import { assert, assertEqual } from "../assert.ts";
import { claim, claimNames, claimOne, done, enqueue, giveUp, later, nameOf, retry } from "./sample-jobs.ts";
import { type StoreCase, tenant, times } from "./store-case.ts";

const minute = 60_000;

export const laneCases: readonly StoreCase[] = [
  {
    name: "jobs of one lane are claimed one at a time, in the order in which they were enqueued",
    async check({ store }) {
      await enqueue(store, ...["a", "b", "c"].map((name) => ({ name, lane: "lane" })));
      for (const name of ["a", "b", "c"]) {
        const jobs = await claim(store);
        assertEqual(jobs.map(nameOf), [name], "The jobs that can be claimed");
        assertEqual(await claimNames(store), [], "The jobs that can be claimed beside it");
        for (const job of jobs) await done(store, job);
      }
    },
  },
  {
    name: "a job of a lane waits for the ones before it even when it is due earlier",
    async check({ store, clock }) {
      const start = clock.now();
      await enqueue(store, { name: "a", lane: "lane", dueAt: later(start, minute) });
      await enqueue(store, { name: "b", lane: "lane", dueAt: later(start, -minute) });
      assertEqual(await claimNames(store), [], "Jobs before the first is due");
      assertEqual(await store.nextDueAt(tenant), later(start, minute), "nextDueAt while the lane waits");
      await clock.advance(minute);
      assertEqual(await claimNames(store), ["a"], "Jobs when the first is due");
    },
  },
  {
    name: "lanes do not wait for each other, nor do jobs without a lane",
    async check({ store }) {
      await enqueue(store, { name: "a1", lane: "a" }, { name: "a2", lane: "a" }, { name: "b1", lane: "b" });
      await enqueue(store, { name: "free 1" }, { name: "b2", lane: "b" }, { name: "free 2" });
      const jobs = await claim(store);
      assertEqual(jobs.map(nameOf), ["a1", "b1", "free 1", "free 2"], "The jobs that can be claimed");
      const [a1] = jobs;
      if (a1 !== undefined) await done(store, a1);
      assertEqual(await claimNames(store), ["a2"], "The jobs when a1 is done");
    },
  },
  {
    name: "many workers on many lanes keep the order of each lane and never hold two jobs of one",
    async check({ store }) {
      const lanes = times(5, (number) => `lane-${number}`);
      for (const number of times(8, (value) => value)) {
        await Promise.all(lanes.map((lane) => enqueue(store, { name: `${lane}/${number}`, lane })));
      }
      const order: unknown[] = [];
      const held = new Set<string | null>();
      const work = async (owner: string) => {
        for (let jobs = await claim(store, 2, owner); jobs.length > 0; jobs = await claim(store, 2, owner)) {
          for (const job of jobs) {
            assert(!held.has(job.lane), `Two jobs of ${job.lane} must not be held at once.`);
            held.add(job.lane);
            order.push(nameOf(job));
          }
          for (const job of jobs) {
            held.delete(job.lane);
            await done(store, job);
          }
        }
      };
      await Promise.all(times(4, (number) => work(`worker-${number}`)));
      await work("last");
      for (const lane of lanes) {
        const ofLane = order.filter((name) => String(name).startsWith(`${lane}/`));
        assertEqual(
          ofLane,
          times(8, (number) => `${lane}/${number}`),
          `The jobs of ${lane} as they were claimed`,
        );
      }
    },
  },
  {
    name: "a retry keeps its place at the head of its lane until its time",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      const at = later(clock.now(), minute);
      await retry(store, await claimOne(store), at);
      await clock.advance(minute - 1);
      assertEqual(await claimNames(store), [], "The jobs before the retry is due");
      await clock.advance(1);
      const [job] = await claim(store, 1);
      assert(job !== undefined && nameOf(job) === "a", "The retried job must be claimed first.");
      assertEqual([job.attempt, job.dueAt], [2, at], "Its attempt and time");
      assert(!(await claimNames(store)).includes("b"), "The next job of the lane must wait.");
      await done(store, job);
      assertEqual(await claimNames(store), ["b"], "The jobs when it is done");
    },
  },
  {
    name: "nextDueAt does not tell of jobs that wait for a retry before them",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      const at = later(clock.now(), minute);
      await retry(store, await claimOne(store), at);
      assertEqual(await store.nextDueAt(tenant), at, "nextDueAt");
    },
  },
  {
    name: "a dead letter releases its lane, and is never claimed again",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      await giveUp(store, await claimOne(store));
      assertEqual(await claimNames(store), ["b"], "The jobs after a was given up");
      await clock.advance(minute);
      assertEqual(await claimNames(store), ["b"], "The jobs when leases have run out");
    },
  },
];
