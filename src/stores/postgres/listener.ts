import type { Clock } from "../../ports/clock.ts";
import type { PostgresClient, PostgresPool } from "./postgres-pool.ts";

/** How soon to listen again when the connection broke. */
const listenAgainMs = 1_000;

/**
 * A connection of its own that hears of jobs of other processes. While it is broken nobody is woken, which costs time
 * only: the job loop looks by itself every few seconds.
 */
export class Listener {
  readonly #pool: PostgresPool;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #wakes = new Set<() => void>();
  #client: PostgresClient | null = null;
  #cancelRetry: () => void = () => {};
  #stopped = false;

  constructor(pool: PostgresPool, channel: string, clock: Clock) {
    this.#pool = pool;
    this.#channel = channel;
    this.#clock = clock;
  }

  onWake(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => void this.#wakes.delete(wake);
  }

  /** Resolves when it listens, or when it has failed to and will try again. */
  async start(): Promise<void> {
    let client: PostgresClient | null = null;
    try {
      client = await this.#pool.connect();
      client.on("error", this.#listenAgain);
      client.on("notification", this.#wake);
      await client.query({ text: `LISTEN ${this.#channel}`, values: [], rowMode: "array" });
      this.#client = client;
      if (this.#stopped) this.stop();
    } catch {
      client?.release(true);
      this.#listenAgain();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
    this.#letGo();
  }

  readonly #wake = (): void => {
    for (const wake of this.#wakes) wake();
  };

  readonly #listenAgain = (): void => {
    this.#letGo();
    if (this.#stopped) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(listenAgainMs, () => {
      // Something may have been told while nobody listened.
      void this.start().then(this.#wake);
    });
  };

  /** Closes the connection: it listens, so nobody else should get it. */
  #letGo(): void {
    const client = this.#client;
    this.#client = null;
    client?.removeListener("notification", this.#wake);
    client?.release(true);
  }
}
