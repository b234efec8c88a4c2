import { CustomerServiceError } from "../../errors.ts";
import { postgresDialect } from "../sql/dialect.ts";
import { type Migration, migrations } from "../sql/migrations.ts";
import type { Command } from "./command.ts";
import type { Database } from "./database.ts";
import { storeError } from "./driver-errors.ts";
import { takeLock } from "./job-statements.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { Session } from "./session.ts";
import type { Tables } from "./tables.ts";

type Run = (commands: readonly Command[]) => ReturnType<Session["run"]>;

/** Brings the schema up to date, all of it or nothing; of several processes that do so at once, one. */
export async function migrate(pool: PostgresPool, tables: Tables, dryRun: boolean): Promise<readonly string[]> {
  try {
    const session = await Session.of(pool);
    try {
      await session.begin();
      await session.run([tables.command(takeLock, [tables.key])]);
      const statements = statementsOf(await missingSteps((commands) => session.run(commands), tables), tables);
      const commands = statements.map((text): Command => ({ statement: { name: "", text }, values: [] }));
      if (!dryRun) await session.commit(commands);
      return statements;
    } finally {
      await session.end();
    }
  } catch (error) {
    throw storeError(error);
  }
}

/** Refuses with `store.wrong_schema`, and says what to do. */
export async function requireSchema(database: Database): Promise<void> {
  const { tables } = database;
  const missing = await missingSteps((commands) => database.run(commands), tables);
  if (missing.length === 0) return;
  const where = tables.schema === null ? "" : ` --schema ${tables.schema}`;
  throw new CustomerServiceError(
    "store.wrong_schema",
    `The database lacks the schema ${missing.map(({ id, name }) => `${id} (${name})`).join(", ")}: call \`await store.migrate()\` once, or run \`npx kefu migrate --postgres <url>${where} --apply\`.`,
    { details: { missing: missing.map(({ id }) => id) } },
  );
}

async function missingSteps(run: Run, tables: Tables): Promise<readonly Migration[]> {
  const all = migrations(postgresDialect);
  const table = tables.place("cs_migration");
  const [found] = await run([tables.command("SELECT to_regclass(?)", [table])]);
  if ((found?.rows[0]?.[0] ?? null) === null) return all;
  const [last] = await run([tables.command("SELECT max(id) FROM cs_migration", [])]);
  const applied = Number(last?.rows[0]?.[0] ?? 0);
  const known = all.at(-1)?.id ?? 0;
  if (applied > known) {
    throw new CustomerServiceError(
      "store.wrong_schema",
      `The database has schema ${applied}, and this version of kefu knows none later than ${known}: upgrade kefu.`,
      { details: { schema: applied, known } },
    );
  }
  return all.filter(({ id }) => id > applied);
}

function statementsOf(steps: readonly Migration[], tables: Tables): readonly string[] {
  return steps.flatMap(({ id, name, statements }) => [
    ...statements.map((text) => tables.place(text)),
    tables.place(`INSERT INTO cs_migration (id, name, at) VALUES (${id}, '${name}', CURRENT_TIMESTAMP)`),
  ]);
}
