import { CustomerServiceError } from "../../../src/errors.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { TicketStore } from "../../../src/ports/ticket-store.ts";
import { memoryTicketStore } from "../../../src/stores/memory/memory-ticket-store.ts";
import { brokenStore, type Faults } from "./broken-store.ts";

/** Two handles on one memory store, as two processes have them on a database; faults are those of the second. */
export function sharedMemory(faultsOf: () => Faults) {
  let store = memoryTicketStore();
  const listeners = new Set<{ readonly handle: object; readonly wake: () => void }>();
  const hearers = new Set<(text: string | null) => void>();

  function handle(): TicketStore {
    const self = {};
    let isClosed = false;
    const whenOpen = <T>(act: () => Promise<T>): Promise<T> =>
      isClosed ? Promise.reject(new CustomerServiceError("store.closed", "This handle is closed.")) : act();
    return brokenStore(store, {
      store: (whole) => ({
        transact: (tenant, work) =>
          whenOpen(async () => {
            const result = await whole.transact(tenant, work);
            for (const listener of listeners) if (listener.handle !== self) listener.wake();
            return result;
          }),
        claim: (tenant, options) => whenOpen(() => whole.claim(tenant, options)),
        onWake(wake) {
          const listener = { handle: self, wake };
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        async broadcast(text) {
          for (const hear of hearers) hear(text);
        },
        onBroadcast(hear) {
          hearers.add(hear);
          return () => hearers.delete(hear);
        },
        async close() {
          isClosed = true;
        },
      }),
    });
  }

  return {
    async open(context: { readonly clock: Clock }): Promise<TicketStore> {
      store = memoryTicketStore();
      await store.open(context);
      return handle();
    },
    second: async (): Promise<TicketStore> => brokenStore(handle(), faultsOf()),
  };
}

/** Ways in which the second of two processes does not see what the first does. */
export const brokenSharing: Readonly<Record<string, () => Faults>> = {
  "does not wake others": () => ({ store: () => ({ onWake: () => () => {} }) }),
  "does not hear what others broadcast": () => ({ store: () => ({ onBroadcast: () => () => {} }) }),
  "remembers what it read before": () => {
    const known = new Map<string, Promise<unknown>>();
    return {
      reader: (reader) => ({
        get(kind, id) {
          const record = known.get(id) ?? reader.get(kind, id);
          known.set(id, record);
          return record as ReturnType<typeof reader.get<typeof kind>>;
        },
      }),
    };
  },
  "has marks of its own": () => ({
    transaction: (tx) => ({ mark: (scope, key) => tx.mark(`second ${scope}`, key) }),
  }),
  "has lanes and keys of its own": () => ({
    transaction: (tx) => ({
      enqueue: ({ lane, key, ...job }, lease) => {
        const own = (name: string | undefined) => (name === undefined ? undefined : `second ${name}`);
        return tx.enqueue({ ...job, lane: own(lane), key: own(key) }, lease);
      },
    }),
  }),
  "takes every claim for one that holds": () => ({ store: () => ({ renew: async (_, jobs) => jobs }) }),
  "does not lock what another writes": () => ({
    transaction: (tx) => ({
      put: async (kind, record) => tx.put(kind, { ...record, version: (await tx.get(kind, record.id))?.version ?? 0 }),
    }),
  }),
};
