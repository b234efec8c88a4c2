import type { StoreReader, TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import { sampleEntry, sampleTicket } from "./sample-records.ts";
import { type StoreCase, tenant, times, transact, transactInVain } from "./store-case.ts";

/** What a reader finds of the tickets and of their log. */
async function everything(reader: StoreReader): Promise<unknown> {
  return [
    await reader.get("ticket", "T-1"),
    await reader.find("ticket", "byStatus", { status: "open" }, { limit: 9 }),
    await reader.readLog("ticket:T-1", { limit: 9 }),
  ];
}

const nothing = [null, [], []];

/** A ticket that is put with its subject and, in the same transaction, two entries in its log. */
interface Seen {
  readonly subject: string | undefined;
  readonly entries: number;
}

/** The log first: a transaction that is kept between the two calls is seen in the ticket alone. */
function look(store: TicketStore, id: string): Promise<Seen> {
  return store.read(tenant, async (reader) => {
    const { length: entries } = await reader.readLog(`ticket:${id}`, { limit: 9 });
    return { subject: (await reader.get("ticket", id))?.subject, entries };
  });
}

function assertWhole(id: string, { subject, entries }: Seen): void {
  const whole = entries === 0 || (entries === 2 && subject === "kept");
  assert(whole, `Ticket ${id} was read half done: subject ${subject}, ${entries} of 2 entries.`);
}

export const readCases: readonly StoreCase[] = [
  {
    name: "a read finds what was kept, at once after the transaction resolved",
    async check({ store, clock }) {
      assertEqual(await store.read(tenant, everything), nothing, "What is read of an empty store");
      await clock.advance(1_234);
      for (const text of ["one", "two", "three"]) {
        const ticket = await transact(store, async (tx) => {
          await tx.append("ticket:T-1", sampleEntry(text));
          const known = (await tx.get("ticket", "T-1")) ?? sampleTicket("T-1");
          return tx.put("ticket", { ...known, subject: text });
        });
        const seen = await store.read(tenant, async (reader) => {
          assertEqual(reader.tenant, tenant, "The reader's tenant");
          assertEqual(reader.now, clock.now(), "The reader's time");
          const log = await reader.readLog("ticket:T-1", { limit: 9 });
          return [await reader.get("ticket", "T-1"), log.at(-1)];
        });
        assertEqual(seen, [ticket, sampleEntry(text)], `What is read after "${text}" was kept`);
      }
      assertEqual(await store.read("somebody else", everything), nothing, "What another tenant reads");
    },
  },
  {
    name: "a read sees nothing of a transaction that is under way",
    async check({ store }) {
      const reads: Promise<void>[] = [];
      let underWay = true;
      // A store may let a read wait for the transaction: then it sees all of it.
      const readMeanwhile = async () => {
        const seen = await look(store, "T-1");
        if (underWay) assertEqual(seen, { subject: undefined, entries: 0 }, "What is read meanwhile");
        assertWhole("T-1", seen);
      };
      await transact(store, async (tx) => {
        await tx.put("ticket", sampleTicket("T-1", { subject: "kept" }));
        for (const text of ["one", "two"]) {
          reads.push(readMeanwhile());
          await tx.append("ticket:T-1", sampleEntry(text));
          for (const _ of times(20, (turn) => turn)) await tx.get("ticket", "T-1");
        }
        underWay = false;
      });
      await Promise.all(reads);
    },
  },
  {
    name: "a read sees nothing of a transaction that failed, during it or afterwards",
    async check({ store }) {
      const reads: Promise<unknown>[] = [];
      await transactInVain(store, async (tx) => {
        await tx.put("ticket", sampleTicket("T-1"));
        await tx.append("ticket:T-1", sampleEntry("in vain"));
        reads.push(store.read(tenant, everything));
        for (const _ of times(20, (turn) => turn)) await tx.get("ticket", "T-1");
      });
      reads.push(store.read(tenant, everything));
      assertEqual(await Promise.all(reads), [nothing, nothing], "What was read");
    },
  },
  {
    name: "among fifty transactions of which every fifth throws, no read sees half of one",
    async check({ store }) {
      const writes = times(50, (number) => {
        const write = number % 5 === 0 ? transactInVain : transact;
        return write(store, async (tx) => {
          await tx.put("ticket", sampleTicket(`T-${number}`, { subject: "kept" }));
          for (const text of ["one", "two"]) await tx.append(`ticket:T-${number}`, sampleEntry(text));
        });
      });
      const during = await Promise.all(times(50, (number) => look(store, `T-${number}`)));
      await Promise.all(writes);
      for (const [number, seen] of during.entries()) {
        assertWhole(`T-${number}`, seen);
        assert(number % 5 !== 0 || seen.subject === undefined, `Ticket ${number} was read, and was never kept.`);
      }
      const after = await Promise.all(times(50, (number) => look(store, `T-${number}`)));
      const expected = times(50, (number): Seen => {
        return number % 5 === 0 ? { subject: undefined, entries: 0 } : { subject: "kept", entries: 2 };
      });
      assertEqual(after, expected, "What is read when all have ended");
    },
  },
  {
    name: "the error of a read is passed on, and its reader cannot be used afterwards",
    async check({ store }) {
      const changeOfMind = new Error("The reader changed its mind.");
      const failed = await store
        .read(tenant, () => Promise.reject(changeOfMind))
        .then(
          () => null,
          (error: unknown) => error,
        );
      assert(failed === changeOfMind, "The very error of the work must be passed on.");
      const ended = await store.read(tenant, async (reader) => [reader]);
      await assertRejects("store.closed", async () => ended[0]?.get("ticket", "T-1"));
      await store.close();
      await assertRejects("store.closed", () => store.read(tenant, everything));
    },
  },
];
