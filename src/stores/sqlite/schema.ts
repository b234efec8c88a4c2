import { CustomerServiceError } from "../../errors.ts";
import { sqliteDialect } from "../sql/dialect.ts";
import { type Migration, migrations } from "../sql/migrations.ts";
import type { Connection } from "./connection.ts";

/** The steps this database still needs; refuses with `store.wrong_schema` when a later kefu has written it. */
export function missingMigrations(connection: Connection): readonly Migration[] {
  const all = migrations(sqliteDialect);
  if (!hasTable(connection, "cs_migration")) return all;
  const applied = connection.prepare("SELECT max(id) AS id FROM cs_migration").get<{ id: number | null }>()?.id ?? 0;
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

/** True when nothing at all is in the database, so that it can be made ours without asking. */
export function isEmpty(connection: Connection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

/** Refuses with `store.wrong_schema`, and says what to do. `path`: the file, where the store opened it itself. */
export function requireSchema(connection: Connection, path: string | null): void {
  const missing = missingMigrations(connection);
  if (missing.length === 0) return;
  const command = path === null ? "" : `, or run \`npx kefu migrate --sqlite ${path} --apply\``;
  throw new CustomerServiceError(
    "store.wrong_schema",
    `The database lacks the schema ${missing.map(({ id, name }) => `${id} (${name})`).join(", ")}: call \`await store.migrate()\` once${command}.`,
    { details: { missing: missing.map(({ id }) => id) } },
  );
}

/** Every SQL statement the steps consist of, in order. */
export function statementsOf(steps: readonly Migration[]): readonly string[] {
  return steps.flatMap(({ id, name, statements }) => [
    ...statements,
    `INSERT INTO cs_migration (id, name, at) VALUES (${id}, '${name}', CURRENT_TIMESTAMP)`,
  ]);
}

/** All of the steps or none. */
export function applyMigrations(connection: Connection, steps: readonly Migration[]): void {
  if (steps.length === 0) return;
  connection.exec("BEGIN IMMEDIATE");
  try {
    for (const statement of statementsOf(steps)) connection.exec(statement);
    connection.exec("COMMIT");
  } catch (error) {
    connection.exec("ROLLBACK");
    throw error;
  }
}

function hasTable(connection: Connection, name: string): boolean {
  const find = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  return find.get(name) !== undefined;
}
