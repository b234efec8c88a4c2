import type { JobRecord, RecordKind, RecordTypes, TicketStore } from "kefu";

/** The tenant of a desk that names none. */
const tenant = "default";

/** Changes a record behind the desk's back. */
export async function change<K extends RecordKind>(
  store: TicketStore,
  kind: K,
  id: string,
  changes: Partial<RecordTypes[K]>,
): Promise<void> {
  await store.transact(tenant, async (tx) => {
    const record = await tx.get(kind, id, { lock: true });
    if (record === null) throw new Error(`There is no ${kind} ${id}.`);
    await tx.put(kind, { ...record, ...changes });
  });
}

/** The live jobs of this kind. */
export async function liveJobs(store: TicketStore, kind: string): Promise<readonly JobRecord[]> {
  const jobs = await store.read(tenant, (reader) => reader.findJobs("live", { limit: 1_000 }));
  return jobs.filter((job) => job.kind === kind);
}

/** Loses the live jobs of this kind. */
export async function loseJobs(store: TicketStore, kind: string): Promise<void> {
  const jobs = await liveJobs(store, kind);
  if (jobs.length === 0) throw new Error(`There is no live job of kind ${kind}.`);
  await store.maintenance.remove(
    tenant,
    jobs.map(({ id }) => ({ kind: "job", id })),
  );
}

/** Loses a record. */
export async function loseRecord(store: TicketStore, kind: RecordKind, id: string): Promise<void> {
  await store.maintenance.remove(tenant, [{ kind, id }]);
}
