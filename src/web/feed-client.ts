import type { FeedPage, FeedReady } from "../http/webchat/protocol.ts";
import { after, backoffMs, now } from "./browser-clock.ts";
import { serverSentEvents } from "./server-sent-events.ts";

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
  /** Called with `live`, too, for each sign of life. */
  readonly onState: (state: FeedState) => void;
}

/** How long an attempt may stay silent: a proxy that gathers what comes lets nothing through. */
const longestSilenceMs = 6_000;
/** After so many silent attempts it is asked for piece by piece. */
const mostSilentAttempts = 2;
const pollSeconds = 20;

/**
 * Hears a feed, once it runs, until it is closed: server-sent events over fetch, so that what says who asks stands in a
 * header and never in an address; or polls of the same address, where streams do not come through. Takes up again where it was.
 */
export class FeedClient<E> {
  readonly #options: FeedOptions<E>;
  #cursor: string;
  readonly #closing = new AbortController();
  #isRefused = false;
  #attempt = new AbortController();
  #silentAttempts = 0;
  #failures = 0;
  #heartbeatMs = longestSilenceMs;
  #heardAt = now();
  #unwatch = (): void => {};
  /** Ends the wait before the next attempt. */
  #hurry = (): void => {};

  constructor(options: FeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
  }

  close(): void {
    this.#closing.abort();
    this.#attempt.abort();
    this.#hurry();
  }

  async run(): Promise<void> {
    const { signal } = this.#closing;
    addEventListener("online", this.#wake, { signal });
    document.addEventListener("visibilitychange", this.#wake, { signal });
    while (!signal.aborted) {
      this.#attempt = new AbortController();
      const isPolling = this.#silentAttempts >= mostSilentAttempts;
      try {
        await (isPolling ? this.#poll() : this.#stream());
      } catch {
        // Whatever it was is tried again; that it does not come to anything is told as `offline`.
        this.#failures += 1;
        // Where polls fail, too, the network was to blame, as it is where something else than silence ends it.
        if (isPolling || !this.#attempt.signal.aborted) this.#silentAttempts = Math.max(this.#silentAttempts - 1, 0);
      }
      this.#unwatch();
      if (signal.aborted) return;
      if (this.#failures > 1) this.#options.onState("offline");
      await new Promise<void>((resolve) => {
        this.#hurry = resolve;
        after(backoffMs(this.#failures), resolve);
      });
    }
  }

  /** Asks once for what is new, whatever else is under way. */
  async look(seconds = 0): Promise<void> {
    const response = await this.#ask(`?wait=${seconds}`, "application/json");
    const page = (await response.json()) as FeedPage<E>;
    if (page.reset) await this.#options.onReset();
    this.#cursor = page.cursor;
    this.#options.onEvents(page.events, page.cursor);
  }

  async #stream(): Promise<void> {
    this.#watch(longestSilenceMs);
    this.#silentAttempts += 1;
    const { body } = await this.#ask("", "text/event-stream");
    if (body === null) return;
    const heard = (): void => {
      if (this.#silentAttempts > 0) return;
      this.#watch(this.#heartbeatMs * 2.5);
      this.#live();
    };
    for await (const { event, id, data = "{}" } of serverSentEvents(body, heard)) {
      if (event === "ready") {
        const { reset, cursor, heartbeatMs } = JSON.parse(data) as FeedReady;
        this.#heartbeatMs = heartbeatMs;
        this.#silentAttempts = 0;
        this.#watch(heartbeatMs * 2.5);
        if (reset) await this.#options.onReset();
        this.#cursor = cursor;
        this.#live();
      } else if (event === undefined && data !== "{}") {
        this.#cursor = id ?? this.#cursor;
        this.#options.onEvents([JSON.parse(data) as E], this.#cursor);
      }
    }
  }

  async #poll(): Promise<void> {
    // The first asks for what came during the silence.
    for (let seconds = 0; ; seconds = pollSeconds) {
      this.#watch(seconds * 1_000 + longestSilenceMs);
      await this.look(seconds);
      this.#live();
    }
  }

  async #ask(query: string, accept: string): Promise<Response> {
    const { url, headers } = this.#options;
    const own = await headers(this.#isRefused);
    const response = await fetch(url + query, {
      headers: { ...own, accept, "last-event-id": this.#cursor },
      signal: this.#attempt.signal,
    });
    this.#isRefused = response.status === 401;
    if (!response.ok) throw new Error(`The server answers ${response.status}.`);
    return response;
  }

  #live(): void {
    this.#failures = 0;
    this.#options.onState("live");
  }

  /** Breaks the attempt off when nothing is heard for so long. */
  #watch(ms: number): void {
    this.#heardAt = now();
    this.#unwatch();
    this.#unwatch = after(ms, () => this.#attempt.abort());
  }

  /** The network is back, or the page is looked at again: what was open may be dead without a word. */
  readonly #wake = (event: Event): void => {
    if (document.hidden) return;
    const isStale = now() - this.#heardAt > this.#heartbeatMs * 1.25;
    this.#hurry();
    if (event.type === "online" || isStale) this.#attempt.abort();
  };
}
