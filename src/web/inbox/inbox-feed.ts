import { createParser } from "eventsource-parser";
import type { InboxEvent } from "../../http/inbox/protocol.ts";
import type { FeedPage, FeedReady } from "../../http/webchat/protocol.ts";
import { after, backoffMs, now } from "../browser-clock.ts";

/** How the page stands to the server. */
export type Connection = "connecting" | "live" | "lost" | "signed_out";

/** What is told as it happens. */
export interface FeedOptions {
  readonly url: string;
  readonly onEvents: (events: readonly InboxEvent[]) => void;
  /** At the beginning, and whenever something may have been missed: read everything anew. */
  readonly onReset: () => void;
  readonly onState: (state: Connection) => void;
}

/** An open feed. */
export interface Feed {
  /** Connects at once where it waits to, or where it heard nothing for too long: a laptop was opened again. */
  wake(): void;
  close(): void;
}

const pollSeconds = 20;
/** A first sign of life takes no longer, whatever the heartbeat will be. */
const firstSignMs = 8_000;

/** Server-sent events over fetch, taken up where they broke off; after two streams without a sign of life, polls. */
export function openInboxFeed(options: FeedOptions): Feed {
  const feed = new InboxFeed(options);
  feed.wake();
  return feed;
}

class InboxFeed implements Feed {
  readonly #options: FeedOptions;
  #cursor: string | null = null;
  #attempt: AbortController | null = null;
  #cancelRetry = () => {};
  #cancelWatchdog = () => {};
  #heardAt = 0;
  #silenceMs = firstSignMs;
  #failures = 0;
  #silentStreams = 0;
  #isClosed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  wake(): void {
    if (this.#isClosed) return;
    const isSilent = now() - this.#heardAt > this.#silenceMs;
    if (this.#attempt !== null && !isSilent) return;
    this.#cancelRetry();
    this.#attempt?.abort();
    void this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#cancelWatchdog();
    this.#attempt?.abort();
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#heardAt = now();
    this.#watch(attempt);
    try {
      if (this.#silentStreams >= 2) await this.#poll(attempt);
      else await this.#stream(attempt);
    } catch {
      // Refused, unreachable or cut off: it is taken up again below, and the page says so meanwhile.
    }
    if (this.#attempt !== attempt || this.#isClosed) return;
    this.#attempt = null;
    this.#cancelWatchdog();
    this.#retry();
  }

  async #request(attempt: AbortController, accept: string, query = ""): Promise<Response> {
    const resume: Record<string, string> = this.#cursor === null ? {} : { "last-event-id": this.#cursor };
    const response = await fetch(`${this.#options.url}${query}`, {
      headers: { accept, ...resume },
      credentials: "same-origin",
      cache: "no-store",
      signal: attempt.signal,
    });
    if (response.ok) return response;
    if (response.status === 401) {
      this.close();
      this.#options.onState("signed_out");
    }
    throw new Error(`The feed was refused with ${response.status}.`);
  }

  async #stream(attempt: AbortController): Promise<void> {
    this.#silentStreams += 1;
    const response = await this.#request(attempt, "text/event-stream");
    const parser = createParser({
      onEvent: ({ event, id, data }) => {
        if (event === "ready") this.#ready(JSON.parse(data) as FeedReady);
        else if (event === undefined) this.#tell([JSON.parse(data) as InboxEvent], id);
      },
    });
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      if (this.#attempt !== attempt) return;
      this.#heardAt = now();
      parser.feed(decoder.decode(part.value, { stream: true }));
    }
  }

  async #poll(attempt: AbortController): Promise<void> {
    for (let wait = 0; this.#attempt === attempt; wait = pollSeconds) {
      this.#silenceMs = (wait + 15) * 1_000;
      this.#heardAt = now();
      const response = await this.#request(attempt, "application/json", `?wait=${wait}`);
      const page = (await response.json()) as FeedPage<InboxEvent>;
      if (this.#attempt !== attempt) return;
      const isFirst = this.#cursor === null;
      this.#alive(page.cursor);
      if (page.reset || isFirst) this.#options.onReset();
      this.#options.onEvents(page.events);
    }
  }

  #ready({ reset, cursor, heartbeatMs }: FeedReady): void {
    this.#silenceMs = heartbeatMs * 2.5;
    this.#silentStreams = 0;
    const isFirst = this.#cursor === null;
    this.#alive(reset || isFirst ? cursor : this.#cursor);
    if (reset || isFirst) this.#options.onReset();
  }

  #alive(cursor: string | null): void {
    this.#cursor = cursor;
    this.#failures = 0;
    this.#options.onState("live");
  }

  #tell(events: readonly InboxEvent[], id: string | undefined): void {
    if (id !== undefined) this.#cursor = id;
    this.#options.onEvents(events);
  }

  /** Breaks off what is silent for too long: a half-open connection never tells. */
  #watch(attempt: AbortController): void {
    this.#cancelWatchdog();
    this.#cancelWatchdog = after(1_000, () => {
      if (this.#attempt !== attempt) return;
      if (now() - this.#heardAt > this.#silenceMs) attempt.abort();
      else this.#watch(attempt);
    });
  }

  #retry(): void {
    this.#failures += 1;
    // A stream that ended in time is taken up at once; only what fails twice is a lost connection.
    if (this.#failures > 1) this.#options.onState("lost");
    this.#cancelRetry = after(backoffMs(this.#failures - 1), () => this.wake());
  }
}
