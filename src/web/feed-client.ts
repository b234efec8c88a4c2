import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { FeedPage, FeedReady } from "../http/webchat/protocol.ts";
import { after, now, random } from "./browser-clock.ts";

/** `offline`: several attempts in a row came to nothing. */
export type FeedState = "connecting" | "live" | "offline";

/** What is told as it happens, and who hears it. */
export interface FeedOptions<E> {
  readonly url: string;
  /** Headers of a request; `isRefused`: the last ones were answered with 401. */
  readonly headers: (isRefused: boolean) => Promise<Readonly<Record<string, string>>>;
  /** From where on it tells. */
  readonly cursor: string;
  /** Events in order; some may come twice. `cursor`: where the feed stands after them. */
  readonly onEvents: (events: readonly E[], cursor: string) => void;
  /** What was told so far is of another time: read everything anew. The feed goes on once that is done. */
  readonly onReset: () => Promise<void>;
  readonly onState: (state: FeedState) => void;
}

/** A feed that is open. */
export interface Feed {
  close(): void;
}

/** How long an attempt may stay silent: a proxy that gathers what comes lets nothing through. */
const longestSilenceMs = 6_000;
/** After so many silent attempts it is asked for piece by piece. */
const mostSilentAttempts = 2;
const pollSeconds = 20;
const firstBackoffMs = 500;
const longestBackoffMs = 30_000;

/**
 * Hears a feed until it is closed: server-sent events over fetch, so that what says who asks stands in a header and never in
 * an address; or polls of the same address, where streams do not come through. Takes up again where it was.
 */
export function openFeed<E>(options: FeedOptions<E>): Feed {
  const client = new FeedClient(options);
  void client.run();
  return client;
}

class FeedClient<E> implements Feed {
  readonly #options: FeedOptions<E>;
  #cursor: string;
  #isClosed = false;
  #isRefused = false;
  #attempt = new AbortController();
  #silentAttempts = 0;
  #failures = 0;
  #heartbeatMs = longestSilenceMs;
  #heardAt = now();
  #unwatch = (): void => {};
  /** Ends the wait before the next attempt. */
  #hurry: (() => void) | null = null;

  constructor(options: FeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
  }

  close(): void {
    this.#isClosed = true;
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#attempt.abort();
    this.#hurry?.();
  }

  async run(): Promise<void> {
    this.#options.onState("connecting");
    while (!this.#isClosed) {
      this.#attempt = new AbortController();
      const isPolling = this.#silentAttempts >= mostSilentAttempts;
      try {
        await (isPolling ? this.#poll() : this.#stream());
      } catch {
        // Whatever it was is tried again; that it does not come to anything is told as `offline`.
        this.#failures += 1;
        // Where polls fail, too, the network was to blame: one more silent stream tells.
        if (isPolling) this.#silentAttempts = mostSilentAttempts - 1;
      }
      this.#unwatch();
      if (this.#isClosed) return;
      if (this.#failures > 1) this.#options.onState("offline");
      await this.#pause();
    }
  }

  async #stream(): Promise<void> {
    this.#watch(longestSilenceMs, () => {
      this.#silentAttempts += 1;
    });
    const { body } = await this.#ask(this.#options.url, "text/event-stream");
    if (body === null) throw new Error("The stream has no body.");
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const heard: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (message) => heard.push(message), maxBufferSize: 1_000_000 });
    let isReady = false;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(value);
      for (const message of heard.splice(0)) {
        if (message.event === "ready") isReady = true;
        await this.#take(message);
      }
      if (isReady) this.#watch(this.#heartbeatMs * 2.5);
    }
  }

  async #take({ event, id, data }: EventSourceMessage): Promise<void> {
    if (event === "ready") {
      const ready = JSON.parse(data) as FeedReady;
      this.#heartbeatMs = ready.heartbeatMs;
      if (ready.reset) await this.#options.onReset();
      this.#cursor = ready.cursor;
      this.#silentAttempts = 0;
      this.#live();
    } else if (event === undefined) {
      this.#cursor = id ?? this.#cursor;
      this.#options.onEvents([JSON.parse(data) as E], this.#cursor);
    }
  }

  async #poll(): Promise<void> {
    // The first asks for what came during the silence.
    for (let seconds = 0; ; seconds = pollSeconds) {
      this.#watch(seconds * 1_000 + longestSilenceMs);
      const response = await this.#ask(`${this.#options.url}?wait=${seconds}`, "application/json");
      const page = (await response.json()) as FeedPage<E>;
      if (page.reset) await this.#options.onReset();
      this.#cursor = page.cursor;
      this.#live();
      if (page.events.length > 0) this.#options.onEvents(page.events, page.cursor);
    }
  }

  async #ask(url: string, accept: string): Promise<Response> {
    const own = await this.#options.headers(this.#isRefused);
    const headers = { ...own, accept, ...(this.#cursor === "" ? {} : { "last-event-id": this.#cursor }) };
    const response = await fetch(url, { headers, cache: "no-store", signal: this.#attempt.signal });
    this.#isRefused = response.status === 401;
    if (!response.ok) throw new Error(`The feed answers ${response.status}.`);
    return response;
  }

  #live(): void {
    this.#failures = 0;
    this.#options.onState("live");
  }

  /** Breaks the attempt off when nothing is heard for so long. */
  #watch(ms: number, silent: () => void = () => {}): void {
    this.#heardAt = now();
    this.#unwatch();
    const attempt = this.#attempt;
    this.#unwatch = after(ms, () => {
      silent();
      attempt.abort();
    });
  }

  async #pause(): Promise<void> {
    const longest = Math.min(firstBackoffMs * 2 ** this.#failures, longestBackoffMs);
    await new Promise<void>((resolve) => {
      const cancel = after(longest * (0.5 + random() / 2), resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
    this.#hurry = null;
  }

  /** The network is back, or the page is looked at again: what was open may be dead without a word. */
  readonly #wake = (event: Event): void => {
    if (document.visibilityState === "hidden") return;
    const isStale = now() - this.#heardAt > this.#heartbeatMs * 1.25;
    if (this.#hurry !== null) this.#hurry();
    else if (event.type === "online" || isStale) this.#attempt.abort();
  };
}
