import type { Command, Target } from "./arguments.ts";
import { postgresSchema } from "./postgres-schema.ts";
import { sqliteSchema } from "./sqlite-schema.ts";
import type { StoreSchema } from "./store-schema.ts";

/** Brings a store up to date, or tells the SQL that would; resolves with what is to be printed. */
export async function migrate({ apply, target }: Extract<Command, { name: "migrate" }>): Promise<string> {
  const schema = await schemaOf(target);
  try {
    return apply ? told(schema.name, await schema.complete()) : script(schema.name, await schema.missing());
  } finally {
    await schema.close();
  }
}

async function schemaOf(target: Target): Promise<StoreSchema> {
  switch (target.kind) {
    case "sqlite":
      return sqliteSchema(target.path);
    case "postgres":
      return postgresSchema(target.url, target);
    default:
      return target satisfies never;
  }
}

function told(name: string, statements: readonly string[]): string {
  if (statements.length === 0) return `${name} is up to date already; nothing was changed.\n`;
  return `${name} is up to date now; ${statements.length} statements were run.\n`;
}

/** As `sqlite3` and `psql` take it: all of it or nothing. */
function script(name: string, statements: readonly string[]): string {
  if (statements.length === 0) return `-- ${name} is up to date.\n`;
  return ["BEGIN", ...statements, "COMMIT"].map((statement) => `${statement};\n`).join("");
}
