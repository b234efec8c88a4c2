import type { EventBus } from "../events.ts";
import type { Actor } from "../model/message.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { TicketStore } from "../ports/ticket-store.ts";
import { topicsOf } from "./topics.ts";

/** What happens just now. Nothing of it is kept, and it may be missed. */
export type LiveSignal =
  /** Something of the topic is another in the store, or may be: look there. */
  | { readonly type: "changed" }
  /** Somebody writes. */
  | { readonly type: "typing"; readonly by: Actor }
  /** An agent has it before them, or (`false`) has not any more. */
  | { readonly type: "viewing"; readonly agentId: string; readonly viewing: boolean };

/** Called with what happens in a topic; `null` for every topic: something may have been missed. */
export type LiveListener = (signal: LiveSignal, topic: string | null) => void;

/** Changes are told to other processes together, so long after the first. */
const gatherMs = 50;
/** As long as PostgreSQL lets a notification be, in bytes; topics are short, and what is longer goes in several. */
const longestText = 7_000;

/**
 * What happens just now, in every process that shares the store: that something changed, that somebody writes. Feeds
 * stand on it: what they show they read from the store, and here they hear when to look. A change in this process is told
 * at once, one of another process within about 100 ms, or never if that process dies: so look by yourself every
 * {@link lookAgainMs}, too.
 */
export class Live {
  readonly #parts: LiveParts;
  readonly #listeners = new Map<string, Set<LiveListener>>();
  readonly #ofEverything = new Set<LiveListener>();
  readonly #untold = new Set<string>();
  #cancelTelling: (() => void) | null = null;
  #stopHearing: () => void = () => {};

  /** @internal Made by the desk. */
  constructor(parts: LiveParts) {
    this.#parts = parts;
    parts.events.onAny((event) => {
      for (const topic of topicsOf(event)) this.#changed(topic);
    });
  }

  /** How often a feed looks into the store though it heard nothing; `null`: nobody else writes there. */
  get lookAgainMs(): number | null {
    return this.#parts.store.traits.shared ? 20_000 : null;
  }

  /** Calls `listener` with what happens in this topic; see {@link topics}. Returns the function that ends it. */
  watch(topic: string, listener: LiveListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  /** Calls `listener` with what happens in any topic. Returns the function that ends it. */
  watchAll(listener: LiveListener): () => void {
    this.#ofEverything.add(listener);
    return () => void this.#ofEverything.delete(listener);
  }

  /** Tells all who watch the topic, in every process. */
  tell(topic: string, signal: LiveSignal): void {
    this.#hear(topic, signal);
    this.#broadcast([[topic, signal]]);
  }

  /** @internal Begins to hear other processes; called when the store is open. */
  start(): void {
    this.#stopHearing = this.#parts.store.onBroadcast?.((text) => this.#heard(text)) ?? (() => {});
  }

  /** @internal Others are told what they were not yet; who watches looks once more, and finds that the desk is closed. */
  stop(): void {
    this.#cancelTelling?.();
    this.#tellOthers();
    this.#stopHearing();
    this.#hear(null, { type: "changed" });
  }

  #changed(topic: string): void {
    this.#hear(topic, { type: "changed" });
    if (this.#parts.store.broadcast === undefined) return;
    this.#untold.add(topic);
    this.#cancelTelling ??= this.#parts.clock.after(gatherMs, () => this.#tellOthers());
  }

  #tellOthers(): void {
    this.#cancelTelling = null;
    const topics = [...this.#untold];
    this.#untold.clear();
    if (topics.length > 0) this.#broadcast(topics.map((one) => [one, { type: "changed" }]));
  }

  #hear(topic: string | null, signal: LiveSignal): void {
    const listeners =
      topic === null ? [...this.#listeners.values()].flatMap((of) => [...of]) : this.#listeners.get(topic);
    for (const listener of [...(listeners ?? []), ...this.#ofEverything]) this.#call(listener, signal, topic);
  }

  #call(listener: LiveListener, signal: LiveSignal, topic: string | null): void {
    try {
      listener(signal, topic);
    } catch (error) {
      this.#parts.logger.error({ topic, error }, "Somebody who watches what happens live threw.");
    }
  }

  #broadcast(told: readonly Told[]): void {
    const { store, tenant, origin, logger } = this.#parts;
    if (store.broadcast === undefined) return;
    for (const text of textsOf(told, { tenant, origin })) {
      store.broadcast(text).catch((error: unknown) => {
        // The others look by themselves every now and then.
        logger.debug({ error }, "Other processes could not be told what happens live.");
      });
    }
  }

  #heard(text: string | null): void {
    if (text === null) {
      this.#hear(null, { type: "changed" });
      return;
    }
    const { tenant, origin, told } = broadcastIn(text) ?? {};
    // This process has heard it from itself.
    if (told === undefined || tenant !== this.#parts.tenant || origin === this.#parts.origin) return;
    for (const [topic, signal] of told) this.#hear(topic, signal);
  }
}

interface LiveParts {
  readonly events: EventBus;
  readonly store: TicketStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tenant: string;
  /** This process, as no other is called. */
  readonly origin: string;
}

type Told = readonly [topic: string, signal: LiveSignal];

interface Broadcast {
  readonly tenant: string;
  readonly origin: string;
  readonly told: readonly Told[];
}

/** `null` for what no process of this version says: it may concern nobody here. */
function broadcastIn(text: string): Broadcast | null {
  try {
    const said = JSON.parse(text) as Partial<Broadcast> | null;
    return Array.isArray(said?.told) && said.told.every(isTold) ? (said as Broadcast) : null;
  } catch {
    return null;
  }
}

function isTold(one: unknown): boolean {
  return Array.isArray(one) && typeof one[0] === "string" && signalTypes.has(one[1]?.type);
}

const signalTypes: ReadonlySet<unknown> = new Set<LiveSignal["type"]>(["changed", "typing", "viewing"]);

/** In texts that are short enough to be sent. */
function textsOf(told: readonly Told[], from: Omit<Broadcast, "told">): readonly string[] {
  const text = JSON.stringify({ ...from, told } satisfies Broadcast);
  if (told.length <= 1 || new TextEncoder().encode(text).length <= longestText) return [text];
  const half = Math.ceil(told.length / 2);
  return [...textsOf(told.slice(0, half), from), ...textsOf(told.slice(half), from)];
}
