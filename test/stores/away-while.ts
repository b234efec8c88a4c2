import { CustomerServiceError, type TicketStore } from "kefu";
import { brokenStore } from "./broken/broken-store.ts";

/** A store that takes no transaction while it is away. */
export function awayWhile(store: TicketStore, isAway: () => boolean): TicketStore {
  return brokenStore(store, {
    store: (whole) => ({
      transact: (tenant, work) =>
        isAway()
          ? Promise.reject(new CustomerServiceError("store.unavailable", "The database is away."))
          : whole.transact(tenant, work),
    }),
  });
}
