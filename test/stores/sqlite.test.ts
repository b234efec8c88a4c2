import { copyFileSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { newConversation } from "../../src/model/conversation.ts";
import type { StoredThing } from "../../src/ports/store-maintenance.ts";
import type { TicketStore } from "../../src/ports/ticket-store.ts";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";
import { ticketStoreContract } from "../../src/testing/ticket-store-contract.ts";
import { openDatabase, temporaryPath } from "./sqlite-files.ts";

const clock = simulatedClock();
const conversation = newConversation({ id: "c1", channelId: "web", address: "ada", createdAt: clock.now() });

async function opened(path: string): Promise<TicketStore> {
  const store = sqliteTicketStore({ path });
  await store.open({ clock });
  onTestFinished(() => store.close());
  return store;
}

describe("in memory", () => {
  const cases = ticketStoreContract(async (context) => {
    const store = sqliteTicketStore(":memory:");
    await store.open(context);
    return store;
  });
  for (const { name, run } of cases) test(name, run);
});

describe("in a file", () => {
  const cases = ticketStoreContract(async (context) => {
    const store = sqliteTicketStore({ path: temporaryPath() });
    await store.open(context);
    return store;
  });
  for (const { name, run } of cases) test(name, run);
});

test("what was committed is there when the file is opened again", async () => {
  const path = temporaryPath();
  const first = await opened(path);
  await first.transact("t", (transaction) => transaction.put("conversation", conversation));
  await first.close();
  const second = await opened(path);
  expect(await second.transact("t", (transaction) => transaction.get("conversation", "c1"))).toEqual({
    ...conversation,
    version: 1,
  });
});

test("each commit is flushed, and readers are not in its way", async () => {
  const path = temporaryPath();
  const store = await opened(path);
  await store.transact("t", (transaction) => transaction.put("conversation", conversation));
  const reader = await openDatabase(path);
  onTestFinished(() => void reader.close());
  expect(reader.prepare("SELECT count(*) AS count FROM cs_conversation").get()).toEqual({ count: 1 });
  expect(reader.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});

test("a second store is refused while the first has the file, and welcome afterwards", async () => {
  const path = temporaryPath();
  const first = await opened(path);
  const second = sqliteTicketStore(path);
  await expect(second.open({ clock })).rejects.toMatchObject({ code: "store.in_use", details: { path } });
  await first.close();
  await second.open({ clock });
  await second.close();
});

test("a store that is open, or about to be, is not opened again", async () => {
  for (const path of [":memory:", temporaryPath()]) {
    const store = sqliteTicketStore(path);
    const opening = store.open({ clock });
    await expect(store.open({ clock })).rejects.toMatchObject({ code: "store.in_use" });
    await opening;
    await store.transact("t", (transaction) => transaction.put("conversation", conversation));
    await expect(store.open({ clock })).rejects.toMatchObject({ code: "store.in_use" });
    expect(await store.transact("t", (transaction) => transaction.get("conversation", "c1"))).not.toBeNull();
    await store.close();
  }
});

test("a store that is closed while it opens lets go of its file", async () => {
  const path = temporaryPath();
  const store = sqliteTicketStore(path);
  const opening = store.open({ clock });
  await store.close();
  await opening;
  await (await opened(path)).close();
});

test("what a killed process had claimed is free for the next one at once, whatever its lease", async () => {
  const path = temporaryPath();
  const killed = await opened(path);
  const held = { limit: 9, lease: { owner: "killed", leaseMs: 3_600_000 } };
  await killed.transact("t", (transaction) => transaction.enqueue({ kind: "test", payload: 1 }, held.lease));
  await killed.transact("t", (transaction) => transaction.enqueue({ kind: "test", payload: 2 }));
  expect(await killed.claim("t", held)).toHaveLength(1);
  const left = temporaryPath();
  for (const part of ["", "-wal"]) copyFileSync(`${path}${part}`, `${left}${part}`);
  const next = await opened(left);
  const lease = { owner: "next", leaseMs: 1_000 };
  const jobs = await next.claim("t", { limit: 9, lease });
  expect(jobs).toMatchObject([
    { payload: 1, attempt: 2 },
    { payload: 2, attempt: 2 },
  ]);
  expect(await next.claim("t", { limit: 9, lease })).toEqual([]);
});

test("a close leaves everything in the one file", async () => {
  const path = temporaryPath();
  const store = await opened(path);
  await store.transact("t", (transaction) => transaction.put("conversation", conversation));
  await store.close();
  const copy = temporaryPath();
  copyFileSync(path, copy);
  const reopened = await opened(copy);
  expect(await reopened.transact("t", (transaction) => transaction.get("conversation", "c1"))).not.toBeNull();
});

test("close waits for what was submitted before it, and refuses what comes after", async () => {
  const path = temporaryPath();
  const store = await opened(path);
  const marked = store.transact("t", (transaction) => transaction.mark("scope", "key"));
  const closed = store.close();
  await expect(store.transact("t", async () => 1)).rejects.toMatchObject({ code: "store.closed" });
  await closed;
  expect(await marked).toBe(true);
  await expect(store.open({ clock })).rejects.toMatchObject({ code: "store.closed" });
});

test("a search through everything lets timers and transactions have their turn", async () => {
  const store = await opened(temporaryPath());
  await store.transact("t", async (transaction) => {
    for (let number = 0; number < 5_000; number += 1) await transaction.mark("scope", `key ${number}`);
  });
  let turns = 0;
  const count = () => {
    turns += 1;
    if (!found) setImmediate(count);
  };
  let found: readonly StoredThing[] | null = null;
  const search = store.maintenance.mentions("t", ["4999"]).then((things) => {
    found = things;
  });
  setImmediate(count);
  const marked = await store.transact("t", (transaction) => transaction.mark("scope", "meanwhile"));
  expect(marked && found === null).toBe(true);
  await search;
  expect(found).toEqual([{ kind: "mark", scope: "scope", id: "key 4999" }]);
  expect(turns).toBeGreaterThan(5);
});

test("a store that was not opened says so", async () => {
  const store = sqliteTicketStore(":memory:");
  await expect(store.nextDueAt("t")).rejects.toMatchObject({ code: "store.closed" });
  await expect(store.maintenance.jobStatistics("t")).rejects.toMatchObject({ code: "store.closed" });
});

test("a file in a folder that is not there is refused as unavailable", async () => {
  const store = sqliteTicketStore("/nowhere/at/all/desk.db");
  await expect(store.open({ clock })).rejects.toMatchObject({ code: "store.unavailable" });
});

describe("without a driver built in", () => {
  const nothingBuiltIn = { builtin: () => undefined, nativeInterface: 10 };

  test("the error says what to install", async () => {
    const nothing = { ...nothingBuiltIn, import: () => Promise.reject(new Error("not installed")) };
    await expect(loadDriver(nothing)).rejects.toMatchObject({
      code: "store.driver_missing",
      message: expect.stringContaining("npm install @photostructure/sqlite"),
    });
  });

  test("@photostructure/sqlite comes before better-sqlite3", async () => {
    const asked: string[] = [];
    const load = (name: string) => {
      asked.push(name);
      return Promise.reject(new Error("not installed"));
    };
    await expect(loadDriver({ ...nothingBuiltIn, import: load })).rejects.toThrow();
    expect(asked).toEqual(["@photostructure/sqlite", "better-sqlite3"]);
  });

  test("better-sqlite3 13 is not touched on a Node whose native interface it would crash", async () => {
    const asked: string[] = [];
    const load = (name: string) => {
      asked.push(name);
      return Promise.reject(new Error("not installed"));
    };
    const modules = { createRequire: () => () => ({ version: "13.2.0" }) };
    const runtime = {
      builtin: (name: string) => (name === "node:module" ? modules : undefined),
      import: load,
      nativeInterface: 9,
    };
    await expect(loadDriver(runtime)).rejects.toMatchObject({ code: "store.driver_missing" });
    expect(asked).toEqual(["@photostructure/sqlite"]);
  });
});
