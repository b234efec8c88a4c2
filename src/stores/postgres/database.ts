import { CustomerServiceError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Command, CommandResult } from "./command.ts";
import { storeError } from "./driver-errors.ts";
import { databaseTime } from "./job-statements.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { RoundTrips } from "./round-trips.ts";
import { Session } from "./session.ts";
import type { Tables } from "./tables.ts";
import { Turnstile } from "./turnstile.ts";

/** Whose time it is: the database's, which is one for all processes, or that of the service's own clock. */
export type TimeSource = "database" | "service";

/** A round trip that took longer says too little about the clock at its other end. */
const worthComparingMs = 100;

/** The pool, the tables, and the time of an open store. */
export class Database {
  readonly tables: Tables;
  readonly #pool: PostgresPool;
  readonly #trips: RoundTrips;
  /** Transactions that hold a connection may have half of them: the others go on meanwhile. */
  readonly #holders: Turnstile;
  readonly #locks = new Map<string, Turnstile>();
  readonly #clock: Clock;
  readonly #time: TimeSource;
  /** Milliseconds by which the database's clock is ahead of ours. */
  #aheadMs: number | null = null;

  constructor(pool: PostgresPool, tables: Tables, clock: Clock, time: TimeSource) {
    this.#pool = pool;
    this.#trips = new RoundTrips(pool);
    this.#holders = new Turnstile(Math.max(Math.floor((pool.options?.max ?? 8) / 2), 1));
    this.tables = tables;
    this.#clock = clock;
    this.#time = time;
  }

  /** Now, by the clock that all processes share. */
  now(): Date {
    return new Date(this.#clock.now().getTime() + (this.#aheadMs ?? 0));
  }

  /** A time of the database by the service's clock, by which it waits. */
  onOurClock(databaseMs: number): Date {
    return new Date(databaseMs - (this.#aheadMs ?? 0));
  }

  /** Runs a query, and reads the database's clock beside ours in the same round trip. */
  async queryAndCompareClocks(text: string, values: Command["values"]): Promise<CommandResult["rows"]> {
    const before = this.#clock.now().getTime();
    const [result, time] = await this.run([this.tables.command(text, values), this.tables.command(databaseTime, [])]);
    const after = this.#clock.now().getTime();
    // It was read somewhere in between, so half of that is the error: one that is too large tells nothing new.
    if (this.#time === "database" && (after - before < worthComparingMs || this.#aheadMs === null)) {
      this.#aheadMs = Math.round(Number(time?.rows[0]?.[0]) - (before + after) / 2);
    }
    return result?.rows ?? [];
  }

  /** A connection to hold, until it is returned with {@link release}. */
  async hold(): Promise<Session> {
    await this.#holders.enter();
    try {
      return await Session.of(this.#pool);
    } catch (error) {
      this.#holders.leave();
      throw storeError(error);
    }
  }

  async release(session: Session): Promise<void> {
    try {
      await session.end();
    } finally {
      this.#holders.leave();
    }
  }

  /** One at a time in this process: of all who want a lock of the database, only one waits there, with a connection. */
  turnstile(name: string): Turnstile {
    const turnstile = this.#locks.get(name) ?? new Turnstile(1);
    this.#locks.set(name, turnstile);
    return turnstile;
  }

  /** One statement by itself, and its rows. */
  async query(text: string, values: Command["values"]): Promise<CommandResult["rows"]> {
    const [result] = await this.run([this.tables.command(text, values)]);
    return result?.rows ?? [];
  }

  /** Several commands, all or none, in one round trip. */
  async run(commands: readonly Command[]): Promise<readonly CommandResult[]> {
    try {
      return await this.#trips.run(commands);
    } catch (error) {
      throw storeError(error);
    }
  }

  /** The same, where a refusal must tell which of the commands it was; `alone`, in a commit of their own. */
  runWrites(commands: readonly Command[], alone: boolean): Promise<readonly CommandResult[]> {
    return this.#trips.run(commands, alone);
  }

  /** The same, again while other transactions are in the way: for commands that may be repeated. */
  async runAgain(commands: readonly Command[]): Promise<readonly CommandResult[]> {
    for (let left = 4; ; left -= 1) {
      try {
        return await this.run(commands);
      } catch (error) {
        if (left === 0 || !(error instanceof CustomerServiceError) || error.code !== "store.conflict") throw error;
      }
    }
  }
}
