import { DatabaseSync } from "@photostructure/sqlite";
import { type SqliteDatabase, sqliteTicketStore } from "kefu/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { CustomerServiceError } from "../../src/errors.ts";
import { newConversation } from "../../src/model/conversation.ts";
import type { StoreTransaction, TicketStore } from "../../src/ports/ticket-store.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";
import { openDatabase } from "./sqlite-files.ts";

const clock = simulatedClock();

/** A database that tells what runs on it, and fails where it is told to. */
interface WatchedDatabase extends SqliteDatabase {
  readonly ran: string[];
  failNext: { sql: string; error: Error } | null;
}

async function watchedDatabase(): Promise<WatchedDatabase> {
  const database = await openDatabase(":memory:");
  const watched: WatchedDatabase = {
    ran: [],
    failNext: null,
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const running = () => {
        watched.ran.push(sql);
        if (watched.failNext?.sql !== sql) return;
        const { error } = watched.failNext;
        watched.failNext = null;
        throw error;
      };
      return {
        run: (...values) => {
          running();
          return statement.run(...values);
        },
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
      };
    },
  };
  return watched;
}

async function openedStore(): Promise<{ store: TicketStore; database: WatchedDatabase }> {
  const database = await watchedDatabase();
  const store = sqliteTicketStore({ database });
  await store.open({ clock });
  onTestFinished(async () => {
    await store.close();
    database.close();
  });
  return { store, database };
}

const fullDisk = () => Object.assign(new Error("database or disk is full"), { errcode: 13 });
const mark = (key: string) => (transaction: StoreTransaction) => transaction.mark("scope", key);

test("transactions that come together share one commit, up to 256 of them", async () => {
  const { store, database } = await openedStore();
  const outcomes = await Promise.all(Array.from({ length: 600 }, (_, index) => store.transact("t", mark(`${index}`))));
  expect(outcomes.every((marked) => marked)).toBe(true);
  expect(database.ran.filter((sql) => sql === "COMMIT")).toHaveLength(3);
});

test("one that fails takes nothing from the others in its commit", async () => {
  const { store, database } = await openedStore();
  const failing = async (transaction: StoreTransaction) => {
    await transaction.mark("scope", "failing");
    throw new Error("not today");
  };
  const outcomes = await Promise.allSettled([
    store.transact("t", mark("before")),
    store.transact("t", failing),
    store.transact("t", mark("after")),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(database.ran.filter((sql) => sql === "COMMIT")).toHaveLength(1);
  const seen = await Promise.all(["before", "failing", "after"].map((key) => store.transact("t", mark(key))));
  expect(seen).toEqual([false, true, false]);
});

test("a conflict after a write is run again without what it wrote, and its neighbours are kept once", async () => {
  const { store } = await openedStore();
  let runs = 0;
  const note = (transaction: StoreTransaction) => transaction.append("ticket:1", entry);
  const conflicting = store.transact("t", async (transaction) => {
    await note(transaction);
    runs += 1;
    if (runs === 1) throw new CustomerServiceError("store.conflict", "Somebody was faster.");
  });
  await Promise.all([store.transact("t", note), conflicting, store.transact("t", note)]);
  expect(runs).toBe(2);
  expect(await store.transact("t", (transaction) => transaction.readLog("ticket:1", { limit: 10 }))).toHaveLength(3);
});

test("nothing is acknowledged when the commit fails, and the store goes on afterwards", async () => {
  const { store, database } = await openedStore();
  const cause = fullDisk();
  database.failNext = { sql: "COMMIT", error: cause };
  const outcomes = await Promise.allSettled([store.transact("t", mark("a")), store.transact("t", mark("b"))]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "store.unavailable", cause } });
  expect(await store.transact("t", mark("a"))).toBe(true);
  expect(await store.transact("t", mark("b"))).toBe(true);
});

test("a failing disk undoes the whole commit even when the work that met it goes on", async () => {
  const { store, database } = await openedStore();
  const insertMark = "INSERT INTO cs_mark (tenant, scope, key, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
  const before = store.transact("t", (transaction) => transaction.append("ticket:1", entry));
  const careless = store.transact("t", async (transaction) => {
    database.failNext = { sql: insertMark, error: fullDisk() };
    await transaction.mark("scope", "key").catch(() => false);
  });
  await expect(before).rejects.toMatchObject({ code: "store.unavailable" });
  await expect(careless).rejects.toMatchObject({ code: "store.unavailable" });
  expect(await store.transact("t", (transaction) => transaction.readLog("ticket:1", { limit: 10 }))).toEqual([]);
});

const entry = { at: clock.now(), by: { kind: "bot" }, fact: { kind: "noted", text: "hello" } } as const;

test("a conflict that stays is told after five runs", async () => {
  const { store } = await openedStore();
  const conversation = newConversation({ id: "c", channelId: "web", address: "ada", createdAt: clock.now() });
  await store.transact("t", (transaction) => transaction.put("conversation", conversation));
  let runs = 0;
  const again = store.transact("t", (transaction) => {
    runs += 1;
    return transaction.put("conversation", conversation);
  });
  await expect(again).rejects.toMatchObject({ code: "store.conflict" });
  expect(runs).toBe(5);
});

test("the transaction cannot be used when its work has ended", async () => {
  const { store } = await openedStore();
  let kept: StoreTransaction | null = null;
  await store.transact("t", async (transaction) => {
    kept = transaction;
  });
  await expect((kept as StoreTransaction | null)?.mark("scope", "key")).rejects.toMatchObject({ code: "store.closed" });
});

test("timers and sockets have their turn while transactions keep coming", async () => {
  const { store } = await openedStore();
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  for (let index = 0; index < 100; index += 1) await store.transact("t", mark(`${index}`));
  done = true;
  expect(turns).toBeGreaterThan(5);
});

test("a database that the user brought stays open when the store is closed", async () => {
  const database = new DatabaseSync(":memory:");
  const store = sqliteTicketStore({ database });
  await store.open({ clock });
  await store.transact("t", mark("key"));
  await store.close();
  expect(database.prepare("SELECT key FROM cs_mark").all()).toEqual([{ key: "key" }]);
  database.close();
});
