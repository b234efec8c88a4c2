import { Connection } from "../stores/sqlite/connection.ts";
import { loadDriver } from "../stores/sqlite/load-driver.ts";
import { missingMigrations, statementsOf } from "../stores/sqlite/schema.ts";
import { sqliteTicketStore } from "../stores/sqlite/sqlite-ticket-store.ts";
import { nodeProcess } from "./node-process.ts";
import type { StoreSchema } from "./store-schema.ts";

/** The tables of a SQLite file. */
export function sqliteSchema(path: string): StoreSchema {
  return {
    name: path,
    missing: () => missingIn(path),
    async complete() {
      const store = sqliteTicketStore(path);
      return store.migrate().finally(() => store.close());
    },
    async close() {},
  };
}

/** Only read, also beside a service that has the file open; one that is not there is not made. */
async function missingIn(path: string): Promise<readonly string[]> {
  const openDatabase = await loadDriver();
  const isThere = nodeProcess.getBuiltinModule("node:fs").existsSync(path);
  const database = openDatabase(isThere ? path : ":memory:");
  try {
    const connection = new Connection(database);
    connection.configureForReading();
    return statementsOf(missingMigrations(connection));
  } finally {
    database.close();
  }
}
