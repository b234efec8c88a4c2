import type { EventEmitter } from "node:events";
import { type PostgresNotification, type PostgresPool, postgresTicketStore } from "kefu/postgres";
import pg from "pg";
import { afterAll, describe, inject, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/ports/clock.ts";
import type { TicketStore } from "../../src/ports/ticket-store.ts";
import { ticketStoreContract } from "../../src/testing/ticket-store-contract.ts";
import { type LentTables, lendTables } from "../postgres/lent-tables.ts";

/** What another process would have. */
const otherPool = new pg.Pool({ connectionString: inject("postgresUrl") });
afterAll(() => otherPool.end());

/** A pool whose connections have nothing of `pg` but what the store asks of any: they cannot send several commands together. */
function plainPool(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    on: (event: string, listener: never) => (pool as EventEmitter).on(event, listener),
    async connect() {
      const client = await pool.connect();
      const emitter: EventEmitter = client;
      return {
        query: (query) => client.query(query),
        on: (event: string, listener: (told: Error & PostgresNotification) => void) => emitter.on(event, listener),
        removeListener: (event: string, listener: (told: Error & PostgresNotification) => void) =>
          emitter.removeListener(event, listener),
        release: (error) => client.release(error),
      };
    },
  };
}

describe.each([
  { name: "several commands in one round trip", poolOf: (pool: pg.Pool): PostgresPool => pool },
  { name: "one statement after another", poolOf: plainPool },
])("PostgreSQL, $name", ({ poolOf }) => {
  let tables: LentTables | null = null;
  const opened = async (pool: pg.Pool, context: { readonly clock: Clock }): Promise<TicketStore> => {
    const store = postgresTicketStore({ pool: poolOf(pool), schema: tables?.schema, time: "service" });
    await store.open(context);
    return store;
  };
  const cases = ticketStoreContract(
    async (context) => {
      tables = lendTables();
      onTestFinished(tables.giveBack);
      await tables.ready();
      return opened(tables.pool, context);
    },
    { second: (context) => opened(otherPool, context) },
  );
  for (const { name, run } of cases) test(name, run);
});
