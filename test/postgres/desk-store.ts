import type { TicketStore } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { lendTables } from "./lent-tables.ts";
import { bePatient } from "./patient-clock.ts";

/** An empty store on PostgreSQL for one desk, by whose clock it goes. Its tables are the next one's when it is closed. */
export function postgresDeskStore(): TicketStore {
  const { pool, schema, ready, giveBack } = lendTables();
  const store = postgresTicketStore({ pool, schema, time: "service" });
  const { watch, done } = workWatch();
  let closed: Promise<void> | null = null;
  return {
    // No other process is here; to look for its jobs every few seconds would make a month of the clock a long time.
    traits: { ...store.traits, shared: false },
    migrate: (options) => store.migrate(options),
    async open(context) {
      await ready();
      bePatient(context.clock, done);
      await store.open(context);
    },
    transact: (tenant, work) => watch(store.transact(tenant, work)),
    read: (tenant, work) => watch(store.read(tenant, work)),
    claim: (tenant, options) => watch(store.claim(tenant, options)),
    renew: (tenant, jobs, leaseMs) => watch(store.renew(tenant, jobs, leaseMs)),
    nextDueAt: (tenant) => watch(store.nextDueAt(tenant)),
    onWake: (wake) => store.onWake(wake),
    maintenance: store.maintenance,
    close() {
      closed ??= store.close().then(giveBack);
      return closed;
    },
  };
}

/** Turns of the event loop without work after which none is about to begin. */
const idleTurns = 3;

/** Tells when nothing of what it watches is under way, nor follows at once. */
function workWatch() {
  let working = 0;
  return {
    watch<T>(work: Promise<T>): Promise<T> {
      working += 1;
      return work.finally(() => {
        working -= 1;
      });
    },
    async done(): Promise<void> {
      for (let turns = 0; turns < idleTurns; turns = working === 0 ? turns + 1 : 0) {
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
    },
  };
}
