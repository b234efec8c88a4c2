import type { EventBus } from "../events.ts";
import type { Actor } from "../model/message.ts";
import { OtherProcesses, type OtherProcessesParts } from "./other-processes.ts";
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

/**
 * What happens just now, in every process that shares the store: that something changed, that somebody writes. Feeds
 * stand on it: what they show they read from the store, and here they hear when to look. A change in this process is told
 * at once, one of another process within about 100 ms, or never if that process dies: so look by yourself every
 * {@link lookAgainMs}, too.
 */
export class Live {
  readonly #parts: LiveParts;
  readonly #others: OtherProcesses;
  readonly #listeners = new Map<string, Set<LiveListener>>();
  readonly #ofEverything = new Set<LiveListener>();

  /** @internal Made by the desk. */
  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#others = new OtherProcesses(parts, (topic, signal) => this.#hear(topic, signal));
    parts.events.onAny((event) => {
      for (const topic of topicsOf(event)) {
        this.#hear(topic, { type: "changed" });
        this.#others.changed(topic);
      }
    });
  }

  /** How often a feed looks into the store though it heard nothing; `null`: nobody else writes there. */
  get lookAgainMs(): number | null {
    return this.#parts.store.traits.shared ? 20_000 : null;
  }

  /** Calls `listener` with what happens in this topic; see {@link topics}. Returns the function that ends it. */
  watch(topic: string, listener: LiveListener): () => void {
    this.#begin();
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
      this.#end();
    };
  }

  /** Calls `listener` with what happens in any topic. Returns the function that ends it. */
  watchAll(listener: LiveListener): () => void {
    this.#begin();
    this.#ofEverything.add(listener);
    return () => {
      this.#ofEverything.delete(listener);
      this.#end();
    };
  }

  /** Tells all who watch the topic, in every process. */
  tell(topic: string, signal: LiveSignal): void {
    this.#hear(topic, signal);
    this.#others.tell([[topic, signal]]);
  }

  /** @internal Begins to hear other processes; called when the store is open. */
  start(): void {
    this.#others.start();
    if (this.#isWatched) this.#others.watch(true);
  }

  /** @internal Others are told what they were not yet; who watches looks once more, and finds that the desk is closed. */
  stop(): void {
    this.#others.stop();
    this.#hear(null, { type: "changed" });
  }

  get #isWatched(): boolean {
    return this.#listeners.size > 0 || this.#ofEverything.size > 0;
  }

  /** Somebody is about to watch: the first is told to the others, who tell nothing while nobody does. */
  #begin(): void {
    if (!this.#isWatched) this.#others.watch(true);
  }

  #end(): void {
    if (!this.#isWatched) this.#others.watch(false);
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
}

interface LiveParts extends OtherProcessesParts {
  readonly events: EventBus;
}
