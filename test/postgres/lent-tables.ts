import pg from "pg";
import { afterAll, inject } from "vitest";
import { postgresTicketStore } from "../../src/stores/postgres/index.ts";
import { freshName } from "./database.ts";

/** Kefu's tables, all empty, in a schema that nobody else uses. */
export interface LentTables {
  readonly schema: string;
  /** Of the test file. */
  readonly pool: pg.Pool;
  /** Resolves when the tables are there; to be awaited before their first use. */
  ready(): Promise<void>;
  /** Lets the next test have them. What is not given back goes with the test file. */
  giveBack(): Promise<void>;
}

interface MadeSchema {
  readonly name: string;
  /** The statements that empty its tables; `null` until there are any. */
  emptying: string | null;
}

let filePool: pg.Pool | null = null;
const made: MadeSchema[] = [];
const free: MadeSchema[] = [];

/** The tests of a file take turns, since tables are emptied much faster than they are made. */
export function lendTables(): LentTables {
  filePool ??= new pg.Pool({ connectionString: inject("postgresUrl"), max: 16 });
  const pool = filePool;
  const schema = free.pop() ?? { name: freshName(), emptying: null };
  return {
    pool,
    schema: schema.name,
    async ready() {
      schema.emptying ??= await make(pool, schema);
    },
    async giveBack() {
      if (schema.emptying === null) return;
      await pool.query(schema.emptying);
      free.push(schema);
    },
  };
}

async function make(pool: pg.Pool, schema: MadeSchema): Promise<string> {
  made.push(schema);
  await pool.query(`CREATE SCHEMA ${schema.name}`);
  await postgresTicketStore({ pool, schema: schema.name }).migrate();
  const { rows } = await pool.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> 'cs_migration'",
    [schema.name],
  );
  const deletes = rows.map(({ tablename }) => `DELETE FROM ${schema.name}.${tablename}`);
  return [...deletes, `ALTER TABLE ${schema.name}.cs_job ALTER COLUMN id RESTART`].join("; ");
}

afterAll(async () => {
  for (const { name } of made) await filePool?.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
  await filePool?.end();
});
