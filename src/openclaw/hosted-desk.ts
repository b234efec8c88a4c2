import type { CustomerService } from "../customer-service.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Gateway } from "./openclaw-channel.ts";
import { OpenclawChannel } from "./openclaw-channel.ts";
import type { OpenclawDesk, OpenclawSurroundings } from "./plugin-options.ts";

/** The gateway opens its channels before it starts its plugins: a message waits so long for the desk. */
const longestStartMs = 30_000;

/** The desk inside a gateway: made and started with it, stopped with it. */
export class HostedDesk {
  readonly #given: OpenclawDesk;
  readonly #clock: Clock;
  #service: CustomerService | null;
  #started = false;
  readonly #waiting = new Set<() => void>();

  constructor(given: OpenclawDesk, clock: Clock) {
    this.#given = given;
    this.#clock = clock;
    this.#service = typeof given === "function" ? null : given;
  }

  /** Makes the desk, if there is none, gives it the gateway, and starts it. Rejects as these do. */
  async start(surroundings: OpenclawSurroundings, gateway: Gateway): Promise<void> {
    const given = this.#given;
    try {
      this.#service = typeof given === "function" ? await given(surroundings) : given;
      for (const channel of this.channels()) channel.connect(gateway);
      await this.#service.start();
      this.#started = true;
    } finally {
      for (const wake of [...this.#waiting]) wake();
    }
  }

  async stop(): Promise<void> {
    this.#started = false;
    await this.#service?.stop();
    if (typeof this.#given === "function") this.#service = null;
  }

  /** Those of the desk's channels that are the gateway's. */
  channels(): readonly OpenclawChannel[] {
    const all = [...(this.#service?.channels.values() ?? [])];
    return all.filter((channel) => channel instanceof OpenclawChannel);
  }

  /** Whether this is a channel of the desk. While there is no desk yet, each may be one. */
  mayHave(channelId: string): boolean {
    return this.#service === null || this.channels().some(({ id }) => id === channelId);
  }

  /** The running desk, waited for while it starts. Rejects with `service.not_running`. */
  async running(): Promise<CustomerService> {
    if (!this.#started) await this.#nextStart();
    if (this.#started && this.#service !== null) return this.#service;
    throw new CustomerServiceError("service.not_running", "The desk of this plugin does not run.");
  }

  /** The gateway's channel with this id in the running desk; `null` when it has none. */
  async channel(channelId: string): Promise<OpenclawChannel | null> {
    await this.running();
    return this.channels().find(({ id }) => id === channelId) ?? null;
  }

  #nextStart(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#waiting.delete(end);
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(longestStartMs, end);
      this.#waiting.add(end);
    });
  }
}
