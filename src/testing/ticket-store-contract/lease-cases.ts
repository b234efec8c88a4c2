import { isCode } from "../../errors.ts";
import type { Job } from "../../model/job.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import {
  claim,
  claimNames,
  claimOne,
  done,
  enqueue,
  findJobs,
  giveUp,
  later,
  lease,
  nameOf,
  release,
  retry,
} from "./sample-jobs.ts";
import { sampleEntry, sampleTicket } from "./sample-records.ts";
import { type StoreCase, tenant, transact } from "./store-case.ts";

export const leaseCases: readonly StoreCase[] = [
  {
    name: "a job whose lease ran out is claimed again, with the next attempt",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      await claimOne(store);
      await clock.advance(lease.leaseMs - 1);
      assertEqual(await claimNames(store), [], "The jobs before the lease runs out");
      assertEqual(await store.nextDueAt(tenant), later(clock.now(), 1), "nextDueAt");
      await clock.advance(1);
      const jobs = await claim(store, 100, "worker-2");
      const seen = jobs.map((job) => [nameOf(job), job.attempt, job.owner]);
      assertEqual(seen, [["a", 2, "worker-2"]], "The jobs when it has run out");
    },
  },
  {
    name: "an older claim cannot settle: store.lease_lost, and the whole transaction is undone",
    async check({ store, clock }) {
      await enqueue(store, { name: "a" });
      const old = await claimOne(store);
      await clock.advance(lease.leaseMs);
      const current = await claimOne(store);
      await assertRejects("store.lease_lost", () =>
        transact(store, async (tx) => {
          await tx.put("ticket", sampleTicket("T-1"));
          await tx.append("ticket:T-1", sampleEntry("in vain"));
          await tx.mark("web", "1");
          await tx.enqueue({ kind: "test", payload: { name: "in vain" } });
          await tx.settle(old, { outcome: "done" });
        }),
      );
      await transact(store, async (tx) => {
        assertEqual(await tx.get("ticket", "T-1"), null, "The ticket of the transaction that lost its lease");
        assertEqual(await tx.readLog("ticket:T-1", { limit: 9 }), [], "Its log");
        assertEqual(await tx.mark("web", "1"), true, "Its mark");
      });
      assertEqual(await claimNames(store), [], "Its job");
      await done(store, current);
    },
  },
  {
    name: "no kind of settlement is taken from an older claim, nor twice from one",
    async check({ store, clock }) {
      await enqueue(store, { name: "a" });
      const old = await claimOne(store);
      await clock.advance(lease.leaseMs);
      const current = await claimOne(store);
      const at = clock.now();
      await assertRejects("store.lease_lost", () => retry(store, old, at));
      await assertRejects("store.lease_lost", () => release(store, old));
      await assertRejects("store.lease_lost", () =>
        transact(store, (tx) => tx.settle(old, { outcome: "dead", error: "too late" })),
      );
      await retry(store, current, at);
      await assertRejects("store.lease_lost", () => done(store, current));
      const last = await claimOne(store);
      assertEqual(last.attempt, 3, "The attempt after the retry");
      await done(store, last);
      await assertRejects("store.lease_lost", () => done(store, last));
    },
  },
  {
    name: "a claim of another owner does not hold, even with the right attempt",
    async check({ store }) {
      await enqueue(store, { name: "a" });
      const job = await claimOne(store);
      await assertRejects("store.lease_lost", () => done(store, { ...job, owner: "somebody else" }));
      assertEqual(await store.renew(tenant, [{ ...job, owner: "somebody else" }], 1_000), [], "What is renewed");
      await done(store, job);
    },
  },
  {
    name: "a lost lease undoes the transaction even when its work catches the error",
    async check({ store }) {
      await enqueue(store, { name: "a" });
      const job = await claimOne(store);
      await done(store, job);
      await assertRejects("store.lease_lost", () =>
        transact(store, async (tx) => {
          await tx.put("ticket", sampleTicket("T-1"));
          // It may come from the call or, when writes are taken together, from the transaction itself.
          await tx.settle(job, { outcome: "done" }).catch((error: unknown) => {
            if (!isCode(error, "store.lease_lost")) throw error;
          });
        }),
      );
      assertEqual(await transact(store, (tx) => tx.get("ticket", "T-1")), null, "The ticket");
    },
  },
  {
    name: "a renewed lease holds on, and resolves with its new end",
    async check({ store, clock }) {
      await enqueue(store, { name: "a" });
      const job = await claimOne(store);
      await clock.advance(20_000);
      const [renewed] = await store.renew(tenant, [job], lease.leaseMs);
      const end = later(clock.now(), lease.leaseMs);
      assert(renewed !== undefined, "A lease that holds must be renewed.");
      assertEqual(renewed, { ...job, leaseUntil: end }, "The renewed claim");
      assertEqual(await store.nextDueAt(tenant), end, "nextDueAt");
      await clock.advance(lease.leaseMs - 1);
      assertEqual(await claimNames(store), [], "The jobs before the new end");
      await done(store, job);
    },
  },
  {
    name: "renew resolves with the claims that still hold, and leaves the others as they are",
    async check({ store, clock }) {
      await enqueue(store, { name: "held" }, { name: "done" }, { name: "taken" });
      const [held, ended, taken] = await claim(store);
      assert(held !== undefined && ended !== undefined && taken !== undefined, "Three jobs must be claimed.");
      await done(store, ended);
      await clock.advance(lease.leaseMs - 1);
      await store.renew(tenant, [held], lease.leaseMs);
      await clock.advance(1);
      const again = await claim(store, 100, "worker-2");
      assertEqual(again.map(nameOf), ["taken"], "What another worker claims");
      const renewed = await store.renew(tenant, [held, ended, taken], lease.leaseMs);
      assertEqual(renewed.map(nameOf), ["held"], "What is renewed");
      for (const job of again) await done(store, job);
    },
  },
  {
    name: "a job whose every attempt was dropped is claimed with one attempt too many, to be given up, and its lane moves on",
    async check({ store, clock }) {
      const maxAttempts = 3;
      await enqueue(store, { name: "a", lane: "lane", maxAttempts, key: "k" }, { name: "b", lane: "lane" });
      const claims: Job[] = [];
      for (let attempt = 1; attempt <= maxAttempts + 1; attempt += 1) {
        const jobs = await claim(store);
        const seen = jobs.map((job) => [nameOf(job), job.attempt, job.maxAttempts]);
        assertEqual(seen, [["a", attempt, maxAttempts]], `What claim ${attempt} resolves with`);
        claims.push(...jobs);
        if (attempt <= maxAttempts) await clock.advance(lease.leaseMs);
      }
      const [last, ...dropped] = claims.toReversed();
      assert(last !== undefined, "The last claim must have the job.");
      for (const job of dropped) await assertRejects("store.lease_lost", () => giveUp(store, job));
      await giveUp(store, last);
      await enqueue(store, { name: "c", key: "k" });
      assertEqual(await claimNames(store), ["b", "c"], "What is claimed when it was given up");
    },
  },
  {
    name: "a job that must be given up is not lost with the process that was to do it",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", maxAttempts: 1 });
      await claimOne(store);
      for (const attempt of [2, 3]) {
        await clock.advance(lease.leaseMs);
        assertEqual((await claimOne(store)).attempt, attempt, "The attempt when the lease has run out again");
      }
    },
  },
  {
    name: "a job that was put off at its last attempt is claimed once more when it is due",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", maxAttempts: 1 });
      await retry(store, await claimOne(store), clock.now());
      assertEqual((await claimOne(store)).attempt, 2, "The attempt");
    },
  },
  {
    name: "a released claim waits again at once, at its place, as if it had not been claimed",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" });
      await clock.advance(1_000);
      const job = await claimOne(store);
      await clock.advance(1_000);
      await release(store, job);
      const [found] = await findJobs(store, "live");
      const seen = [found?.state, found?.attempt, found?.dueAt, found?.owner, found?.leaseUntil];
      assertEqual(seen, ["waiting", 0, clock.now(), null, null], "The job as it stands");
      assertEqual(await store.nextDueAt(tenant), clock.now(), "nextDueAt");
      const again = await claim(store, 100, "worker-2");
      const claimed = again.map((each) => [nameOf(each), each.attempt, each.owner]);
      assertEqual(claimed, [["a", 1, "worker-2"]], "The jobs that can be claimed");
      await assertRejects("store.lease_lost", () => done(store, job));
    },
  },
  {
    name: "a claim released for later keeps its place in its lane, and those behind it wait",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane" }, { name: "b", lane: "lane" }, { name: "c" });
      const [job] = (await claim(store)).filter((each) => nameOf(each) === "a");
      assert(job !== undefined, "The first of the lane should be claimed.");
      await release(store, job, later(clock.now(), 60_000));
      assertEqual(await claimNames(store), [], "Jobs before its time");
      await clock.advance(60_000);
      const again = await claim(store);
      const claimed = again.map((each) => [nameOf(each), each.attempt]);
      assertEqual(
        claimed.filter(([name]) => name !== "c"),
        [["a", 1]],
        "Jobs at its time",
      );
    },
  },
  {
    name: "no attempt is used up by releases; those that failed still count",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", maxAttempts: 2 });
      await retry(store, await claimOne(store), clock.now());
      for (const owner of ["w1", "w2", "w3"]) {
        const job = await claimOne(store, owner);
        assertEqual(job.attempt, 2, `The attempt of ${owner}`);
        await release(store, job);
        await assertRejects("store.lease_lost", () => release(store, job));
      }
    },
  },
];
