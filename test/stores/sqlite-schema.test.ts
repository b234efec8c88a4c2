import { sqliteTicketStore } from "kefu/sqlite";
import { expect, test } from "vitest";
import { type RecordKind, recordDeclarations } from "../../src/model/records.ts";
import { sqliteDialect } from "../../src/stores/sql/dialect.ts";
import * as jobs from "../../src/stores/sql/jobs.ts";
import * as logs from "../../src/stores/sql/logs.ts";
import * as maintenance from "../../src/stores/sql/maintenance.ts";
import { recordTable } from "../../src/stores/sql/record-tables.ts";
import { findRecords, getRecord, updateRecord, updateRecordData } from "../../src/stores/sql/records.ts";
import type { SqliteDatabase } from "../../src/stores/sqlite/index.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";
import { openDatabase, temporaryPath } from "./sqlite-files.ts";

const clock = simulatedClock();
const kinds = Object.keys(recordDeclarations) as RecordKind[];

async function migratedDatabase(): Promise<SqliteDatabase> {
  const database = await openDatabase(":memory:");
  await sqliteTicketStore({ database }).migrate();
  return database;
}

function column<T>(rows: readonly unknown[], name: string): T[] {
  return rows.map((row) => (row as Record<string, T>)[name] as T);
}

test.each(kinds)("the table of a %s has the declared columns and indexes", async (kind) => {
  const database = await migratedDatabase();
  const table = recordTable(kind);
  const columns = column<string>(database.prepare(`PRAGMA table_info(${table.name})`).all(), "name");
  const declared = ["tenant", "id", "version", ...table.columns.map((each) => each.column), "data"];
  expect(columns.toSorted()).toEqual(declared.toSorted());

  const found = (database.prepare(`PRAGMA index_list(${table.name})`).all() as { name: string; unique: number }[])
    .filter(({ name }) => !name.startsWith("sqlite_"))
    .map(({ name, unique }) => ({
      columns: column<string>(database.prepare(`PRAGMA index_info(${name})`).all(), "name"),
      unique: unique === 1,
    }));
  const wanted = Object.values(table.indexes).map(({ equals, order, unique }) => {
    const names = ["tenant", ...[...equals, ...order].map((each) => each.column)];
    return { columns: unique ? names : [...names, "id"], unique };
  });
  expect(found).toEqual(expect.arrayContaining(wanted));
  expect(found).toHaveLength(wanted.length);
});

test("no statement reads a whole table or sorts what an index has in order", async () => {
  const database = await migratedDatabase();
  const texts: string[] = [
    logs.readEntries,
    jobs.findLiveInLane,
    jobs.releaseExpired,
    jobs.claimJobs(sqliteDialect),
    jobs.renewJob,
    jobs.finishJob,
    jobs.retryJob,
    jobs.buryJob,
    jobs.moveJob,
    jobs.cancelJob,
    jobs.findNextDue,
    jobs.releaseJob,
    jobs.findJobs("live"),
    jobs.findJobs("dead"),
    maintenance.countJobs,
    maintenance.reviveJob("?"),
    maintenance.pruneDeadLetters,
  ];
  for (const kind of kinds) {
    const table = recordTable(kind);
    texts.push(getRecord(table, false, sqliteDialect), updateRecord(table), updateRecordData(table));
    for (const index of Object.values(table.indexes)) {
      for (const after of [false, true]) {
        for (const descending of [false, true]) {
          texts.push(findRecords(table, index, { after, descending, lock: false }, sqliteDialect));
        }
      }
    }
  }
  for (const text of texts) {
    const plan = column<string>(database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(), "detail");
    const slow = plan.filter((step) => /^SCAN (?!CONSTANT ROW|free$)|TEMP B-TREE/.test(step));
    expect({ text, slow, plan }).toEqual({ text, slow: [], plan });
  }
});

test("an update by the id is found by the id, whatever columns it compares", async () => {
  const database = await migratedDatabase();
  const text = updateRecordData(recordTable("ticket"));
  const plan = column<string>(database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(), "detail");
  expect(plan).toEqual([expect.stringContaining("(tenant=? AND id=?)")]);
});

test("a dry run tells the statements and changes nothing; migrate runs the same ones once", async () => {
  const path = temporaryPath();
  const store = sqliteTicketStore({ path });
  const planned = await store.migrate({ dryRun: true });
  expect(planned.some((statement) => statement.startsWith("CREATE TABLE cs_ticket "))).toBe(true);
  const database = await openDatabase(path);
  expect(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()).toEqual({ count: 0 });
  database.close();
  expect(await store.migrate()).toEqual(planned);
  expect(await store.migrate()).toEqual([]);
  await store.open({ clock });
  expect(await store.migrate()).toEqual([]);
  await store.close();
});

test("a database that holds something else is left alone until migrate is called", async () => {
  const path = temporaryPath();
  const database = await openDatabase(path);
  database.exec("CREATE TABLE mine (a)");
  database.close();
  const store = sqliteTicketStore({ path });
  await expect(store.open({ clock })).rejects.toMatchObject({
    code: "store.wrong_schema",
    message: expect.stringContaining("await store.migrate()"),
  });
  await store.migrate();
  await store.open({ clock });
  await store.close();
});

test("a database of a later kefu is refused", async () => {
  const path = temporaryPath();
  const store = sqliteTicketStore({ path });
  await store.migrate();
  const database = await openDatabase(path);
  database.exec("INSERT INTO cs_migration (id, name, at) VALUES (999, 'later', '')");
  database.close();
  const refusal = { code: "store.wrong_schema", message: expect.stringContaining("upgrade kefu") };
  await expect(store.open({ clock })).rejects.toMatchObject(refusal);
  await expect(store.migrate()).rejects.toMatchObject(refusal);
});
