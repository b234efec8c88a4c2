import type { Ticket } from "../../model/ticket.ts";
import type { TicketStore } from "../../ports/ticket-store.ts";
import { assertEqual } from "../assert.ts";
import { later } from "./sample-jobs.ts";
import { sampleAgent, sampleTicket, sampleTime } from "./sample-records.ts";
import { type StoreCase, times, transact } from "./store-case.ts";

function putTickets(store: TicketStore, tickets: readonly Ticket[]): Promise<void> {
  return transact(store, async (tx) => {
    for (const ticket of tickets) await tx.put("ticket", ticket);
  });
}

function ids(records: readonly { readonly id: string }[]): readonly string[] {
  return records.map((record) => record.id);
}

const queued = { waiting: true } as const;

/** Tickets that wait, named by the place they must have: rank, then time, then id. */
const waiting: readonly Ticket[] = [
  sampleTicket("c", { ...queued, priorityRank: 0, waitingSince: later(sampleTime, 5_000) }),
  sampleTicket("a", { ...queued, priorityRank: 0, waitingSince: sampleTime }),
  sampleTicket("f", { ...queued, priorityRank: 2, waitingSince: sampleTime }),
  sampleTicket("e", { ...queued, priorityRank: 1, waitingSince: later(sampleTime, 1) }),
  sampleTicket("b", { ...queued, priorityRank: 0, waitingSince: sampleTime }),
  sampleTicket("d", { ...queued, priorityRank: 1, waitingSince: null }),
  sampleTicket("nowhere", { waiting: null, priorityRank: 0, waitingSince: sampleTime }),
];

export const findCases: readonly StoreCase[] = [
  {
    name: "find gives records in the index's order, nulls first, equal ones by id",
    async check({ store }) {
      await putTickets(store, waiting);
      const found = await transact(store, (tx) => tx.find("ticket", "waiting", queued, { limit: 100 }));
      assertEqual(ids(found), ["a", "b", "c", "d", "e", "f"], "Waiting tickets");
    },
  },
  {
    name: "find descending gives the reverse",
    async check({ store }) {
      await putTickets(store, waiting);
      const page = { limit: 100, descending: true };
      const found = await transact(store, (tx) => tx.find("ticket", "waiting", queued, page));
      assertEqual(ids(found), ["f", "e", "d", "c", "b", "a"], "Waiting tickets, descending");
    },
  },
  {
    name: "find gives at most `limit` records",
    async check({ store }) {
      await putTickets(store, waiting);
      const first = await transact(store, (tx) => tx.find("ticket", "waiting", queued, { limit: 2 }));
      assertEqual(ids(first), ["a", "b"], "The first two");
      const last = await transact(store, (tx) => tx.find("ticket", "waiting", queued, { limit: 2, descending: true }));
      assertEqual(ids(last), ["f", "e"], "The last two");
    },
  },
  ...[false, true].map((descending) => ({
    name: `pages ${descending ? "descending" : "ascending"} miss and repeat nothing, whatever is equal or null`,
    async check({ store }: { store: TicketStore }) {
      await putTickets(store, waiting);
      for (const limit of [1, 2, 4]) {
        const seen: string[] = [];
        let after: Ticket | undefined;
        do {
          const page = { limit, descending, after };
          const found = await transact(store, (tx) => tx.find("ticket", "waiting", queued, page));
          seen.push(...ids(found));
          after = found.at(-1);
        } while (after !== undefined && seen.length < 20);
        const expected = ["a", "b", "c", "d", "e", "f"];
        assertEqual(seen, descending ? expected.toReversed() : expected, `All pages of ${limit}`);
      }
    },
  })),
  {
    name: "a page goes on after a record that has left the index since",
    async check({ store }) {
      await putTickets(store, waiting);
      const page = { limit: 2 };
      const [, last] = await transact(store, (tx) => tx.find("ticket", "waiting", queued, page));
      if (last === undefined) throw new Error("Two tickets must be found.");
      await transact(store, (tx) => tx.put("ticket", { ...last, waiting: null }));
      const next = await transact(store, (tx) => tx.find("ticket", "waiting", queued, { ...page, after: last }));
      assertEqual(ids(next), ["c", "d"], "The page after b");
    },
  },
  {
    name: "a record moves in its indexes when their fields change",
    async check({ store }) {
      await putTickets(store, waiting);
      await transact(store, async (tx) => {
        const ticket = await tx.get("ticket", "f");
        if (ticket !== null)
          await tx.put("ticket", { ...ticket, priorityRank: 0, waitingSince: null, status: "pending" });
      });
      await transact(store, async (tx) => {
        const found = await tx.find("ticket", "waiting", queued, { limit: 100 });
        assertEqual(ids(found), ["f", "a", "b", "c", "d", "e"], "Waiting tickets after f became urgent");
        assertEqual(ids(await tx.find("ticket", "byStatus", { status: "pending" }, { limit: 9 })), ["f"], "Pending");
      });
    },
  },
  {
    name: "a record with null in an `equals` field leaves the index, and comes back with a value",
    async check({ store }) {
      await putTickets(store, [sampleTicket("T-1", { agentId: "lin" })]);
      const ofLin = () =>
        transact(store, (tx) => tx.find("ticket", "ofAgent", { agentId: "lin", status: "open" }, { limit: 9 }));
      for (const agentId of [null, "lin"]) {
        await transact(store, async (tx) => {
          const ticket = await tx.get("ticket", "T-1");
          if (ticket !== null) await tx.put("ticket", { ...ticket, agentId });
        });
        assertEqual(ids(await ofLin()), agentId === null ? [] : ["T-1"], `Tickets of lin with agentId ${agentId}`);
      }
    },
  },
  {
    name: "an index without order fields is ordered by id",
    async check({ store }) {
      await transact(store, async (tx) => {
        for (const id of ["lin", "bo", "zhang"]) await tx.put("agent", sampleAgent(id));
        await tx.put("agent", sampleAgent("away", { presence: "away" }));
      });
      const found = await transact(store, (tx) => tx.find("agent", "byPresence", { presence: "online" }, { limit: 9 }));
      assertEqual(ids(found), ["bo", "lin", "zhang"], "Agents online");
    },
  },
  {
    name: "key values are not mixed up where one ends and the next begins",
    async check({ store }) {
      await putTickets(store, [sampleTicket("T-1", { agentId: "a1:o" }), sampleTicket("T-2", { agentId: "a" })]);
      const found = await transact(store, (tx) =>
        tx.find("ticket", "ofAgent", { agentId: "a", status: "open" }, { limit: 9 }),
      );
      assertEqual(ids(found), ["T-2"], "Tickets of a");
    },
  },
  {
    name: "a thousand records with one key are found in order",
    async check({ store }) {
      const tickets = times(1_200, (number) => {
        const createdAt = later(sampleTime, (number * 7) % 1_200);
        return sampleTicket(`T-${number}`, { createdAt });
      });
      await putTickets(store, tickets);
      const found = await transact(store, (tx) => tx.find("ticket", "byStatus", { status: "open" }, { limit: 5_000 }));
      const offsets = found.map((ticket) => ticket.createdAt.getTime() - sampleTime.getTime());
      assertEqual(
        offsets,
        times(1_200, (number) => number),
        "Milliseconds after the first ticket",
      );
    },
  },
];
