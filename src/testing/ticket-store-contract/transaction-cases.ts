import { maxTransactionRuns, type StoreTransaction, type TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import { claimNames, enqueue, lease } from "./sample-jobs.ts";
import { sampleConversation, sampleEntry, sampleTicket } from "./sample-records.ts";
import { ChangeOfMind, type StoreCase, tenant, times, transact, transactInVain } from "./store-case.ts";

async function count(store: TicketStore): Promise<number | undefined> {
  return (await transact(store, (tx) => tx.get("conversation", "counter")))?.lastSequence;
}

/** Adds one to a number that everybody changes. */
async function increment(tx: StoreTransaction, options: { readonly lock?: boolean } = {}): Promise<void> {
  const conversation = (await tx.get("conversation", "counter", options)) ?? sampleConversation("counter");
  await tx.put("conversation", { ...conversation, lastSequence: conversation.lastSequence + 1 });
}

export const transactionCases: readonly StoreCase[] = [
  {
    name: "when the work throws, its error is passed on and nothing is kept: records, logs, marks, jobs",
    async check({ store }) {
      await enqueue(store, { name: "moved", key: "timer" });
      const before = await transact(store, (tx) => tx.put("ticket", sampleTicket("T-1")));
      await transactInVain(store, async (tx) => {
        await tx.put("ticket", { ...before, status: "closed" });
        await tx.put("ticket", sampleTicket("T-2"));
        await tx.append("ticket:T-1", sampleEntry("in vain"));
        await tx.mark("web", "in vain");
        await tx.enqueue({ kind: "test", payload: { name: "in vain" }, lane: "lane" });
        await tx.enqueue({ kind: "test", payload: { name: "in vain, claimed" }, key: "in vain" }, lease);
        await tx.schedule({ kind: "test", payload: { name: "in vain" }, key: "timer", dueAt: new Date(1e14) });
        await tx.cancel("timer");
      });
      await transact(store, async (tx) => {
        assertEqual(await tx.get("ticket", "T-1"), before, "The ticket that was there before");
        assertEqual(await tx.get("ticket", "T-2"), null, "The ticket of the failed transaction");
        const found = await tx.find("ticket", "byStatus", { status: "open" }, { limit: 9 });
        assertEqual(found, [before], "What the index finds");
        const closed = await tx.find("ticket", "byStatus", { status: "closed" }, { limit: 9 });
        assertEqual(closed, [], "What the index finds under the status that was not kept");
        assertEqual(await tx.readLog("ticket:T-1", { limit: 9 }), [], "The log");
        assert(await tx.mark("web", "in vain"), "The mark must be free.");
        await tx.enqueue({ kind: "test", payload: { name: "after" }, key: "in vain" });
      });
      assertEqual(await claimNames(store), ["moved", "after"], "The jobs");
    },
  },
  {
    name: "when the work throws, claims it settled are still held",
    async check({ store }) {
      await enqueue(store, { name: "first", lane: "lane" }, { name: "second", lane: "lane" });
      const [job] = await store.claim(tenant, { limit: 1, lease });
      assert(job !== undefined, "The first job must be claimed.");
      await transactInVain(store, (tx) => tx.settle(job, { outcome: "done" }));
      assertEqual(await claimNames(store), [], "Jobs that can be claimed while the first is held");
      const at = new Date(job.dueAt);
      await transactInVain(store, (tx) => tx.settle(job, { outcome: "retry", at, error: "in vain" }));
      await transactInVain(store, (tx) => tx.settle(job, { outcome: "dead", error: "in vain" }));
      assertEqual(await claimNames(store), [], "Jobs that can be claimed while the first is held");
      await transact(store, (tx) => tx.settle(job, { outcome: "done" }));
      assertEqual(await claimNames(store), ["second"], "Jobs that can be claimed when the first is done");
    },
  },
  {
    name: "of fifty concurrent transactions of which every fifth throws, exactly the others are kept",
    async check({ store }) {
      const outcomes = await Promise.allSettled(
        times(50, (number) =>
          transact(store, async (tx) => {
            await tx.put("ticket", sampleTicket(`T-${number}`));
            await tx.append("conversation:all", sampleEntry(`${number}`));
            await tx.mark("web", `${number}`);
            if (number % 5 === 0) throw new ChangeOfMind();
            await tx.enqueue({ kind: "test", payload: { name: number } });
            return number;
          }),
        ),
      );
      const kept = times(50, (number) => number).filter((number) => number % 5 !== 0);
      const resolved = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      assertEqual(resolved, kept, "The transactions that resolved");
      await transact(store, async (tx) => {
        for (const number of times(50, (value) => value)) {
          const ticket = await tx.get("ticket", `T-${number}`);
          assertEqual(ticket !== null, number % 5 !== 0, `Whether ticket ${number} is there`);
          assertEqual(await tx.mark("web", `${number}`), number % 5 === 0, `Whether mark ${number} is free`);
        }
        const entries = await tx.readLog("conversation:all", { limit: 100 });
        const texts = entries.map(({ fact }) => (fact.kind === "noted" ? Number(fact.text) : fact.kind));
        assertEqual(new Set(texts).size, 40, "How many different entries there are");
        assertEqual(entries.length, 40, "How many entries there are");
      });
      const claimed = (await claimNames(store)).map(Number).toSorted((a, b) => a - b);
      assertEqual(claimed, kept, "The jobs");
    },
  },
  ...[{ lock: true }, {}].map((options: { readonly lock?: boolean }) => ({
    name: `no update is lost among concurrent increments ${options.lock ? "under a lock" : "that are run again on conflict"}`,
    async check({ store }: { store: TicketStore }) {
      const concurrent = options.lock ? 50 : maxTransactionRuns;
      await transact(store, (tx) => increment(tx));
      const outcomes = await Promise.allSettled(
        times(concurrent, () => transact(store, (tx) => increment(tx, options))),
      );
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      assert(failed === undefined, `No increment may fail; one did: ${failed?.reason}.`);
      assertEqual(await count(store), 1 + concurrent, "The count");
    },
  })),
  {
    name: "no increment that resolved is lost among fifty without a lock",
    async check({ store }) {
      await transact(store, (tx) => increment(tx));
      const outcomes = await Promise.allSettled(times(50, () => transact(store, (tx) => increment(tx))));
      const resolved = outcomes.filter((outcome) => outcome.status === "fulfilled").length;
      assertEqual(await count(store), 1 + resolved, "The count");
    },
  },
  {
    name: "decisions under a lock of one name are made one after another, whatever records they read and write",
    async check({ store }) {
      const open = { status: "open" } as const;
      await Promise.all(
        times(20, (number) =>
          transact(store, async (tx) => {
            await tx.lock("tickets");
            const { length } = await tx.find("ticket", "byStatus", open, { limit: 100 });
            await tx.put("ticket", sampleTicket(`T-${number}`, { subject: `${length}` }));
          }),
        ),
      );
      const tickets = await transact(store, (tx) => tx.find("ticket", "byStatus", open, { limit: 100 }));
      const seen = tickets.map(({ subject }) => Number(subject)).toSorted((a, b) => a - b);
      assertEqual(
        seen,
        times(20, (number) => number),
        "How many tickets each decision saw",
      );
    },
  },
  {
    name: "nobody sees what a transaction wrote before it is kept",
    async check({ store }) {
      const write = (number: number) =>
        transactInVain(store, async (tx) => {
          await tx.put("ticket", sampleTicket(`T-${number}`));
          for (const text of ["one", "two", "three"]) await tx.append("ticket:T-1", sampleEntry(text));
        });
      const read = (number: number) =>
        transact(store, async (tx) => [
          await tx.get("ticket", `T-${number}`),
          await tx.readLog("ticket:T-1", { limit: 9 }),
        ]);
      const [, seen] = await Promise.all([Promise.all(times(10, write)), Promise.all(times(10, read))]);
      assertEqual(
        seen,
        times(10, () => [null, []]),
        "What others saw",
      );
    },
  },
  {
    name: "on a conflict the work is run again and what the earlier run wrote is gone",
    async check({ store }) {
      let runs = 0;
      const result = await transact(store, async (tx) => {
        runs += 1;
        await tx.append("conversation:c-1", sampleEntry(`run ${runs}`));
        await tx.enqueue({ kind: "test", payload: { name: `run ${runs}` } });
        await tx.put("ticket", sampleTicket("T-1", { version: runs < 3 ? 9 : 0 }));
        return runs;
      });
      assertEqual(result, 3, "The run that succeeded");
      const log = await transact(store, (tx) => tx.readLog("conversation:c-1", { limit: 9 }));
      assertEqual(log, [sampleEntry("run 3")], "The log");
      assertEqual(await claimNames(store), ["run 3"], "The jobs");
    },
  },
  {
    name: `a conflict that stays is passed on after ${maxTransactionRuns} runs`,
    async check({ store }) {
      let runs = 0;
      await assertRejects("store.conflict", () =>
        transact(store, async (tx) => {
          runs += 1;
          await tx.put("ticket", sampleTicket("T-1", { version: 9 }));
        }),
      );
      assertEqual(runs, maxTransactionRuns, "How often the work was run");
    },
  },
  {
    name: "a work that throws something else is run once",
    async check({ store }) {
      let runs = 0;
      await transactInVain(store, async () => {
        runs += 1;
      });
      assertEqual(runs, 1, "How often the work was run");
    },
  },
  {
    name: "a transaction knows its tenant and has the time of the clock",
    async check({ store, clock }) {
      await clock.advance(1_234);
      await transact(store, async (tx) => {
        assertEqual(tx.tenant, tenant, "The tenant");
        assertEqual(tx.now, clock.now(), "The time");
      });
    },
  },
  {
    name: "a transaction cannot be used after its work has ended",
    async check({ store }) {
      const ended = await transact(store, async (tx) => [tx]);
      await assertRejects("store.closed", async () => ended[0]?.get("ticket", "T-1"));
      await assertRejects("store.closed", async () => ended[0]?.put("ticket", sampleTicket("T-1")));
      assertEqual(await transact(store, (tx) => tx.get("ticket", "T-1")), null, "The ticket that was put too late");
    },
  },
  {
    name: "close waits for running transactions, and whatever comes later is refused",
    async check({ store }) {
      let finished = false;
      const running = transact(store, async (tx) => {
        for (const number of times(20, (value) => value)) await tx.put("ticket", sampleTicket(`T-${number}`));
        finished = true;
      });
      const closed = store.close();
      await running;
      await closed;
      assert(finished, "close must wait for the transaction that was running.");
      await assertRejects("store.closed", () => transact(store, (tx) => tx.get("ticket", "T-1")));
      await assertRejects("store.closed", () => store.claim(tenant, { limit: 1, lease }));
      await assertRejects("store.closed", () => store.renew(tenant, [], 1_000));
      await assertRejects("store.closed", () => store.nextDueAt(tenant));
    },
  },
];
