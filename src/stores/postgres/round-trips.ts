import { type Command, type CommandResult, RefusedCommand } from "./command.ts";
import { isLostConnection } from "./driver-errors.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { Session } from "./session.ts";

/** Groups in one round trip: more hardly make it cheaper, and all of them wait for the slowest. */
const groupsPerTrip = 16;
/** Connections used at once, where the pool does not say how many it has. */
const usualConnections = 8;

interface Group {
  readonly commands: readonly Command[];
  readonly alone: boolean;
  readonly resolve: (results: readonly CommandResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups of commands, each all or none, that share round trips and commits: while all connections are busy, groups
 * gather, and the next free connection takes several in one go. When one of them is refused, nothing of that trip is
 * done, and each goes again by itself.
 *
 * A group that locks what groups of other processes lock too goes alone from the beginning: two trips that each locked
 * several such things would end up waiting for each other.
 */
export class RoundTrips {
  readonly #pool: PostgresPool;
  readonly #connections: number;
  readonly #waiting: Group[] = [];
  #travelling = 0;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
    // One of the pool's listens.
    this.#connections = Math.max((pool.options?.max ?? usualConnections) - 1, 1);
  }

  /** Runs the commands: all or none. */
  run(commands: readonly Command[], alone = false): Promise<readonly CommandResult[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commands, alone, resolve, reject });
      if (this.#travelling < this.#connections) void this.#travel();
    });
  }

  async #travel(): Promise<void> {
    this.#travelling += 1;
    try {
      const session = await Session.of(this.#pool);
      try {
        while (this.#waiting.length > 0 && !session.isBroken) {
          await this.#take(session, this.#nextGroups());
        }
      } finally {
        await session.end();
      }
    } catch (error) {
      // There is no connection to be had: whoever waits for one is told.
      for (const group of this.#waiting.splice(0)) group.reject(error);
    } finally {
      this.#travelling -= 1;
    }
    if (this.#waiting.length > 0 && this.#travelling < this.#connections) void this.#travel();
  }

  #nextGroups(): readonly Group[] {
    const first = this.#waiting.findIndex(({ alone }) => alone);
    const together = first === -1 ? groupsPerTrip : Math.min(first, groupsPerTrip);
    return this.#waiting.splice(0, Math.max(together, 1));
  }

  async #take(session: Session, groups: readonly Group[]): Promise<void> {
    try {
      const results = await session.run(groups.flatMap(({ commands }) => commands));
      let begin = 0;
      for (const { commands, resolve } of groups) {
        resolve(results.slice(begin, begin + commands.length));
        begin += commands.length;
      }
    } catch (error) {
      if (groups.length === 1 || isLostConnection(error) || !(error instanceof RefusedCommand)) {
        for (const { reject } of groups) reject(error);
        return;
      }
      for (const group of groups) await this.#take(session, [group]);
    }
  }
}
