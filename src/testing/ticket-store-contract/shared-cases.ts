import type { TicketStore } from "../../ports/ticket-store.ts";
import { systemClock } from "../../system/system-clock.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import { claim, claimOne, done, enqueue, lease, nameOf } from "./sample-jobs.ts";
import { sampleConversation, sampleEntry, sampleTicket } from "./sample-records.ts";
import { type SharedStoreCase, tenant, times, transact } from "./store-case.ts";

/** How long a wake-up may take in real time before it counts as missed. */
const longestWakeMs = 2_000;

/** A wake-up is a hint and may be missed, but not each of so many. */
const wakeRounds = 2;

async function increment(store: TicketStore): Promise<void> {
  await transact(store, async (tx) => {
    const conversation = (await tx.get("conversation", "counter", { lock: true })) ?? sampleConversation("counter");
    await tx.put("conversation", { ...conversation, lastSequence: conversation.lastSequence + 1 });
  });
}

/** Whether the store is woken by this act, within real seconds. */
function isWoken(store: TicketStore, act: () => Promise<unknown>): Promise<boolean> {
  return isHeard((heard) => store.onWake(heard), act);
}

/** Whether what `listen` listens to is heard after this act, within real seconds. */
async function isHeard(listen: (heard: () => void) => () => void, act: () => Promise<unknown>): Promise<boolean> {
  let [unlisten, cancelTimer] = [() => {}, () => {}];
  const heard = new Promise<boolean>((resolve) => {
    unlisten = listen(() => resolve(true));
    cancelTimer = systemClock.after(longestWakeMs, () => resolve(false));
  });
  try {
    await act();
    return await heard;
  } finally {
    unlisten();
    cancelTimer();
  }
}

export const sharedCases: readonly SharedStoreCase[] = [
  {
    name: "shared: what one store commits the other reads at once, in transactions and beside them",
    async check({ store, second }) {
      for (const [from, to, id] of [[store, second, "T-1"] as const, [second, store, "T-2"] as const]) {
        const put = await transact(from, async (tx) => {
          await tx.append(`ticket:${id}`, sampleEntry(id));
          return tx.put("ticket", sampleTicket(id));
        });
        assertEqual(await transact(to, (tx) => tx.get("ticket", id)), put, "What a transaction of the other reads");
        const seen = await to.read(tenant, async (reader) => [
          await reader.find("ticket", "byStatus", { status: "open" }, { limit: 1, descending: true }),
          await reader.readLog(`ticket:${id}`, { limit: 9 }),
        ]);
        assertEqual(seen, [[put], [sampleEntry(id)]], "What a reader of the other reads");
        const changed = await transact(to, (tx) => tx.put("ticket", { ...put, subject: "changed" }));
        assertEqual(await transact(from, (tx) => tx.get("ticket", id)), changed, "What the first reads of the change");
        await assertRejects("store.conflict", () => transact(from, (tx) => tx.put("ticket", put)));
      }
    },
  },
  {
    name: "shared: of transactions of both stores that set one mark exactly one sets it",
    async check({ store, second }) {
      const marked = await Promise.all(
        times(32, (number) => transact(number % 2 === 0 ? store : second, (tx) => tx.mark("web", "same"))),
      );
      assertEqual(marked.filter((first) => first).length, 1, "How many were first");
    },
  },
  {
    name: "shared: no update is lost among increments by both stores under a lock",
    async check({ store, second }) {
      await increment(store);
      await Promise.all(times(20, (number) => increment(number % 2 === 0 ? store : second)));
      const counter = await transact(store, (tx) => tx.get("conversation", "counter"));
      assertEqual(counter?.lastSequence, 21, "The count");
    },
  },
  {
    name: "shared: both stores claim, and never the same job",
    async check({ store, second }) {
      await enqueue(store, ...times(30, (number) => ({ name: `${number}` })));
      await enqueue(second, ...times(30, (number) => ({ name: `second ${number}` })));
      const claims = await Promise.all(
        times(10, (number) => claim(number % 2 === 0 ? store : second, 9, `w${number}`)),
      );
      // Claims that were made at the same moment may have left each other some.
      for (let jobs = await claim(second); jobs.length > 0; jobs = await claim(second)) claims.push(jobs);
      const ids = claims.flat().map(({ id }) => id);
      assertEqual([ids.length, new Set(ids).size], [60, 60], "How many were claimed, and how many different ones");
    },
  },
  {
    name: "shared: of concurrent enqueues by both stores with one key one is kept, and in a free lane one is claimed",
    async check({ store, second }) {
      const add = (number: number, fields: { readonly key?: string; readonly lane?: string }) => {
        const job = { kind: "test", payload: null, ...fields };
        return transact(number % 2 === 0 ? store : second, (tx) => tx.enqueue(job, { ...lease, owner: `w${number}` }));
      };
      const keyed = await Promise.all(times(20, (number) => add(number, { key: "same" })));
      assertEqual(keyed.filter((made) => made.claim !== null).length, 1, "How many jobs with the key were claimed");
      const inLanes = await Promise.all(times(120, (number) => add(number, { lane: `lane-${number >> 1}` })));
      const claimed = inLanes.flatMap((made) => made.claim?.lane ?? []);
      assertEqual([claimed.length, new Set(claimed).size], [60, 60], "How many jobs of 60 lanes were claimed");
      assertEqual([...(await claim(store)), ...(await claim(second))], [], "What else can be claimed");
      const live = await second.read(tenant, (reader) => reader.findJobs("live", { limit: 1_000 }));
      assertEqual(live.length, 121, "How many jobs there are");
    },
  },
  {
    name: "shared: a claim is settled or renewed in either store, and an older claim in neither",
    async check({ store, second, clock }) {
      await enqueue(store, { name: "a" });
      const old = await claimOne(store);
      await clock.advance(lease.leaseMs);
      const current = await claimOne(second, "worker-2");
      assertEqual([nameOf(current), current.attempt], ["a", 2], "The claim of the second");
      for (const each of [store, second]) {
        await assertRejects("store.lease_lost", () => done(each, old));
        assertEqual(await each.renew(tenant, [old], lease.leaseMs), [], "What is renewed of the older claim");
        assertEqual((await each.renew(tenant, [current], lease.leaseMs)).length, 1, "How many of the newer are");
      }
      await done(store, current);
      await assertRejects("store.lease_lost", () => done(second, current));
    },
  },
  {
    name: "shared: a job that one store enqueues wakes the other, mostly",
    async check({ store, second }) {
      for (const [from, to] of [[store, second] as const, [second, store] as const]) {
        let woken = false;
        for (let round = 0; round < wakeRounds && !woken; round += 1) {
          woken = await isWoken(to, () => enqueue(from, { name: `${round}` }));
        }
        assert(woken, `Of ${wakeRounds} jobs that the other enqueued, one must wake within ${longestWakeMs} ms.`);
      }
    },
  },
  {
    name: "shared: what one store broadcasts the other hears as it was said, mostly, if they can",
    async check({ store, second }) {
      if (store.broadcast === undefined) return;
      const told = JSON.stringify({ 说: "有人在输入 'quoted' \\ 👋" });
      const listen = (heard: () => void) => second.onBroadcast?.((text) => text === told && heard()) ?? (() => {});
      let heard = false;
      for (let round = 0; round < wakeRounds && !heard; round += 1) {
        heard = await isHeard(listen, async () => store.broadcast?.(told));
      }
      assert(heard, `Of ${wakeRounds} broadcasts the other must hear one within ${longestWakeMs} ms.`);
    },
  },
  {
    name: "shared: one store goes on when the other is closed",
    async check({ store, second }) {
      await enqueue(second, { name: "left" });
      await second.close();
      await done(store, await claimOne(store));
      await assertRejects("store.closed", () => claim(second));
    },
  },
];
