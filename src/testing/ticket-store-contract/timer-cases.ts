import type { NewJob } from "../../model/job.ts";
import type { TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual } from "../assert.ts";
import { claimNames, claimOne, done, enqueue, findJobs, giveUp, later, lease, nameOf } from "./sample-jobs.ts";
import { type StoreCase, tenant, times, transact } from "./store-case.ts";

const minute = 60_000;

/** Sets the timer of this key. */
function schedule(store: TicketStore, name: string, job: Partial<NewJob> & { readonly key: string }): Promise<void> {
  return transact(store, (tx) => tx.schedule({ kind: "test", payload: { name }, ...job }));
}

function cancel(store: TicketStore, key: string): Promise<void> {
  return transact(store, (tx) => tx.cancel(key));
}

export const timerCases: readonly StoreCase[] = [
  {
    name: "a timer that is set for the first time is a job like any other",
    async check({ store, clock }) {
      const dueAt = later(clock.now(), minute);
      await schedule(store, "timer", { key: "k", lane: "lane", dueAt, maxAttempts: 3, trace: "t" });
      assertEqual(await store.nextDueAt(tenant), dueAt, "nextDueAt");
      await clock.advance(minute - 1);
      assertEqual(await claimNames(store), [], "Jobs before its time");
      await clock.advance(1);
      const { key, lane, maxAttempts, trace, attempt, payload } = await claimOne(store);
      const expected = { key: "k", lane: "lane", maxAttempts: 3, trace: "t", attempt: 1, payload: { name: "timer" } };
      assertEqual({ key, lane, maxAttempts, trace, attempt, payload }, expected, "The job");
    },
  },
  {
    name: "a timer that waits is moved, nearer, away, or to now, and there is still one",
    async check({ store, clock }) {
      const start = clock.now();
      await schedule(store, "timer", { key: "k", dueAt: later(start, 5 * minute) });
      await schedule(store, "other", { key: "other", dueAt: later(start, 6 * minute) });
      await schedule(store, "nearer", { key: "k", dueAt: later(start, minute) });
      assertEqual(await store.nextDueAt(tenant), later(start, minute), "nextDueAt after it was moved nearer");
      await schedule(store, "away", { key: "k", dueAt: later(start, 9 * minute) });
      await clock.advance(7 * minute);
      assertEqual(await claimNames(store), ["other"], "Jobs before the new time");
      await schedule(store, "now", { key: "k" });
      assertEqual(await claimNames(store), ["timer"], "Jobs when it was moved to now: the one that was there");
      await clock.advance(9 * minute);
      const names = (await claimNames(store)).toSorted();
      assertEqual(names, ["other", "timer"], "All jobs there are, when their leases have run out");
    },
  },
  {
    name: "a job that was enqueued with a key is moved as its timer, and keeps its place in its lane",
    async check({ store, clock }) {
      await enqueue(store, { name: "a", lane: "lane", key: "k", dueAt: later(clock.now(), minute) });
      await enqueue(store, { name: "b", lane: "lane" });
      await schedule(store, "moved", { key: "k", lane: "lane" });
      assertEqual(await claimNames(store), ["a"], "The job whose turn it is");
    },
  },
  {
    name: "setting and cancelling leave a claimed job alone",
    async check({ store, clock }) {
      await enqueue(store, { name: "held", key: "k" });
      const job = await claimOne(store);
      await schedule(store, "second", { key: "k", dueAt: later(clock.now(), minute) });
      await cancel(store, "k");
      const live = (await findJobs(store, "live")).map(({ id, dueAt }) => ({ id, dueAt }));
      assertEqual(live, [{ id: job.id, dueAt: job.dueAt }], "The jobs there are");
      const leaseUntil = later(clock.now(), lease.leaseMs);
      assertEqual(await store.nextDueAt(tenant), leaseUntil, "nextDueAt: the end of its lease, and nothing else");
      await done(store, job);
      assertEqual(await store.nextDueAt(tenant), null, "nextDueAt when it is done");
    },
  },
  {
    name: "a timer is set anew when the one before it is done or dead",
    async check({ store }) {
      await schedule(store, "first", { key: "k" });
      await done(store, await claimOne(store));
      await schedule(store, "second", { key: "k" });
      const second = await claimOne(store);
      assertEqual(nameOf(second), "second", "The job after the first was done");
      await giveUp(store, second);
      await schedule(store, "third", { key: "k" });
      assertEqual(await claimNames(store), ["third"], "The job after the second was given up");
    },
  },
  {
    name: "a cancelled job is gone, its key free and its lane released; a key nobody has is no error",
    async check({ store, clock }) {
      const dueAt = later(clock.now(), minute);
      await schedule(store, "a", { key: "k", lane: "lane", dueAt });
      await enqueue(store, { name: "b", lane: "lane" });
      await schedule(store, "other", { key: "other", dueAt });
      await cancel(store, "nobody's");
      await cancel(store, "k");
      assertEqual(await claimNames(store), ["b"], "The jobs after a was cancelled");
      await cancel(store, "k");
      await schedule(store, "new", { key: "k", dueAt });
      await clock.advance(minute);
      const names = (await claimNames(store)).toSorted();
      assertEqual(names, ["b", "new", "other"], "The jobs in the end");
    },
  },
  {
    name: "a timer that one transaction sets and cancels is not there; one that it sets twice is there once",
    async check({ store, clock }) {
      const job = (dueAt: Date) => ({ kind: "test", payload: { name: "timer" }, key: "k", dueAt });
      await transact(store, async (tx) => {
        await tx.schedule(job(clock.now()));
        await tx.cancel("k");
      });
      assertEqual(await store.nextDueAt(tenant), null, "nextDueAt after it was set and cancelled");
      await transact(store, async (tx) => {
        await tx.schedule(job(later(clock.now(), minute)));
        await tx.schedule(job(clock.now()));
      });
      assertEqual(await claimNames(store), ["timer"], "The jobs after it was set twice");
    },
  },
  {
    name: "of concurrent transactions that set one timer, one adds it and the others move it",
    async check({ store, clock }) {
      await Promise.all(times(20, (number) => schedule(store, `${number}`, { key: "k" })));
      assert((await claimNames(store)).length === 1, "There must be one job.");
      await clock.advance(lease.leaseMs);
      assert((await claimNames(store)).length === 1, "There must still be one job.");
    },
  },
];
