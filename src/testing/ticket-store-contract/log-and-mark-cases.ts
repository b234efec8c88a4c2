import { assert, assertEqual } from "../assert.ts";
import { sampleEntry } from "./sample-records.ts";
import { type StoreCase, times, transact, transactInVain } from "./store-case.ts";

const entries = times(7, (number) => sampleEntry(`entry ${number}, 第${number}条`));

export const logCases: readonly StoreCase[] = [
  {
    name: "a log is read in the order of its appends, from any offset, up to the limit, with its times as Date",
    async check({ store }) {
      for (const entry of entries.slice(0, 4)) await transact(store, (tx) => tx.append("ticket:T-1", entry));
      await transact(store, async (tx) => {
        for (const entry of entries.slice(4)) await tx.append("ticket:T-1", entry);
        assertEqual(await tx.readLog("ticket:T-1", { limit: 99 }), entries, "The log in the transaction that appends");
      });
      await transact(store, async (tx) => {
        const log = await tx.readLog("ticket:T-1", { limit: 99 });
        assertEqual(log, entries, "The whole log");
        assert(log[0]?.at instanceof Date, "`at` must come back as a Date.");
        assertEqual(await tx.readLog("ticket:T-1", { limit: 3 }), entries.slice(0, 3), "The first three");
        const middle = await tx.readLog("ticket:T-1", { offset: 2, limit: 3 });
        assertEqual(middle, entries.slice(2, 5), "Three from number 2 on");
        assertEqual(await tx.readLog("ticket:T-1", { offset: 7, limit: 3 }), [], "What follows the last");
      });
    },
  },
  {
    name: "each log has its own entries; a log without any is empty",
    async check({ store }) {
      await transact(store, async (tx) => {
        await tx.append("ticket:1", sampleEntry("of the ticket"));
        await tx.append("conversation:1", sampleEntry("of the conversation"));
        assertEqual(await tx.readLog("ticket:1", { limit: 9 }), [sampleEntry("of the ticket")], "The ticket's log");
        const other = await tx.readLog("conversation:1", { limit: 9 });
        assertEqual(other, [sampleEntry("of the conversation")], "The conversation's log");
        assertEqual(await tx.readLog("ticket:2", { limit: 9 }), [], "The log of another ticket");
      });
    },
  },
  {
    name: "log entries are handed out frozen, and an entry changed after the append is stored as it was",
    async check({ store }) {
      const entry = { ...sampleEntry("as it was") };
      await transact(store, (tx) => tx.append("ticket:T-1", entry));
      if (!Object.isFrozen(entry)) Object.assign(entry, { by: { kind: "bot" } });
      const [read] = await transact(store, (tx) => tx.readLog("ticket:T-1", { limit: 1 }));
      assertEqual(read, sampleEntry("as it was"), "The stored entry");
      assert(Object.isFrozen(read), "What readLog resolves with must be frozen.");
    },
  },
  {
    name: "concurrent appends to one log lose and interleave nothing",
    async check({ store }) {
      await Promise.all(
        times(20, (number) =>
          transact(store, async (tx) => {
            await tx.append("ticket:T-1", sampleEntry(`${number}, first`));
            await tx.append("ticket:T-1", sampleEntry(`${number}, second`));
          }),
        ),
      );
      const log = await transact(store, (tx) => tx.readLog("ticket:T-1", { limit: 99 }));
      assertEqual(log.length, 40, "How many entries there are");
      for (const number of times(20, (value) => value)) {
        const place = (text: string) => log.findIndex(({ fact }) => fact.kind === "noted" && fact.text === text);
        const first = place(`${number}, first`);
        assert(first >= 0 && first < place(`${number}, second`), `The entries of ${number} must stand in order.`);
      }
    },
  },
];

export const markCases: readonly StoreCase[] = [
  {
    name: "a mark is set once, for each scope and key apart",
    async check({ store }) {
      await transact(store, async (tx) => {
        assertEqual(await tx.mark("web", "1"), true, "The first mark");
        assertEqual(await tx.mark("web", "1"), false, "The same mark in the same transaction");
        assertEqual(await tx.mark("web", "2"), true, "Another key");
        assertEqual(await tx.mark("mail", "1"), true, "Another scope");
        assertEqual(await tx.mark("we", "b1"), true, "A scope and key that read the same when joined");
      });
      assertEqual(await transact(store, (tx) => tx.mark("web", "1")), false, "The same mark in a later transaction");
    },
  },
  {
    name: "of concurrent transactions that set one mark exactly one sets it",
    async check({ store }) {
      const marked = await Promise.all(times(32, () => transact(store, (tx) => tx.mark("web", "same"))));
      assertEqual(marked.filter((first) => first).length, 1, "How many were first");
    },
  },
  {
    name: "a mark that was rolled back is free again",
    async check({ store }) {
      await transactInVain(store, (tx) => tx.mark("web", "1"));
      assertEqual(await transact(store, (tx) => tx.mark("web", "1")), true, "The mark after the rollback");
      await transactInVain(store, (tx) => tx.mark("web", "1"));
      assertEqual(await transact(store, (tx) => tx.mark("web", "1")), false, "The mark that was kept");
    },
  },
];
