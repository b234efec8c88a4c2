import { CustomerServiceError } from "../errors.ts";
import type { PostgresPool } from "../stores/postgres/postgres-pool.ts";
import { postgresTicketStore } from "../stores/postgres/postgres-ticket-store.ts";
import type { PlaceOptions } from "../stores/postgres/tables.ts";
import type { StoreSchema } from "./store-schema.ts";

const connectionTimeoutMillis = 10_000;

/** The tables of a PostgreSQL database. */
export async function postgresSchema(url: string, place: PlaceOptions): Promise<StoreSchema> {
  const { Pool } = (await loadDriver()).default;
  const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis });
  const store = postgresTicketStore({ pool, ...place });
  const { host, pathname } = new URL(url);
  return {
    name: `${host}${pathname}`,
    missing: () => store.migrate({ dryRun: true }),
    complete: () => store.migrate(),
    close: () => pool.end(),
  };
}

interface PostgresDriver {
  readonly default: { readonly Pool: new (options: object) => PostgresPool & { end(): Promise<void> } };
}

async function loadDriver(): Promise<PostgresDriver> {
  // Named by a variable: with its types, those of Node would come into the whole package.
  const name: string = "pg";
  try {
    return (await import(name)) as PostgresDriver;
  } catch (cause) {
    throw new CustomerServiceError(
      "store.driver_missing",
      "PostgreSQL needs the package pg, which cannot be loaded: npm install pg@8",
      { cause },
    );
  }
}
