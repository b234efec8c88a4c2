import { CustomerServiceError } from "../../errors.ts";
import { defaultMaxAttempts, type Job, type NewJob, type Settlement } from "../../model/job.ts";
import { cleanText } from "../../model/text.ts";
import type { Enqueued, Lease } from "../../ports/ticket-store.ts";
import type { SqlValue } from "../sql/dialect.ts";
import { claimValues, newClaim, newJobValues } from "../sql/job-rows.ts";
import { buryJob, cancelJob, finishJob, releaseJob, retryJob } from "../sql/jobs.ts";
import type { Command } from "./command.ts";
import { insertFirstInLane, insertJob, scheduleJob, takeLock, wakeAll, wakeFirst, wakeNext } from "./job-statements.ts";
import type { Write } from "./pending-writes.ts";
import { mustChange, type Tables } from "./tables.ts";

const never = (): CustomerServiceError =>
  new CustomerServiceError("store.conflict", "A statement that need not change anything was refused.");

/** The writes that jobs are made, moved and ended by. */
export class JobWrites {
  readonly #tables: Tables;
  readonly #tenant: string;

  constructor(tables: Tables, tenant: string) {
    this.#tables = tables;
    this.#tenant = tenant;
  }

  enqueue(job: NewJob, now: Date, lease: Lease | undefined): { writes: readonly Write[]; enqueued: Enqueued } {
    const { lane = null, dueAt = now } = job;
    const isDue = dueAt <= now;
    const enqueued: { claim: Job | null } = { claim: null };
    if (lease === undefined || !isDue) {
      const insert = this.#write(insertJob, newJobValues(this.#tenant, job, now, null));
      return { writes: [...this.#alone(lane), insert, ...(isDue ? [this.#wake(lane)] : [])], enqueued };
    }
    const insert: Write = {
      command: () => this.#insertClaimed(job, now, lease),
      refused: never,
      done: ({ rows: [row] }) => {
        if (row?.[1] === "running") enqueued.claim = newClaim(Number(row[0]), this.#tenant, job, now, lease);
      },
    };
    return { writes: [...this.#alone(lane), insert], enqueued };
  }

  #insertClaimed(job: NewJob, now: Date, lease: Lease): Command {
    const values = newJobValues(this.#tenant, job, now, lease);
    const { lane = null } = job;
    if (lane === null) return this.#tables.command(insertJob, values);
    // All but state and attempt, which follow from the lane.
    const given = [...values.slice(0, 6), ...values.slice(8)];
    return this.#tables.command(insertFirstInLane, [...given, this.#tenant, clean(lane)]);
  }

  schedule(job: NewJob & { readonly key: string }, now: Date): readonly Write[] {
    const { kind, payload, key, lane = null, dueAt = now, maxAttempts = defaultMaxAttempts, trace = null } = job;
    const values = [this.#tenant, kind, clean(key), clean(lane), dueAt.getTime(), maxAttempts, JSON.stringify(payload)];
    const writes = [...this.#alone(lane), this.#write(scheduleJob, [...values, trace, now.getTime()])];
    if (dueAt <= now) writes.push(this.#wake(lane));
    return writes;
  }

  cancel(key: string): Write {
    return this.#write(cancelJob, [this.#tenant, clean(key)]);
  }

  settle(job: Job, settlement: Settlement, now: Date): readonly Write[] {
    const ended = settlement.outcome === "done" || settlement.outcome === "dead";
    const end: Write = {
      command: () => this.#settlement(job, settlement, now),
      refused: () =>
        new CustomerServiceError(
          "store.lease_lost",
          `Claim ${job.attempt} of the ${job.kind} job ${job.id} by ${job.owner} does not hold any more: somebody else has the job, or it is gone.`,
          { details: { jobId: job.id, attempt: job.attempt, owner: job.owner } },
        ),
    };
    if (job.lane === null || !ended) {
      // Put back at once, it may be for another process.
      const isDue = settlement.outcome === "release" && settlement.at === undefined;
      const wakes = isDue ? [this.#wake(null)] : [];
      return [end, ...wakes];
    }
    const wake = [this.#tables.key, this.#tenant, this.#tenant, clean(job.lane), Number(job.id)];
    return [...this.#alone(job.lane), end, this.#write(wakeNext, wake)];
  }

  #settlement(job: Job, settlement: Settlement, now: Date) {
    const claim = claimValues(this.#tenant, job);
    const command = (text: string, values: readonly SqlValue[]) =>
      this.#tables.command(mustChange(text), [...values, ...claim]);
    switch (settlement.outcome) {
      case "done":
        return command(finishJob, []);
      case "retry":
        return command(retryJob, [settlement.at.getTime(), cleanText(settlement.error)]);
      case "release":
        return command(releaseJob, [(settlement.at ?? now).getTime()]);
      case "dead":
        return command(buryJob, [now.getTime(), cleanText(settlement.error)]);
      default:
        return settlement satisfies never;
    }
  }

  /** Other processes are told when the job can be claimed now: one behind another is told of when that ends. */
  #wake(lane: string | null): Write {
    const told = [this.#tables.key, this.#tenant];
    return lane === null ? this.#write(wakeAll, told) : this.#write(wakeFirst, [...told, this.#tenant, clean(lane)]);
  }

  #alone(lane: string | null): readonly Write[] {
    return lane === null ? [] : [this.#write(takeLock, [this.#tables.lockKey(this.#tenant, `lane ${clean(lane)}`)])];
  }

  #write(text: string, values: readonly SqlValue[]): Write {
    return { command: () => this.#tables.command(text, values), refused: never };
  }
}

function clean(text: string | null): string | null {
  return text === null ? null : cleanText(text);
}
