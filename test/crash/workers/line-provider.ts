import type { ChannelErrorKind, OutgoingMessage, Random } from "kefu";
import type { Outside } from "../audit.ts";
import { sleep } from "../sleep.ts";
import type { SendOutcome } from "./worker-protocol.ts";

/** How a provider does things in its worse hours. */
export interface Weather {
  /** How likely a send goes wrong, from 0 to 1. */
  readonly trouble: number;
  /** How long each send takes. */
  readonly sendMs: number;
}

const calm: Weather = { trouble: 0, sendMs: 0 };
const quietMs = 1_000;

/** What can go wrong with a send; what stands here twice is twice as likely. */
const troubles = [
  ...(["transient", "transient", "transient", "rate_limited", "rate_limited", "unknown", "stall", "silence"] as const),
  ...(["auth", "blocked", "invalid", "window_closed"] as const),
];

/**
 * The company behind a channel: it shows customers what it takes, and honours idempotency keys: what it has taken it knows
 * again. It fails in every way in which a channel may fail.
 */
export class LineProvider {
  readonly shown: Outside["shown"][number][] = [];
  /** How often it was asked to send under each key. */
  readonly asked = new Map<string, number>();
  /** The keys of what it refused for good. */
  readonly refused = new Set<string>();
  /** Sends it knew again. */
  recognised = 0;
  weather: Weather;
  readonly #random: Random;
  #asks = 0;
  #atWork = 0;
  /** The last send to each address. */
  readonly #last = new Map<string, Promise<SendOutcome>>();

  constructor(random: Random, weather: Weather = calm) {
    this.#random = random;
    this.weather = weather;
  }

  calmDown(): void {
    this.weather = calm;
  }

  /** Resolves when nobody has asked it for anything for a while. */
  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#asks || this.#atWork > 0; ) {
      seen = this.#asks;
      await sleep(quietMs);
    }
  }

  /** One after the other for each customer: what a process that died had asked for comes before what the next one asks. */
  take(message: OutgoingMessage): Promise<SendOutcome> {
    const { address, idempotencyKey: key } = message;
    this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
    this.#asks += 1;
    this.#atWork += 1;
    const taken = (this.#last.get(address) ?? Promise.resolve()).then(() => this.#take(message));
    this.#last.set(address, taken);
    return taken.finally(() => {
      this.#atWork -= 1;
    });
  }

  async #take(message: OutgoingMessage): Promise<SendOutcome> {
    if (this.weather.sendMs > 0) await sleep(this.weather.sendMs);
    if (this.#random.fraction() >= this.weather.trouble) return this.#show(message);
    return this.#troubled(message);
  }

  async #troubled(message: OutgoingMessage): Promise<SendOutcome> {
    const trouble = troubles[Math.floor(this.#random.fraction() * troubles.length)] ?? "transient";
    switch (trouble) {
      case "stall":
        await sleep(50 + this.#random.fraction() * 250);
        return this.#show(message);
      case "silence":
        if (this.#random.fraction() < 0.5) this.#show(message);
        return "silence";
      case "unknown":
        if (this.#random.fraction() < 0.5) this.#show(message);
        return failure("unknown");
      case "rate_limited":
        return failure("rate_limited", { retryAfterMs: 300 });
      case "transient":
      case "auth":
        return failure(trouble);
      default:
        if (this.#knows(message)) return this.#show(message);
        this.refused.add(message.idempotencyKey);
        return failure(trouble);
    }
  }

  #knows({ idempotencyKey }: OutgoingMessage): boolean {
    return this.shown.some(({ key }) => key === idempotencyKey);
  }

  #show(message: OutgoingMessage): SendOutcome {
    const { address, content, idempotencyKey: key } = message;
    if (this.#knows(message)) this.recognised += 1;
    else this.shown.push({ address, key, text: content.text });
    return { externalId: `shown-${key}` };
  }
}

function failure(kind: ChannelErrorKind, options: { readonly retryAfterMs?: number } = {}): SendOutcome {
  return { failure: kind, options };
}
