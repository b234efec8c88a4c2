import type { StoreMaintenance } from "../../../src/ports/store-maintenance.ts";
import type { StoreReader, StoreTransaction, TicketStore } from "../../../src/ports/ticket-store.ts";

/** What to do wrong; everything else is done as the store does it. */
export interface Faults {
  readonly store?: (store: TicketStore) => Partial<TicketStore>;
  /** Of whatever reads, in a transaction or beside it. */
  readonly reader?: (reader: StoreReader) => Partial<StoreReader>;
  readonly transaction?: (transaction: StoreTransaction) => Partial<StoreTransaction>;
  readonly maintenance?: (maintenance: StoreMaintenance, store: TicketStore) => Partial<StoreMaintenance>;
}

/** The store with some of its methods replaced. */
export function brokenStore(store: TicketStore, faults: Faults): TicketStore {
  const { maintenance } = store;
  const [broadcast, onBroadcast] = [store.broadcast?.bind(store), store.onBroadcast?.bind(store)];
  return {
    traits: store.traits,
    migrate: (options) => store.migrate(options),
    open: (options) => store.open(options),
    transact: (tenant, work) =>
      store.transact(tenant, (transaction) => {
        const wrapped = { ...wrap(transaction), ...faults.reader?.(boundReader(transaction)) };
        return work({ ...wrapped, ...faults.transaction?.(wrapped) });
      }),
    read: (tenant, work) =>
      store.read(tenant, (reader) => work({ ...boundReader(reader), ...faults.reader?.(boundReader(reader)) })),
    claim: (tenant, options) => store.claim(tenant, options),
    renew: (tenant, jobs, leaseMs) => store.renew(tenant, jobs, leaseMs),
    nextDueAt: (tenant) => store.nextDueAt(tenant),
    onWake: (wake) => store.onWake(wake),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(onBroadcast === undefined ? {} : { onBroadcast }),
    maintenance: { ...maintenance, ...faults.maintenance?.(maintenance, store) },
    close: () => store.close(),
    ...faults.store?.(store),
  };
}

/** The reader's methods as an object of their own. */
export function boundReader(reader: StoreReader): StoreReader {
  return {
    tenant: reader.tenant,
    now: reader.now,
    get: (kind, id, options) => reader.get(kind, id, options),
    find: (kind, index, key, page) => reader.find(kind, index, key, page),
    readLog: (log, page) => reader.readLog(log, page),
    findJobs: (state, page) => reader.findJobs(state, page),
  };
}

function wrap(transaction: StoreTransaction): StoreTransaction {
  return {
    ...boundReader(transaction),
    lock: (name) => transaction.lock(name),
    put: (kind, record) => transaction.put(kind, record),
    append: (log, entry) => transaction.append(log, entry),
    mark: (scope, key) => transaction.mark(scope, key),
    enqueue: (job, lease) => transaction.enqueue(job, lease),
    schedule: (job) => transaction.schedule(job),
    cancel: (key) => transaction.cancel(key),
    settle: (job, settlement) => transaction.settle(job, settlement),
  };
}
