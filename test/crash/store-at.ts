import type { TicketStore } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { sqliteTicketStore } from "kefu/sqlite";
import pg from "pg";

/** Where a database is, in words that can be told to another process. */
export type DatabaseAddress =
  | { readonly store: "sqlite"; readonly path: string }
  | { readonly store: "postgres"; readonly url: string; readonly schema: string };

/**
 * A store on this database, as each process opens its own. A shared one goes by the time of its database; where the time of
 * the desk is another than the machine's, by the desk's.
 */
export function storeAt(address: DatabaseAddress, time: "service" | "database" = "service"): TicketStore {
  switch (address.store) {
    case "sqlite":
      return sqliteTicketStore(address.path);
    case "postgres": {
      const { url: connectionString, schema } = address;
      const pool = new pg.Pool({ connectionString, max: 4 });
      const store = postgresTicketStore({ pool, schema, time });
      const close = store.close.bind(store);
      const end = () => (pool.ended ? undefined : pool.end());
      return Object.assign(store, { close: () => close().finally(end) });
    }
    default:
      return address satisfies never;
  }
}
