import type { JobSubject, ServiceContext } from "../context.ts";
import type { EventName, ServiceEvent, ServiceEvents } from "../events.ts";
import type { Fact, LogName } from "../model/decision.ts";
import { encodeEvent } from "../model/event-codec.ts";
import type { Job, NewJob } from "../model/job.ts";
import type { Actor } from "../model/message.ts";
import type { StoreTransaction } from "../ports/ticket-store.ts";

/**
 * One thing done to the desk by somebody: a transaction, who does it, and the events that will be told once it is
 * committed. Everything that changes the desk does so through an act.
 */
export class Act {
  readonly service: ServiceContext;
  readonly tx: StoreTransaction;
  readonly by: Actor;
  readonly events: ServiceEvent[] = [];
  /** Jobs claimed as they were enqueued, and those that wait. */
  readonly claimed: { readonly job: Job; readonly subject: JobSubject | undefined }[] = [];
  readonly waiting: NewJob[] = [];

  constructor(service: ServiceContext, tx: StoreTransaction, by: Actor) {
    this.service = service;
    this.tx = tx;
    this.by = by;
  }

  get now(): Date {
    return this.tx.now;
  }

  emit<N extends EventName>(name: N, payload: ServiceEvents[N]): void {
    this.events.push({ name, payload } as ServiceEvent);
  }

  record(log: LogName, fact: Fact, by: Actor = this.by): Promise<void> {
    return this.tx.append(log, { at: this.now, by, fact });
  }

  async enqueue(job: NewJob, subject?: JobSubject): Promise<void> {
    const claim = await this.tx.enqueue(job, this.service.jobs.lease());
    if (claim) this.claimed.push({ job: claim, subject });
    else this.waiting.push(job);
  }

  /** Sets the one timer of this key: a timer that waits is moved. */
  async setTimer(key: string, kind: string, dueAt: Date, payload: NewJob["payload"]): Promise<void> {
    const timer = { kind, key, dueAt, payload };
    if (await this.tx.reschedule(key, dueAt)) this.waiting.push(timer);
    else await this.enqueue(timer);
  }

  async cancelTimer(key: string): Promise<void> {
    await this.tx.reschedule(key, null);
  }
}

/**
 * Runs `work` as one act: all of it happens, or none. After the commit its events are told and its jobs begin. As every
 * transaction, `work` may run more than once.
 */
export async function perform<T>(service: ServiceContext, by: Actor, work: (act: Act) => Promise<T>): Promise<T> {
  let act: Act | undefined;
  const result = await service.store.transact(service.tenant, async (tx) => {
    const attempt = new Act(service, tx, by);
    act = attempt;
    const done = await work(attempt);
    if (service.workflows.size > 0) await enqueueWorkflows(attempt);
    return done;
  });
  if (act !== undefined) {
    for (const event of act.events) service.events.emit(event);
    for (const { job, subject } of act.claimed) service.jobs.take(job, subject);
    for (const job of act.waiting) service.jobs.expect(job, job.dueAt ?? act.now);
  }
  return result;
}

/** With the waits between them they outlast whatever is down for a day. */
export const patientAttempts = 100;

/** Workflows run at least once: their jobs are part of the act that caused them. */
async function enqueueWorkflows(act: Act): Promise<void> {
  for (const event of act.events) {
    for (const workflow of act.service.workflows.get(event.name) ?? []) {
      const key = act.service.ids.row();
      await act.enqueue({
        kind: "workflow",
        payload: { workflow, event: event.name, key, payload: encodeEvent(event.payload) },
        maxAttempts: patientAttempts,
      });
    }
  }
}

export const system: Actor = { kind: "system" };
export const bot: Actor = { kind: "bot" };
