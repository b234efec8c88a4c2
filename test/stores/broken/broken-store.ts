import type { StoreTransaction, TicketStore } from "../../../src/ports/ticket-store.ts";

/** What to do wrong; everything else is done as the store does it. */
export interface Faults {
  readonly store?: (store: TicketStore) => Partial<TicketStore>;
  readonly transaction?: (transaction: StoreTransaction) => Partial<StoreTransaction>;
}

/** The store with some of its methods replaced. */
export function brokenStore(store: TicketStore, faults: Faults): TicketStore {
  return {
    traits: store.traits,
    migrate: (options) => store.migrate(options),
    open: (options) => store.open(options),
    transact: (tenant, work) =>
      store.transact(tenant, (transaction) => {
        const wrapped = wrap(transaction);
        return work({ ...wrapped, ...faults.transaction?.(wrapped) });
      }),
    read: (tenant, work) => store.read(tenant, work),
    claim: (tenant, options) => store.claim(tenant, options),
    renew: (tenant, jobs, leaseMs) => store.renew(tenant, jobs, leaseMs),
    nextDueAt: (tenant) => store.nextDueAt(tenant),
    onWake: (wake) => store.onWake(wake),
    close: () => store.close(),
    ...faults.store?.(store),
  };
}

function wrap(transaction: StoreTransaction): StoreTransaction {
  return {
    tenant: transaction.tenant,
    now: transaction.now,
    get: (kind, id, options) => transaction.get(kind, id, options),
    find: (kind, index, key, page) => transaction.find(kind, index, key, page),
    put: (kind, record) => transaction.put(kind, record),
    append: (log, entry) => transaction.append(log, entry),
    readLog: (log, page) => transaction.readLog(log, page),
    mark: (scope, key) => transaction.mark(scope, key),
    enqueue: (job, lease) => transaction.enqueue(job, lease),
    reschedule: (key, dueAt) => transaction.reschedule(key, dueAt),
    settle: (job, settlement) => transaction.settle(job, settlement),
  };
}
