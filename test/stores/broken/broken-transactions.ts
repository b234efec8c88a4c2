import type { Faults } from "./broken-store.ts";

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
  "goes on after it was closed": () => ({
    store: () => ({ close: async () => {} }),
  }),
};
