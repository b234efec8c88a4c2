import type { JobSubject, ServiceContext } from "../context.ts";
import type { EventName, ServiceEvent, ServiceEvents } from "../events.ts";
import type { Agent } from "../model/agent.ts";
import type { Fact, LogName } from "../model/decision.ts";
import { encodeEvent } from "../model/event-codec.ts";
import type { NewJob } from "../model/job.ts";
import type { Actor } from "../model/message.ts";
import type { Enqueued, StoreTransaction } from "../ports/ticket-store.ts";

/**
 * One thing done to the desk by somebody: a transaction, who does it, and the events that will be told once it is
 * committed. Everything that changes the desk does so through an act.
 */
export class Act {
  readonly service: ServiceContext;
  readonly tx: StoreTransaction;
  readonly by: Actor;
  readonly events: ServiceEvent[] = [];
  readonly #agents: AgentsWritten;
  /** What caused it, for whoever follows its jobs. */
  readonly #trace: string | undefined;
  /** The jobs it made, and those of them that were claimed at once. */
  readonly #enqueued: { readonly job: NewJob; readonly subject: JobSubject | undefined; readonly made: Enqueued }[] =
    [];

  constructor(
    service: ServiceContext,
    tx: StoreTransaction,
    by: Actor,
    trace: string | undefined,
    agents: AgentsWritten,
  ) {
    this.service = service;
    this.tx = tx;
    this.by = by;
    this.#trace = trace;
    this.#agents = agents;
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

  /** Writes an agent. Every writing of one comes through here, since routing keeps the agents at hand. */
  async keepAgent(agent: Agent): Promise<Agent> {
    if (!this.#agents.has(agent.id)) this.service.roster.begin(agent.id);
    this.#agents.set(agent.id, null);
    const kept = await this.tx.put("agent", agent);
    this.#agents.set(agent.id, kept);
    return kept;
  }

  async enqueue(job: NewJob, subject?: JobSubject): Promise<void> {
    const made = await this.tx.enqueue(this.#traced(job), this.service.jobs.lease());
    this.#enqueued.push({ job, subject, made });
  }

  /** Sets the one timer of this key: a timer that waits is moved. */
  async setTimer(key: string, kind: string, dueAt: Date, payload: NewJob["payload"]): Promise<void> {
    const timer = this.#traced({ kind, key, dueAt, payload });
    await this.tx.schedule(timer);
    this.#enqueued.push({ job: timer, subject: undefined, made: { claim: null } });
  }

  async cancelTimer(key: string): Promise<void> {
    await this.tx.cancel(key);
  }

  /** After the commit: its events are told, its jobs begin. */
  conclude(): void {
    const { events, jobs } = this.service;
    for (const event of this.events) events.emit(event);
    for (const { job, subject, made } of this.#enqueued) {
      if (made.claim !== null) jobs.take(made.claim, subject);
      else jobs.expect(job, job.dueAt === undefined ? 0 : job.dueAt.getTime() - this.now.getTime());
    }
  }

  #traced<J extends NewJob>(job: J): J {
    return this.#trace === undefined ? job : { ...job, trace: this.#trace };
  }
}

/** The agents that an act writes, in whatever run of its transaction, as the last run leaves them. */
type AgentsWritten = Map<string, Agent | null>;

/**
 * Runs `work` as one act: all of it happens, or none. After the commit its events are told and its jobs begin. As every
 * transaction, `work` may run more than once.
 */
export async function perform<T>(service: ServiceContext, by: Actor, work: (act: Act) => Promise<T>): Promise<T> {
  let act: Act | undefined;
  // Asked here: inside, the store may run this work on behalf of somebody else.
  const trace = service.telemetry.trace();
  const agents: AgentsWritten = new Map();
  let isCommitted = false;
  try {
    const result = await service.store.transact(service.tenant, async (tx) => {
      for (const id of agents.keys()) agents.set(id, null);
      const attempt = new Act(service, tx, by, trace, agents);
      act = attempt;
      const done = await work(attempt);
      if (service.workflows.size > 0) await enqueueWorkflows(attempt);
      if (!service.inTransaction.isEmpty) await service.inTransaction.take(attempt.events, tx);
      return done;
    });
    isCommitted = true;
    return result;
  } finally {
    for (const [id, left] of agents) service.roster.end(id, isCommitted ? left : null);
    if (isCommitted) act?.conclude();
  }
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
