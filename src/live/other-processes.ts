import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { TicketStore } from "../ports/ticket-store.ts";
import { type Broadcast, broadcastIn, textsOf } from "./broadcast.ts";
import type { LiveSignal } from "./live.ts";

/** Changes are told together, so long after the first. */
const gatherMs = 50;
/** How often a process that watches says so, and for how long it is believed. */
const sayEveryMs = 20_000;
const believedMs = 50_000;

/** What {@link OtherProcesses} works with. */
export interface OtherProcessesParts {
  readonly store: TicketStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tenant: string;
  /** This process, as no other is called. */
  readonly origin: string;
}

/**
 * What processes that share a store tell each other. Each telling is a commit of its own, so none is made while nobody
 * watches: who does says so, and is asked by who begins.
 */
export class OtherProcesses {
  readonly #parts: OtherProcessesParts;
  readonly #hear: (topic: string | null, signal: LiveSignal) => void;
  readonly #untold = new Set<string>();
  #cancelTelling: (() => void) | null = null;
  #cancelSaying: (() => void) | null = null;
  #stopHearing: () => void = () => {};
  #isStarted = false;
  #somebodyWatchesUntil = 0;
  /** It heard itself, so it would hear others. */
  #canHear = false;

  /** `hear` is called with what others tell, and without a topic when something may have been missed. */
  constructor(parts: OtherProcessesParts, hear: (topic: string | null, signal: LiveSignal) => void) {
    this.#parts = parts;
    this.#hear = hear;
  }

  /** Called when the store is open. */
  start(): void {
    this.#isStarted = true;
    this.#stopHearing = this.#parts.store.onBroadcast?.((text) => this.#heard(text)) ?? (() => {});
    this.#say("asks");
  }

  /** Tells what was not told yet. */
  stop(): void {
    this.#cancelTelling?.();
    this.#tellChanges();
    this.watch(false);
    this.#isStarted = false;
    this.#stopHearing();
  }

  /** Whether somebody in this process watches now. */
  watch(isWatching: boolean): void {
    this.#cancelSaying?.();
    this.#cancelSaying = null;
    if (isWatching) this.#sayThatItWatches();
  }

  /** Something of this topic is another; told soon. */
  changed(topic: string): void {
    if (!this.#isToBeTold) return;
    this.#untold.add(topic);
    this.#cancelTelling ??= this.#parts.clock.after(gatherMs, () => this.#tellChanges());
  }

  tell(told: Broadcast["told"]): void {
    if (!this.#isToBeTold) return;
    const { tenant, origin } = this.#parts;
    for (const text of textsOf({ tenant, origin, told })) this.#broadcast(text);
  }

  get #isToBeTold(): boolean {
    const { store, clock } = this.#parts;
    if (store.broadcast === undefined || !this.#isStarted) return false;
    // Who cannot hear that others watch tells them in any case.
    return !this.#canHear || clock.now().getTime() < this.#somebodyWatchesUntil;
  }

  #tellChanges(): void {
    this.#cancelTelling = null;
    const topics = [...this.#untold];
    this.#untold.clear();
    if (topics.length > 0) this.tell(topics.map((one) => [one, { type: "changed" }]));
  }

  #sayThatItWatches(): void {
    if (this.#parts.store.broadcast === undefined || !this.#isStarted) return;
    this.#say("watches");
    this.#cancelSaying = this.#parts.clock.after(sayEveryMs, () => this.#sayThatItWatches());
  }

  #say(says: NonNullable<Broadcast["says"]>): void {
    const { tenant, origin } = this.#parts;
    this.#broadcast(JSON.stringify({ tenant, origin, says, told: [] } satisfies Broadcast));
  }

  #broadcast(text: string): void {
    const { store, logger } = this.#parts;
    store.broadcast?.(text).catch((error: unknown) => {
      // The others look by themselves every now and then.
      logger.debug({ error }, "Other processes could not be told what happens live.");
    });
  }

  #heard(text: string | null): void {
    if (text === null) {
      this.#hear(null, { type: "changed" });
      this.#say("asks");
      return;
    }
    const { tenant, origin, says, told = [] } = broadcastIn(text) ?? {};
    if (tenant !== this.#parts.tenant) return;
    if (origin === this.#parts.origin) {
      this.#canHear = true;
      return;
    }
    if (says === "watches") this.#somebodyWatchesUntil = this.#parts.clock.now().getTime() + believedMs;
    if (says === "asks" && this.#cancelSaying !== null) this.#say("watches");
    for (const [topic, signal] of told) this.#hear(topic, signal);
  }
}
