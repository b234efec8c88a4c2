import type { StoreReader, StoreTransaction } from "../../../src/ports/ticket-store.ts";
import { boundReader, type Faults } from "./broken-store.ts";

/** Ways to break what holds transactions and tenants together. */
export const brokenTransactions: Readonly<Record<string, () => Faults>> = {
  "keeps what was done before the work threw": () => ({
    store: (store) => ({
      async transact(tenant, work) {
        let failure: unknown = null;
        const result = await store.transact(tenant, async (tx) => {
          try {
            return await work(tx);
          } catch (error) {
            failure = error;
            return null;
          }
        });
        if (failure !== null) throw failure;
        return result as Awaited<ReturnType<typeof work>>;
      },
    }),
  }),
  "does not run the work again on a conflict": () => ({
    store: (store) => ({
      async transact(tenant, work) {
        let failure: unknown = null;
        return store.transact(tenant, async (tx) => {
          if (failure !== null) throw failure;
          try {
            return await work(tx);
          } catch (error) {
            failure = new Error("The only run failed.", { cause: error });
            throw error;
          }
        });
      },
    }),
  }),
  "runs a work that throws anything again": () => ({
    store: (store) => ({
      transact: async (tenant, work) => {
        try {
          return await store.transact(tenant, work);
        } catch {
          return store.transact(tenant, work);
        }
      },
    }),
  }),
  "passes another error on than the one thrown": () => ({
    store: (store) => ({
      transact: async (tenant, work) => {
        try {
          return await store.transact(tenant, work);
        } catch (error) {
          throw new Error("Something went wrong.", { cause: error });
        }
      },
    }),
  }),
  "goes by a time of its own": () => ({
    transaction: () => ({ now: new Date("2020-01-01T00:00:00Z") }),
  }),
  "keeps all tenants in one": () => ({
    store: (store) => ({
      transact: (_tenant, work) => store.transact("everybody", work),
      read: (_tenant, work) => store.read("everybody", work),
      claim: (_tenant, options) => store.claim("everybody", options),
      renew: (_tenant, jobs, leaseMs) => store.renew("everybody", jobs, leaseMs),
      nextDueAt: () => store.nextDueAt("everybody"),
    }),
  }),
  "tells of the jobs of all tenants": () => {
    const tenants = new Set<string>();
    return {
      store: (store) => ({
        transact: (tenant, work) => {
          tenants.add(tenant);
          return store.transact(tenant, work);
        },
        async nextDueAt() {
          const times = await Promise.all([...tenants].map((tenant) => store.nextDueAt(tenant)));
          return times.find((time) => time !== null) ?? null;
        },
      }),
    };
  },
  "lets others read what the running transaction wrote": () => {
    let running: StoreTransaction | null = null;
    return {
      store: (store) => ({
        transact: (tenant, work) =>
          store.transact(tenant, async (tx) => {
            running = tx;
            try {
              return await work(tx);
            } finally {
              running = null;
            }
          }),
        read: (tenant, work) => (running === null ? store.read(tenant, work) : work(running)),
      }),
    };
  },
  "reads what was there when its first reader came": () => {
    const first = new Map<string, Promise<unknown>>();
    return {
      store: (store) => ({
        read: (tenant, work) =>
          store.read(tenant, (reader) => {
            const get: StoreReader["get"] = (kind, id) => {
              const known = first.get(id) ?? reader.get(kind, id);
              first.set(id, known);
              return known as ReturnType<typeof reader.get<typeof kind>>;
            };
            return work({ ...boundReader(reader), get });
          }),
      }),
    };
  },
  "reads all tenants": () => ({
    store: (store) => ({ read: (_tenant, work) => store.read("a", work) }),
  }),
  "goes on after it was closed": () => ({
    store: () => ({ close: async () => {} }),
  }),
};
