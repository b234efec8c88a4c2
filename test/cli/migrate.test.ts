import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CustomerService } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { sqliteDialect } from "../../src/stores/sql/dialect.ts";
import { migrations } from "../../src/stores/sql/migrations.ts";
import { freshSchema } from "../postgres/database.ts";
import { openDatabase, temporaryPath } from "../stores/sqlite-files.ts";
import { runKefu } from "./run-kefu.ts";

const newest = migrations(sqliteDialect).at(-1)?.id ?? 0;

/** A file as the first version of kefu made it. */
async function fileOfSchema1(): Promise<string> {
  const path = temporaryPath();
  const database = await openDatabase(path);
  database.exec("PRAGMA journal_mode = WAL");
  for (const statement of migrations(sqliteDialect)[0]?.statements ?? []) database.exec(statement);
  database.exec("INSERT INTO cs_migration (id, name, at) VALUES (1, 'records, logs, marks, jobs', CURRENT_TIMESTAMP)");
  database.close();
  return path;
}

async function schemaOf(path: string): Promise<unknown> {
  const database = await openDatabase(path);
  const row = database.prepare("SELECT max(id) AS id FROM cs_migration").get();
  database.close();
  return (row as { id: number }).id;
}

describe("kefu migrate on SQLite", () => {
  test("--print prints the SQL of a new file, and makes none", async () => {
    const path = temporaryPath();
    const { code, stdout, stderr } = await runKefu(["migrate", "--print", "--sqlite", path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readdirSync(dirname(path))).toEqual([]);

    const database = await openDatabase(path);
    database.exec(stdout);
    database.close();
    expect(await schemaOf(path)).toBe(newest);
  });

  test("--apply brings a file of an earlier version up to date, once", async () => {
    const path = await fileOfSchema1();
    const before = readFileSync(path);
    const printed = await runKefu(["migrate", "--print", `--sqlite=${path}`]);
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringContaining("ADD COLUMN state") });
    expect(printed.stdout).not.toContain("CREATE TABLE cs_customer (");
    expect(readFileSync(path).equals(before)).toBe(true);

    const applied = await runKefu(["migrate", "--apply", "--sqlite", path]);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringMatching(/is up to date now; \d+ statements/) });
    expect(await schemaOf(path)).toBe(newest);

    const again = await runKefu(["migrate", "--apply", "--sqlite", path]);
    expect(again).toEqual({ code: 0, stdout: `${path} is up to date already; nothing was changed.\n`, stderr: "" });
    const nothing = await runKefu(["migrate", "--print", "--sqlite", path]);
    expect(nothing).toEqual({ code: 0, stdout: `-- ${path} is up to date.\n`, stderr: "" });
  });

  test("a file that a service has open can be looked at, not changed", async () => {
    const path = temporaryPath();
    const service = new CustomerService({ channels: [scriptedChannel()], store: sqliteTicketStore(path) });
    onTestFinished(() => service.stop());
    await service.start();
    expect(await runKefu(["migrate", "--print", "--sqlite", path])).toMatchObject({ code: 0, stderr: "" });
    const { code, stdout, stderr } = await runKefu(["migrate", "--apply", "--sqlite", path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Another store has");
  });

  test("a file of a later version, or of something else, is refused as it is", async () => {
    const later = await fileOfSchema1();
    const database = await openDatabase(later);
    database.exec("INSERT INTO cs_migration (id, name, at) VALUES (99, 'the future', '2099-01-01')");
    database.close();
    const text = temporaryPath();
    writeFileSync(text, "This is no database, however long one looks at it.".repeat(100));
    for (const [path, sentence] of [
      [later, "upgrade kefu"],
      [text, "file is not a database"],
    ] as const) {
      for (const flag of ["--print", "--apply"]) {
        const before = readFileSync(path);
        const { code, stdout, stderr } = await runKefu(["migrate", flag, "--sqlite", path]);
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toContain(sentence);
        expect(readFileSync(path).equals(before)).toBe(true);
      }
    }
  });
});

describe("kefu migrate on PostgreSQL", () => {
  test("--print prints the SQL and --apply runs it, where a schema and a prefix say", async () => {
    const { pool, schema } = await freshSchema();
    const url = inject("postgresUrl");
    const place = ["--schema", schema, "--table-prefix", "desk_"];
    const tables = async () =>
      (await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = $1", [schema])).rows.length;

    const printed = await runKefu(["migrate", "--print", "--postgres", url, ...place]);
    expect(printed).toMatchObject({ code: 0, stderr: "" });
    expect(printed.stdout).toContain(`CREATE TABLE "${schema}".desk_ticket`);
    expect(await tables()).toBe(0);

    const applied = await runKefu(["migrate", "--apply", ...place], { environment: { DATABASE_URL: url } });
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("is up to date now"), stderr: "" });
    expect(await tables()).toBeGreaterThan(5);
    expect(await postgresTicketStore({ pool, schema, tablePrefix: "desk_" }).migrate({ dryRun: true })).toEqual([]);

    const environment = { KEFU_POSTGRES_URL: url, DATABASE_URL: "postgres://nobody@nowhere.invalid/nothing" };
    const again = await runKefu(["migrate", "--apply", ...place], { environment });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing was changed") });
  });

  test("what was printed, another program may run", async () => {
    const { pool, schema } = await freshSchema();
    const { stdout } = await runKefu(["migrate", "--print", "--schema", schema, "--postgres", inject("postgresUrl")]);
    await pool.query(stdout);
    expect(await postgresTicketStore({ pool, schema }).migrate({ dryRun: true })).toEqual([]);
  });

  test.each([
    [1, ["--postgres", "postgres://kefu:geheim@127.0.0.1:1/desk"]],
    [2, ["--postgres", "postgres://kefu:geheim#@127.0.0.1:1/desk"]],
    [2, ["--postgres=mysql://kefu:geheim@127.0.0.1:1/desk"]],
    [2, ["--database=postgres://kefu:geheim@127.0.0.1:1/desk"]],
    [2, ["postgres://kefu:geheim@127.0.0.1:1/desk"]],
  ])("what is wrong with an address is told without its password (exit code %i)", async (code, given) => {
    const run = await runKefu(["migrate", "--apply", ...given]);
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).not.toBe("");
    expect(run.stderr).not.toContain("geheim");
  });

  test("a refused password is not repeated", async () => {
    const url = new URL(inject("postgresUrl"));
    url.username = "nobody_of_this_name";
    url.password = "geheim";
    const { code, stderr } = await runKefu(["migrate", "--apply"], { environment: { DATABASE_URL: url.href } });
    expect(code).toBe(1);
    expect(stderr).toContain("PostgreSQL could not");
    expect(stderr).not.toContain("geheim");
  });
});

describe("the command line", () => {
  test.each([
    [["--postgres", "postgres://kefu@127.0.0.1:1/desk"], ["pg"], "npm install pg@8"],
    [
      ["--sqlite", "desk.db"],
      ["node:sqlite", "@photostructure/sqlite", "better-sqlite3"],
      "npm install @photostructure/sqlite@1",
    ],
  ])("with %j and without %j, what to install is said", async (target, without, sentence) => {
    const { code, stdout, stderr } = await runKefu(["migrate", "--print", ...target], { without });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
  });

  test("--help says how it is used", async () => {
    const { code, stdout } = await runKefu(["--help"]);
    expect(code).toBe(0);
    for (const word of ["--print", "--apply", "--sqlite", "--postgres", "--schema", "--table-prefix", "Exit codes"]) {
      expect(stdout).toContain(word);
    }
  });

  test.each([
    [[], "There is one command"],
    [["upgrade"], "There is one command"],
    [["migrate", "--print", "--dry-run", "--sqlite", "desk.db"], "There is no option --dry-run."],
    [["migrate", "--sqlite", "desk.db"], "Exactly one of --print and --apply"],
    [["migrate", "--print", "--apply", "--sqlite", "desk.db"], "Exactly one of --print and --apply"],
    [["migrate", "--print"], "Which store?"],
    [["migrate", "--print", "--sqlite"], "--sqlite needs a value."],
    [["migrate", "--sqlite", "--print"], "--sqlite needs a value."],
    [["migrate", "--print", "--sqlite", "desk.db", "--schema", "desk"], "--sqlite and --schema do not go together."],
  ])("%j is not understood, and how to use it is said", async (given, sentence) => {
    const { code, stdout, stderr } = await runKefu(given);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain("Usage: npx kefu migrate");
    expect(existsSync("desk.db")).toBe(false);
  });
});
