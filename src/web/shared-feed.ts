import type { FeedPage } from "../http/webchat/protocol.ts";
import { type Feed, type FeedOptions, type FeedState, openFeed } from "./feed-client.ts";

/** A feed that the tabs of a browser have in common. */
export interface SharedFeedOptions<E> extends FeedOptions<E> {
  /** The same in all tabs that hear the same. */
  readonly name: string;
}

/** This tab's end of it. */
export interface SharedFeed extends Feed {
  /** Whether this is the one tab that has the stream. */
  readonly isLeading: boolean;
}

/** What the leading tab tells the others; `hello` is what a new one says. */
type Told<E> =
  | { readonly events: readonly E[]; readonly cursor: string }
  | { readonly state: FeedState }
  | { readonly reset: true }
  | { readonly hello: true };

/**
 * One stream for all tabs: browsers open six connections to a host over HTTP/1.1, so that a stream in each tab stops the
 * seventh from loading anything. Whoever holds the lock leads and tells the others; when it is closed, the next one takes
 * over where it was. Pages on plain http have no locks: there each tab has a stream, while it is looked at.
 */
export function openSharedFeed<E>(options: SharedFeedOptions<E>): SharedFeed {
  const canShare = "locks" in navigator && "BroadcastChannel" in globalThis;
  return canShare ? new LedFeed(options) : new OwnFeed(options);
}

class LedFeed<E> implements SharedFeed {
  readonly #options: SharedFeedOptions<E>;
  readonly #channel: BroadcastChannel;
  readonly #closing = new AbortController();
  #cursor: string;
  #state: FeedState = "connecting";
  #feed: Feed | null = null;
  #isFollowing = false;

  constructor(options: SharedFeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#channel = new BroadcastChannel(options.name);
    this.#channel.onmessage = ({ data }: MessageEvent<Told<E>>) => this.#hear(data);
    this.#tell({ hello: true });
    addEventListener("online", this.#looked);
    document.addEventListener("visibilitychange", this.#looked);
    const { signal } = this.#closing;
    navigator.locks
      .request(options.name, { signal }, () => this.#lead())
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
  }

  get isLeading(): boolean {
    return this.#feed !== null;
  }

  close(): void {
    removeEventListener("online", this.#looked);
    document.removeEventListener("visibilitychange", this.#looked);
    this.#feed?.close();
    this.#closing.abort();
    this.#channel.close();
  }

  /** Until it is closed: the lock is held as long as this is pending. */
  #lead(): Promise<void> {
    this.#feed = openFeed<E>({
      ...this.#options,
      cursor: this.#cursor,
      onEvents: (events, cursor) => this.#both({ events, cursor }),
      onReset: () => {
        this.#tell({ reset: true });
        return this.#options.onReset();
      },
      onState: (state) => this.#both({ state }),
    });
    return new Promise((resolve) => this.#closing.signal.addEventListener("abort", () => resolve()));
  }

  #both(told: Told<E>): void {
    this.#tell(told);
    this.#hear(told);
  }

  #tell(told: Told<E>): void {
    this.#channel.postMessage(told);
  }

  #hear(told: Told<E>): void {
    if ("events" in told) {
      this.#cursor = told.cursor;
      this.#options.onEvents(told.events, told.cursor);
    } else if ("state" in told) {
      this.#state = told.state;
      this.#options.onState(told.state);
      // What was told between this tab's snapshot and now.
      if (!this.isLeading && !this.#isFollowing) void this.#catchUp();
      this.#isFollowing = true;
    } else if ("reset" in told) {
      // Not done, it is done when this tab takes over: its cursor is of another time then, too.
      this.#options.onReset().catch(() => {});
    } else if (this.isLeading) this.#tell({ state: this.#state });
  }

  /** The tab that leads may have been frozen in the background: who is looked at looks by itself once. */
  readonly #looked = (): void => {
    if (!this.isLeading && document.visibilityState === "visible") void this.#catchUp();
  };

  async #catchUp(): Promise<void> {
    const { url, headers, onReset, onEvents } = this.#options;
    try {
      const own = await headers(false);
      const asked = { ...own, accept: "application/json", "last-event-id": this.#cursor };
      const response = await fetch(`${url}?wait=0`, { headers: asked, signal: this.#closing.signal });
      if (!response.ok) return;
      const page = (await response.json()) as FeedPage<E>;
      if (page.reset) await onReset();
      this.#cursor = page.cursor;
      onEvents(page.events, page.cursor);
    } catch {
      // The tab that leads tells what is wrong.
    }
  }
}

class OwnFeed<E> implements SharedFeed {
  readonly isLeading = true;
  readonly #options: SharedFeedOptions<E>;
  #cursor: string;
  #feed: Feed | null = null;

  constructor(options: SharedFeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.#look);
    this.#feed?.close();
  }

  readonly #look = (): void => {
    if (document.visibilityState === "hidden") {
      this.#feed?.close();
      this.#feed = null;
      return;
    }
    this.#feed ??= openFeed<E>({
      ...this.#options,
      cursor: this.#cursor,
      onEvents: (events, cursor) => {
        this.#cursor = cursor;
        this.#options.onEvents(events, cursor);
      },
    });
  };
}
