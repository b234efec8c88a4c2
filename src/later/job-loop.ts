import type { JobQueue, JobSubject } from "../context.ts";
import { isCode } from "../errors.ts";
import type { Job, NewJob } from "../model/job.ts";
import type { Bell } from "../ports/bell.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { silentTelemetry, type Telemetry } from "../ports/telemetry.ts";
import type { Lease, TicketStore } from "../ports/ticket-store.ts";
import { Alarm } from "./alarm.ts";

/** Does a job. It settles the job in the same transaction as its effects, or throws. */
export type JobHandler = (job: Job, subject: JobSubject | undefined) => Promise<void>;

export interface JobLoopOptions {
  readonly store: TicketStore;
  readonly tenant: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique among all worker processes that ever run. */
  readonly owner: string;
  /** About so many jobs this process does at the same time; one group commit may bring a few more. */
  readonly concurrency: number;
  /** A job that is not renewed for so long is free for others. It is renewed three times as often. */
  readonly leaseMs: number;
  /** What else may say that work is due. */
  readonly bells: readonly Bell[];
  readonly handle: JobHandler;
  /** Called when `handle` threw: retries or gives up, and settles the job. */
  readonly failed: (job: Job, error: unknown) => Promise<void>;
  /** Who follows how the jobs stand. Default: nobody. */
  readonly telemetry?: Telemetry;
}

/** How long a process may not hear of jobs that others enqueued, at most. */
const pollMs = 5_000;
/** How soon to look again when the store failed, or calls a job due that cannot be claimed yet. */
const lookAgainMs = 1_000;
/** After so many claimed jobs the loop lets the rest of the process have a turn. */
const jobsBetweenBreaths = 128;

/**
 * Does the jobs of the store as they become due, several at a time, under leases that it renews. A job enqueued by this
 * process comes to it already claimed where that is possible; it claims the others when it hears of them, when their time
 * comes, and when the job before them in their lane is done.
 */
export class JobLoop implements JobQueue {
  readonly #options: JobLoopOptions;
  readonly #telemetry: Telemetry;
  readonly #lease: Lease;
  readonly #active = new Map<string, Job>();
  /** When the lease of a job at hand runs out, by our clock, unless it is renewed. */
  readonly #heldUntil = new WeakMap<Job, number>();
  /** Lane -> its job at hand, and its end. */
  readonly #busyLanes = new Map<string, { readonly job: Job; readonly ended: Promise<void> }>();
  /** Lanes in which a job of this process waits behind the one at hand. */
  readonly #waitingLanes = new Set<string>();
  readonly #idleWaiters: (() => void)[] = [];
  readonly #alarm: Alarm;
  readonly #renewal: Alarm;
  #running = false;
  /** There may be something to claim. */
  #mayClaim = false;
  #claiming = false;
  #sinceBreath = 0;
  #stopListening: () => void = () => {};

  constructor(options: JobLoopOptions) {
    this.#options = options;
    this.#telemetry = options.telemetry ?? silentTelemetry;
    this.#lease = { owner: options.owner, leaseMs: options.leaseMs };
    this.#alarm = new Alarm(options.clock, () => {
      this.#look();
      return this.idle();
    });
    this.#renewal = new Alarm(options.clock, () => this.#renew());
  }

  start(): void {
    this.#running = true;
    const wake = () => this.#look();
    const { store, tenant, bells } = this.#options;
    const ends = [store.onWake(wake), ...bells.map((bell) => bell.onRing(wake))];
    ends.push(this.#telemetry.watch(tenant, () => store.maintenance.jobStatistics(tenant)));
    this.#stopListening = () => {
      for (const end of ends) end();
    };
    this.#look();
  }

  /** Looks for work now. */
  wake(): void {
    this.#look();
  }

  /** Stops claiming and gives the jobs at hand `graceMs` to end; the leases of the rest are given back. */
  async stop(graceMs: number): Promise<void> {
    this.#running = false;
    this.#stopListening();
    this.#alarm.cancel();
    await Promise.race([this.idle(), new Promise<void>((resolve) => this.#alarm.set(graceMs, resolve))]);
    this.#alarm.cancel();
    this.#renewal.cancel();
    await Promise.all([...this.#active.values()].map((job) => this.#giveBack(job)));
  }

  /** Resolves when nothing is at hand and nothing can be claimed. */
  async idle(): Promise<void> {
    if (!this.#isIdle()) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  lease(): Lease | undefined {
    return this.#running && this.#active.size < this.#options.concurrency ? this.#lease : undefined;
  }

  holds(job: Job): boolean {
    return this.#options.clock.now().getTime() < (this.#heldUntil.get(job) ?? Number.NEGATIVE_INFINITY);
  }

  take(job: Job, subject: JobSubject | undefined): void {
    this.#telemetry.apart(() => this.#run(job, subject, false));
  }

  expect(job: NewJob, milliseconds: number): void {
    if (!this.#running) return;
    this.#ring(Math.max(milliseconds, 0));
    if (milliseconds > 0) this.#alarm.set(milliseconds);
    else if (job.lane !== undefined && this.#busyLanes.has(job.lane)) this.#waitingLanes.add(job.lane);
    else this.#look();
  }

  #ring(milliseconds: number): void {
    const { bells, clock, logger } = this.#options;
    const failed = (error: unknown) => logger.warn({ error }, "A bell could not be set; work waits for the next look.");
    for (const bell of bells) {
      const at = new Date(clock.now().getTime() + milliseconds);
      void Promise.resolve(at)
        .then((time) => bell.ring?.(time))
        .catch(failed);
    }
  }

  #look(): void {
    this.#mayClaim = this.#running;
    if (!this.#running) this.#noteIdle();
    if (!this.#running || this.#claiming) return;
    this.#claiming = true;
    this.#telemetry
      .apart(() => this.#claim())
      .catch((error: unknown) => {
        this.#mayClaim = false;
        if (this.#running) this.#alarm.set(lookAgainMs);
        this.#options.logger.error({ error }, `Claiming jobs failed; looking again in ${lookAgainMs} ms.`);
      })
      .finally(() => {
        this.#claiming = false;
        // A hand got free, or something came, while this claim was ending.
        if (this.#mayClaim && this.#active.size < this.#options.concurrency) this.#look();
        else this.#noteIdle();
      });
  }

  async #claim(): Promise<void> {
    const { store, tenant, clock, concurrency } = this.#options;
    while (this.#mayClaim && this.#running && this.#active.size < concurrency) {
      await this.#breathe();
      const limit = concurrency - this.#active.size;
      if (limit <= 0) break;
      this.#mayClaim = false;
      const jobs = await store.claim(tenant, { limit, lease: this.#lease });
      if (jobs.length === limit) this.#mayClaim = true;
      for (const job of jobs) this.#run(job, undefined, true);
    }
    const next = (await store.nextDueAt(tenant))?.getTime() ?? Number.POSITIVE_INFINITY;
    const now = clock.now().getTime();
    const wait = Math.min(
      next > now ? next - now : lookAgainMs,
      store.traits.shared ? pollMs : Number.POSITIVE_INFINITY,
    );
    if (this.#running) this.#alarm.set(wait);
  }

  /** A process that did nothing but its backlog would never hear its sockets. */
  async #breathe(): Promise<void> {
    if (this.#sinceBreath < jobsBetweenBreaths) return;
    this.#sinceBreath = 0;
    await new Promise<void>((resolve) => void this.#options.clock.after(0, resolve));
  }

  #run(job: Job, subject: JobSubject | undefined, claimed: boolean): void {
    const { clock, leaseMs } = this.#options;
    this.#active.set(job.id, job);
    this.#heldUntil.set(job, clock.now().getTime() + leaseMs);
    this.#sinceBreath += 1;
    this.#renewal.set(leaseMs / 3);
    void this.#inLane(job, subject).then(() => {
      // When its lease ran out here, a later claim of the same job may be at hand by now.
      if (this.#active.get(job.id) === job) this.#active.delete(job.id);
      if (this.#freesLane(job, claimed) || this.#mayClaim) this.#look();
      else this.#noteIdle();
    });
  }

  /** A job of its lane that is settled may have something left to tell: it ends first. */
  #inLane(job: Job, subject: JobSubject | undefined): Promise<void> {
    const { lane, id } = job;
    if (lane === null) return this.#do(job, subject);
    const before = this.#busyLanes.get(lane);
    const isBehind = before !== undefined && before.job.id !== id;
    const ended = isBehind ? before.ended.then(() => this.#do(job, subject)) : this.#do(job, subject);
    this.#busyLanes.set(lane, { job, ended });
    return ended;
  }

  /** Whether the lane of this job is free now, and one may wait in it: behind a claimed job, we do not know. */
  #freesLane(job: Job, claimed: boolean): boolean {
    const { lane } = job;
    if (lane === null || this.#busyLanes.get(lane)?.job !== job) return false;
    this.#busyLanes.delete(lane);
    return this.#waitingLanes.delete(lane) || claimed;
  }

  async #do(job: Job, subject: JobSubject | undefined): Promise<void> {
    try {
      // Each attempt it had ended with the process that made it, mostly: it is not tried once more.
      if (job.attempt > job.maxAttempts) throw new Error(`None of its ${job.maxAttempts} attempts came to an end.`);
      await this.#options.handle(job, subject);
    } catch (error) {
      // Somebody else has the job by now, and does it.
      if (isCode(error, "store.lease_lost")) return;
      await this.#options.failed(job, error).catch((second: unknown) => {
        const { id, kind } = job;
        this.#options.logger.error(
          { job: id, kind, error: second },
          "A failed job could not be settled; its lease runs out.",
        );
        if (this.#running) this.#alarm.set(this.#options.leaseMs);
      });
    }
  }

  async #renew(): Promise<void> {
    if (this.#active.size === 0) return;
    const { store, tenant, clock, logger, leaseMs } = this.#options;
    const heldUntil = clock.now().getTime() + leaseMs;
    const jobs = [...this.#active.values()];
    try {
      const held = new Set((await store.renew(tenant, jobs, leaseMs)).map(({ id }) => id));
      for (const job of jobs) if (held.has(job.id)) this.#heldUntil.set(job, heldUntil);
    } catch (error) {
      logger.error({ error }, "Renewing leases failed; trying again.");
    }
    if (this.#running || this.#active.size > 0) this.#renewal.set(leaseMs / 3);
  }

  async #giveBack(job: Job): Promise<void> {
    const { store, tenant, logger } = this.#options;
    await store
      .transact(tenant, (tx) => tx.settle(job, { outcome: "release" }))
      .catch((error: unknown) => logger.debug({ job: job.id, error }, "A lease could not be given back; it runs out."));
  }

  #isIdle(): boolean {
    return this.#active.size === 0 && !this.#claiming;
  }

  #noteIdle(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
