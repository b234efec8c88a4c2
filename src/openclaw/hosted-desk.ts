import type { CustomerService } from "../customer-service.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { type Gateway, OpenclawChannel, operatorsChannel } from "./openclaw-channel.ts";
import type { OpenclawDesk, OpenclawPluginOptions, OpenclawSurroundings } from "./plugin-options.ts";

/** The gateway opens its channels before it starts its plugins: a message waits so long for the desk. */
const longestStartMs = 30_000;

/** The desk inside a gateway: made and started with it, stopped with it. */
export class HostedDesk {
  readonly #given: OpenclawDesk;
  readonly #clock: Clock;
  readonly #expected: readonly string[] | undefined;
  #running: CustomerService | null = null;
  /** Since the last start failed, none is waited for. */
  #failed = false;
  /** The gateway's channels that the desk has; `null` while there was no desk yet. */
  #channels: readonly OpenclawChannel[] | null;
  readonly #waiting = new Set<() => void>();

  constructor(given: OpenclawDesk, clock: Clock, { channels }: Pick<OpenclawPluginOptions, "channels">) {
    this.#given = given;
    this.#clock = clock;
    this.#expected = channels;
    this.#channels = typeof given === "function" ? null : channelsOf(given);
  }

  /** Makes the desk, if there is none, gives it the gateway, and starts it. Rejects as these do. */
  async start(surroundings: OpenclawSurroundings, gateway: Gateway): Promise<void> {
    const given = this.#given;
    this.#failed = false;
    try {
      const service = typeof given === "function" ? await given(surroundings) : given;
      this.#channels = channelsOf(service);
      for (const channel of this.#channels) channel.connect(gateway);
      await service.start();
      this.#running = service;
    } catch (error) {
      this.#failed = true;
      throw error;
    } finally {
      for (const wake of [...this.#waiting]) wake();
    }
  }

  async stop(): Promise<void> {
    const service = this.#running;
    this.#running = null;
    await service?.stop();
  }

  /** Names of the gateway's channels that the desk has. */
  channelIds(): readonly string[] {
    return this.#channels?.map(({ id }) => id) ?? [];
  }

  /** Whether this is a channel of the desk; while there was no desk yet, whether it is to be one. */
  mayHave(channelId: string): boolean {
    if (this.#channels !== null) return this.channel(channelId) !== null;
    return this.#expected?.includes(channelId) ?? channelId !== operatorsChannel;
  }

  /** The gateway's channel with this name; `null` when the desk has none. */
  channel(channelId: string): OpenclawChannel | null {
    return this.#channels?.find(({ id }) => id === channelId) ?? null;
  }

  /** The desk that runs now; refuses with `service.not_running`. */
  service(): CustomerService {
    if (this.#running !== null) return this.#running;
    throw new CustomerServiceError("service.not_running", "The desk of this plugin does not run.");
  }

  /** The running desk, waited for while it starts. Rejects with `service.not_running`. */
  async started(): Promise<CustomerService> {
    if (this.#running === null && !this.#failed) await this.#nextStart();
    return this.service();
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

function channelsOf(service: CustomerService): readonly OpenclawChannel[] {
  return [...service.channels.values()].filter((channel) => channel instanceof OpenclawChannel);
}
