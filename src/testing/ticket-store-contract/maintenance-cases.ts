import type { JobRecord } from "../../model/job.ts";
import type { TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import {
  claim,
  claimNames,
  claimOne,
  deadLetter,
  done,
  enqueue,
  findJobs,
  giveUp,
  later,
  lease,
  nameOf,
} from "./sample-jobs.ts";
import { type StoreCase, tenant, times, transact } from "./store-case.ts";

const minute = 60_000;

function revive(store: TicketStore, id: string | undefined): Promise<boolean> {
  return store.maintenance.revive(tenant, id ?? "");
}

async function namesOfDead(store: TicketStore): Promise<readonly unknown[]> {
  return (await findJobs(store, "dead")).map(nameOf);
}

export const statisticsCases: readonly StoreCase[] = [
  {
    name: "jobStatistics counts ready, scheduled, claimed and dead jobs, and tells since when the oldest has been due",
    async check({ store, clock }) {
      const none = { ready: 0, scheduled: 0, claimed: 0, dead: 0, oldestReadyAt: null };
      assertEqual(await store.maintenance.jobStatistics(tenant), none, "Of an empty store");
      await deadLetter(store, { name: "dead" });
      await enqueue(store, { name: "claimed", lane: "lane", dueAt: later(clock.now(), -9 * minute) });
      await claimOne(store);
      const oldestReadyAt = later(clock.now(), -minute);
      // A job behind another of its lane waits to be claimed as well.
      await enqueue(store, { name: "behind", lane: "lane", dueAt: oldestReadyAt }, { name: "ready" });
      await enqueue(store, ...times(3, (number) => ({ name: `${number}`, dueAt: later(clock.now(), minute) })));
      const counted = { ready: 2, scheduled: 3, claimed: 1, dead: 1, oldestReadyAt };
      assertEqual(await store.maintenance.jobStatistics(tenant), counted, "Of seven jobs");
      assertEqual(await store.maintenance.jobStatistics("somebody else"), none, "Of another tenant");
      await clock.advance(minute);
      const { ready, scheduled } = await store.maintenance.jobStatistics(tenant);
      assertEqual([ready, scheduled].slice(1), [0], "The scheduled ones when their time has come");
      assert(ready >= 5, `They must be ready then; ${ready} are.`);
    },
  },
];

export const reviveCases: readonly StoreCase[] = [
  {
    name: "a revived dead letter is due now, the last of its lane, with a new id and all its attempts",
    async check({ store, clock }) {
      const { id } = await deadLetter(store, { name: "a", lane: "lane", key: "k", maxAttempts: 3, trace: "t" });
      await clock.advance(minute);
      await enqueue(store, { name: "b", lane: "lane" }, { name: "c", lane: "lane" });
      await clock.advance(minute);
      assertEqual(await revive(store, id), true, "Whether it was revived");
      assertEqual(await namesOfDead(store), [], "The dead letters left");
      const found = (await findJobs(store, "live")).at(-1);
      const seen = [found && nameOf(found), found?.state, found?.attempt, found?.dueAt, found?.error];
      assertEqual(seen, ["a", "waiting", 0, clock.now(), "hopeless"], "The last job there is");
      assert(found?.id !== id, "A revived job must have a new id.");
      for (const name of ["b", "c", "a"]) {
        const jobs = await claim(store);
        assertEqual(jobs.map(nameOf), [name], "The job of the lane whose turn it is");
        const [job] = jobs;
        if (name === "a") {
          const { key, attempt, maxAttempts, trace } = job ?? {};
          assertEqual({ key, attempt, maxAttempts, trace }, { key: "k", attempt: 1, maxAttempts: 3, trace: "t" }, "It");
        }
        if (job !== undefined) await done(store, job);
      }
    },
  },
  {
    name: "a dead letter is revived once, and may die and be revived again",
    async check({ store }) {
      const { id } = await deadLetter(store, { name: "a" });
      const revived = await Promise.all(times(5, () => revive(store, id)));
      assertEqual(revived.filter((was) => was).length, 1, "How many of five revivals revived it");
      assertEqual(await revive(store, id), false, "Reviving it by its old id");
      await giveUp(store, await claimOne(store));
      const [again] = await findJobs(store, "dead");
      assertEqual(await revive(store, again?.id), true, "Reviving it when it died again");
      assertEqual(await claimNames(store), ["a"], "The jobs");
    },
  },
  {
    name: "a dead letter whose key a live job has is not revived before that ends",
    async check({ store }) {
      const { id } = await deadLetter(store, { name: "dead", key: "k" });
      await enqueue(store, { name: "live", key: "k" });
      assertEqual(await revive(store, id), false, "Reviving it while another waits with its key");
      const live = await claimOne(store);
      assertEqual(await revive(store, id), false, "Reviving it while another is claimed with its key");
      assertEqual(await namesOfDead(store), ["dead"], "The dead letters");
      await done(store, live);
      assertEqual(await revive(store, id), true, "Reviving it when that is done");
      await enqueue(store, { name: "second", key: "k" });
      assertEqual(await claimNames(store), ["dead"], "The jobs with its key");
    },
  },
  {
    name: "only a dead letter of the tenant is revived: no live job, no unknown id, nobody else's",
    async check({ store }) {
      await enqueue(store, { name: "live" });
      const [live] = await findJobs(store, "live");
      assertEqual(await revive(store, live?.id), false, "Reviving a waiting job");
      const claimed = await claimOne(store);
      assertEqual(await revive(store, claimed.id), false, "Reviving a claimed job");
      const { id } = await deadLetter(store, { name: "dead" });
      for (const unknown of ["999999", "0", "", "no number", "1e3", "-1"]) {
        assertEqual(await revive(store, unknown), false, `Reviving "${unknown}"`);
      }
      assertEqual(await store.maintenance.revive("somebody else", id), false, "Reviving what is another tenant's");
      assertEqual(await namesOfDead(store), ["dead"], "The dead letters");
      await done(store, claimed);
    },
  },
  {
    name: "dead letters revived while others enqueue in their lane: still one job of it at a time",
    async check({ store }) {
      const lanes = times(100, (number) => `lane-${number}`);
      const letters: JobRecord[] = [];
      for (const lane of lanes) letters.push(await deadLetter(store, { name: "dead", lane }));
      const add = (lane: string) =>
        transact(store, (tx) => tx.enqueue({ kind: "test", payload: { name: "new" }, lane }, lease));
      const made = await Promise.all(
        letters.flatMap(({ id, lane }) => [revive(store, id).then(() => null), add(lane ?? "")]),
      );
      const held = made.flatMap((each) => each?.claim ?? []);
      held.push(...(await claim(store)));
      const heldIn = (lane: string) => held.filter((job) => job.lane === lane).map(nameOf);
      const wrong = lanes.map((lane) => [lane, heldIn(lane)]).filter(([, names]) => names?.length !== 1);
      assertEqual(wrong, [], "The lanes of which not one job is held");
    },
  },
];

export const pruneCases: readonly StoreCase[] = [
  {
    name: "prune removes marks that are older than asked, which can be marked again, and no others",
    async check({ store, clock }) {
      const mark = (key: string) => transact(store, (tx) => tx.mark("web", key));
      await mark("old");
      await transact(store, (tx) => tx.mark("mail", "old"));
      await store.transact("somebody else", (tx) => tx.mark("web", "old"));
      await clock.advance(minute);
      const before = clock.now();
      await mark("young");
      const limits = { deadLettersBefore: before, limit: 100 };
      assertEqual(
        await store.maintenance.prune(tenant, { marksBefore: later(before, -minute), ...limits }),
        { marks: 0, deadLetters: 0 },
        "What is removed of before the first",
      );
      const removed = await store.maintenance.prune(tenant, { marksBefore: before, ...limits });
      assertEqual(removed, { marks: 2, deadLetters: 0 }, "What is removed");
      assertEqual(await mark("young"), false, "Marking the young one again");
      assertEqual(await mark("old"), true, "Marking the old one again");
      assertEqual(await mark("old"), false, "Marking it once more");
      assertEqual(await store.transact("somebody else", (tx) => tx.mark("web", "old")), false, "Another tenant's");
    },
  },
  {
    name: "prune removes dead letters that were given up before the time asked, and never a live job",
    async check({ store, clock }) {
      const longAgo = later(clock.now(), -100 * minute);
      await enqueue(store, { name: "waiting", dueAt: later(clock.now(), minute) });
      await enqueue(store, { name: "claimed", dueAt: longAgo });
      await claimOne(store);
      await enqueue(store, { name: "given up late", dueAt: longAgo });
      const late = await claimOne(store);
      await deadLetter(store, { name: "given up early" });
      await clock.advance(1_000);
      const before = clock.now();
      await giveUp(store, late);
      const removed = await store.maintenance.prune(tenant, {
        ...{ marksBefore: before, deadLettersBefore: before, limit: 100 },
      });
      assertEqual(removed, { marks: 0, deadLetters: 1 }, "What is removed");
      assertEqual(await namesOfDead(store), ["given up late"], "The dead letters left");
      await store.maintenance.prune(tenant, {
        ...{ marksBefore: before, deadLettersBefore: later(before, 100 * minute), limit: 100 },
      });
      assertEqual(await namesOfDead(store), [], "The dead letters left after all were asked for");
      assertEqual((await findJobs(store, "live")).map(nameOf), ["waiting", "claimed"], "The live jobs");
    },
  },
  {
    name: "prune removes at most `limit` marks and `limit` dead letters at a time",
    async check({ store, clock }) {
      for (const number of times(5, (value) => value)) {
        await transact(store, (tx) => tx.mark(`scope ${number % 2}`, `${number}`));
        await deadLetter(store, { name: `${number}` });
      }
      await clock.advance(1);
      const options = { marksBefore: clock.now(), deadLettersBefore: clock.now(), limit: 2 };
      const removed = [];
      for (const _ of times(4, (round) => round)) {
        const { marks, deadLetters } = await store.maintenance.prune(tenant, options);
        removed.push([marks, deadLetters]);
      }
      const expected = [
        [2, 2],
        [2, 2],
        [1, 1],
        [0, 0],
      ];
      assertEqual(removed, expected, "What is removed each time");
    },
  },
  {
    name: "after close maintenance is refused",
    async check({ store, clock }) {
      await store.close();
      const { maintenance } = store;
      const options = { marksBefore: clock.now(), deadLettersBefore: clock.now(), limit: 1 };
      await assertRejects("store.closed", () => maintenance.jobStatistics(tenant));
      await assertRejects("store.closed", () => maintenance.revive(tenant, "1"));
      await assertRejects("store.closed", () => maintenance.prune(tenant, options));
      await assertRejects("store.closed", () => maintenance.mentions(tenant, ["a"]));
      await assertRejects("store.closed", () => maintenance.remove(tenant, []));
    },
  },
];
