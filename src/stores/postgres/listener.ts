import type { Clock } from "../../ports/clock.ts";
import type { PostgresClient, PostgresNotification, PostgresPool } from "./postgres-pool.ts";

/** How soon to listen again when the connection broke. */
const listenAgainMs = 1_000;

/** Called with what another process told; `null`: something may have been missed. */
type Hear = (text: string | null) => void;

/**
 * A connection of its own that hears of jobs of other processes, and what they tell all. While it is broken nobody is
 * woken, which costs time only: whoever is woken looks by themselves every few seconds, too.
 */
export class Listener {
  readonly #pool: PostgresPool;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #wakes = new Set<() => void>();
  readonly #hearers = new Set<Hear>();
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

  onBroadcast(hear: Hear): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  /** Resolves when it listens, or when it has failed to and will try again. */
  async start(): Promise<void> {
    let client: PostgresClient | null = null;
    try {
      client = await this.#pool.connect();
      client.on("error", this.#listenAgain);
      client.on("notification", this.#notified);
      await client.query({ text: `LISTEN ${this.#channel}`, values: [], rowMode: "array" });
      await client.query({ text: `LISTEN ${broadcastChannel(this.#channel)}`, values: [], rowMode: "array" });
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

  readonly #notified = ({ channel, payload }: PostgresNotification): void => {
    if (channel === this.#channel) for (const wake of this.#wakes) wake();
    else for (const hear of this.#hearers) hear(payload ?? null);
  };

  /** Something may have been told while nobody listened. */
  readonly #catchUp = (): void => {
    for (const wake of this.#wakes) wake();
    for (const hear of this.#hearers) hear(null);
  };

  readonly #listenAgain = (): void => {
    this.#letGo();
    if (this.#stopped) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(listenAgainMs, () => {
      void this.start().then(this.#catchUp);
    });
  };

  /** Closes the connection: it listens, so nobody else should get it. */
  #letGo(): void {
    const client = this.#client;
    this.#client = null;
    client?.removeListener("notification", this.#notified);
    client?.release(true);
  }
}

/** On which everybody tells all others what happens just now. */
export function broadcastChannel(key: string): string {
  return `${key}_live`;
}
