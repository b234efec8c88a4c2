import { type Clock, systemClock, type TicketStore } from "kefu";
import { type PostgresTicketStoreOptions, postgresTicketStore } from "kefu/postgres";
import { simulatedClock } from "kefu/testing";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { until } from "../harness.ts";
import { freshSchema } from "../postgres/database.ts";

type PlaceOptions = Partial<PostgresTicketStoreOptions>;

/** A store on a schema, through a pool of its own. */
async function opened(schema: string, options: PlaceOptions = {}, clock: Clock = systemClock): Promise<TicketStore> {
  const pool = options.pool ?? newPool();
  const store = postgresTicketStore({ schema, ...options, pool });
  await store.migrate();
  await store.open({ clock });
  onTestFinished(() => store.close());
  return store;
}

function newPool(name = "kefu"): pg.Pool {
  const pool = new pg.Pool({ connectionString: inject("postgresUrl"), application_name: name, max: 4 });
  onTestFinished(() => pool.end());
  return pool;
}

function mark(store: TicketStore, key: string): Promise<boolean> {
  return store.transact("t", (tx) => tx.mark("test", key));
}

test("a database without the tables is refused with the call and the command that make them", async () => {
  const { pool, schema } = await freshSchema();
  const store = postgresTicketStore({ pool, schema });
  await expect(store.open({ clock: systemClock })).rejects.toMatchObject({
    code: "store.wrong_schema",
    message: expect.stringMatching(
      new RegExp(`await store\\.migrate\\(\\).*npx kefu migrate .*--schema ${schema} .*--apply`),
    ),
  });
});

test("a dry run of migrate shows the statements and changes nothing; several at once migrate once", async () => {
  const { pool, schema } = await freshSchema();
  const stores = [1, 2, 3].map(() => postgresTicketStore({ pool, schema }));
  const shown = await stores[0]?.migrate({ dryRun: true });
  expect(shown?.[0]).toBe(
    `CREATE TABLE "${schema}".cs_migration (id BIGINT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)`,
  );
  const ran = await Promise.all(stores.map((store) => store.migrate()));
  expect(ran.filter((statements) => statements.length > 0)).toEqual([shown]);
});

test("tables of a later kefu are refused", async () => {
  const { pool, schema } = await freshSchema();
  const store = postgresTicketStore({ pool, schema });
  await store.migrate();
  await pool.query(`INSERT INTO ${schema}.cs_migration (id, name, at) VALUES (99, 'later', 'now')`);
  await expect(store.open({ clock: systemClock })).rejects.toMatchObject({
    code: "store.wrong_schema",
    message: expect.stringContaining("upgrade kefu"),
  });
});

test("two prefixes are two stores in one schema, with and without prepared statements", async () => {
  const { schema } = await freshSchema();
  const one = await opened(schema, { tablePrefix: "one_" });
  const two = await opened(schema, { tablePrefix: "two_", prepareStatements: false });
  expect([await mark(one, "k"), await mark(two, "k"), await mark(one, "k")]).toEqual([true, true, false]);
});

test.each(["", "Cs_", "1_", "cs-", "a_prefix_that_is_too_long_"])("the table prefix %j is refused", (tablePrefix) => {
  expect(() => postgresTicketStore({ pool: newPool(), tablePrefix })).toThrow(
    expect.objectContaining({ code: "options.invalid", message: expect.stringContaining("tablePrefix") }),
  );
});

test("connections that the server ends do not end the process, and the next ones work", async () => {
  const { pool, schema } = await freshSchema();
  const name = `kefu_${schema}`;
  const store = await opened(schema, { pool: newPool(name) });
  expect(await mark(store, "before")).toBe(true);
  await endConnections(pool, name);
  // Whatever finds its connection gone says so, until the pool has new ones.
  await until(() => mark(store, "after").catch(() => false));
  expect(await mark(store, "before")).toBe(false);
});

test("a server that is not there is store.unavailable, with the reason", async () => {
  const pool = new pg.Pool({ host: "/nowhere/at/all", max: 2 });
  const store = postgresTicketStore({ pool });
  await expect(store.open({ clock: systemClock })).rejects.toMatchObject({
    code: "store.unavailable",
    message: expect.stringContaining("/nowhere/at/all"),
  });
});

test("work of another process wakes the desk, again after the listening connection was lost", async () => {
  const { pool, schema } = await freshSchema();
  const name = `kefu_${schema}`;
  const clock = simulatedClock();
  const idle = await opened(schema, { pool: newPool(name), time: "service" }, clock);
  const other = await opened(schema);
  let wakes = 0;
  const count = () => {
    wakes += 1;
  };
  onTestFinished(idle.onWake(count));
  await other.transact("t", (tx) => tx.enqueue({ kind: "test", payload: 1 }));
  await until(() => wakes > 0);
  await endConnections(pool, name);
  await until(async () => (await listeners(pool, name)) === 0);
  // The database knows of the end of a connection before its other end does: the time to wait begins only there.
  await until(async () => {
    await clock.advance({ seconds: 1 });
    return (await listeners(pool, name)) === 1;
  });
  wakes = 0;
  await other.transact("t", (tx) => tx.enqueue({ kind: "test", payload: 2 }));
  await until(() => wakes > 0);
});

test("times are the database's, and what a desk waits for is told by its own clock", async () => {
  const { schema } = await freshSchema();
  const hour = 3_600_000;
  const fast: Clock = { now: () => new Date(systemClock.now().getTime() + hour), after: systemClock.after };
  const store = await opened(schema, {}, fast);
  const now = await store.transact("t", async (tx) => {
    await tx.enqueue({ kind: "test", payload: 1, dueAt: new Date(tx.now.getTime() + hour) });
    return tx.now.getTime();
  });
  expect(Math.abs(now - systemClock.now().getTime())).toBeLessThan(5_000);
  const due = (await store.nextDueAt("t"))?.getTime() ?? 0;
  expect(Math.abs(due - fast.now().getTime() - hour)).toBeLessThan(5_000);
});

async function endConnections(pool: pg.Pool, name: string): Promise<void> {
  await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [name]);
}

async function listeners(pool: pg.Pool, name: string): Promise<number> {
  const { rows } = await pool.query(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'LISTEN %'",
    [name],
  );
  return rows[0].count;
}
