import type { Job, JobRecord, NewJob } from "../../model/job.ts";
import type { TicketStore } from "../../ports/ticket-store.ts";
import { assert } from "../assert.ts";
import { tenant, transact } from "./store-case.ts";

/** Half a minute: long enough for every case that does not move the clock. */
export const lease = { owner: "worker-1", leaseMs: 30_000 } as const;

/** Enqueues each in a transaction of its own. */
export async function enqueue(
  store: TicketStore,
  ...jobs: readonly (Partial<NewJob> & { name: string })[]
): Promise<void> {
  for (const { name, ...job } of jobs) {
    await transact(store, (transaction) => transaction.enqueue({ kind: "test", payload: { name }, ...job }));
  }
}

export function claim(store: TicketStore, limit = 100, owner: string = lease.owner): Promise<readonly Job[]> {
  return store.claim(tenant, { limit, lease: { ...lease, owner } });
}

/** Claims one job, which must be there. */
export async function claimOne(store: TicketStore, owner: string = lease.owner): Promise<Job> {
  const [job] = await claim(store, 1, owner);
  assert(job !== undefined, "A due job must be claimed; claim resolved with none.");
  return job;
}

export function nameOf(job: Pick<Job, "payload">): unknown {
  const { payload } = job;
  return typeof payload === "object" && payload !== null && "name" in payload ? payload.name : payload;
}

export async function claimNames(store: TicketStore, limit = 100): Promise<readonly unknown[]> {
  return (await claim(store, limit)).map(nameOf);
}

export function done(store: TicketStore, job: Job): Promise<void> {
  return transact(store, (transaction) => transaction.settle(job, { outcome: "done" }));
}

export function retry(store: TicketStore, job: Job, at: Date): Promise<void> {
  return transact(store, (transaction) => transaction.settle(job, { outcome: "retry", at, error: "not yet" }));
}

export function giveUp(store: TicketStore, job: Job): Promise<void> {
  return transact(store, (transaction) => transaction.settle(job, { outcome: "dead", error: "hopeless" }));
}

export function release(store: TicketStore, job: Job, at?: Date): Promise<void> {
  const settlement = at === undefined ? ({ outcome: "release" } as const) : ({ outcome: "release", at } as const);
  return transact(store, (transaction) => transaction.settle(job, settlement));
}

/** Jobs as they stand: the first page, of a hundred. */
export function findJobs(store: TicketStore, state: "live" | "dead"): Promise<readonly JobRecord[]> {
  return store.read(tenant, (reader) => reader.findJobs(state, { limit: 100 }));
}

/** A job that was given up, as it stands. */
export async function deadLetter(store: TicketStore, job: Partial<NewJob> & { name: string }): Promise<JobRecord> {
  await enqueue(store, job);
  await giveUp(store, await claimOne(store));
  const letter = (await findJobs(store, "dead")).at(-1);
  assert(letter !== undefined, "A job that was given up must be found among the dead letters.");
  return letter;
}

/** The time `milliseconds` after this one. */
export function later(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}
