import { after } from "./browser-clock.ts";
import { type Feed, type FeedOptions, type FeedState, openFeed } from "./feed-client.ts";

/** A feed that the tabs of a browser have in common. */
export interface SharedFeedOptions<E> extends FeedOptions<E> {
  /** The same in all tabs that hear the same. */
  readonly name: string;
}

/** What the leading tab tells the others. */
type Told<E> =
  | { readonly events: readonly E[]; readonly cursor: string }
  | { readonly state: FeedState }
  | { readonly reset: true };

/** So long after it began to follow, a tab looks for what was told between its snapshot and then. */
const firstLookMs = 1_000;

/**
 * One stream for all tabs: browsers open six connections to a host over HTTP/1.1, so that a stream in each tab stops the
 * seventh from loading anything. Whoever holds the lock leads and tells the others; when it is closed, the next one takes
 * over where it was. Pages on plain http have no locks: there each tab has a stream, while it is looked at.
 */
export function openSharedFeed<E>(options: SharedFeedOptions<E>): Pick<Feed, "close"> {
  return new SharedFeed(options);
}

class SharedFeed<E> {
  readonly #options: SharedFeedOptions<E>;
  readonly #channel: BroadcastChannel;
  readonly #closing = new AbortController();
  #cursor: string;
  /** Of the tab that leads, or has a stream of its own. */
  #feed: Feed | null = null;

  constructor(options: SharedFeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#channel = new BroadcastChannel(options.name);
    const { signal } = this.#closing;
    addEventListener("online", this.#looked, { signal });
    document.addEventListener("visibilitychange", this.#looked, { signal });
    if (!this.#isSharing) {
      this.#looked();
      return;
    }
    this.#channel.onmessage = ({ data }: MessageEvent<Told<E>>) => this.#hear(data);
    // Rejects only when this tab is closed before it leads.
    navigator.locks.request(options.name, { signal }, () => this.#lead()).catch(() => {});
    after(firstLookMs, this.#looked);
  }

  close(): void {
    this.#closing.abort();
    this.#feed?.close();
    this.#channel.close();
  }

  get #isSharing(): boolean {
    return "locks" in navigator;
  }

  /** Until it is closed: the lock is held as long as this is pending. */
  #lead(): Promise<void> {
    this.#listen();
    return new Promise((resolve) => this.#closing.signal.addEventListener("abort", () => resolve()));
  }

  #listen(): void {
    this.#feed = openFeed<E>({
      ...this.#options,
      cursor: this.#cursor,
      onEvents: (events, cursor) => this.#tell({ events, cursor }),
      onReset: () => {
        this.#channel.postMessage({ reset: true } satisfies Told<E>);
        return this.#options.onReset();
      },
      onState: (state) => this.#tell({ state }),
    });
  }

  #tell(told: Told<E>): void {
    this.#channel.postMessage(told);
    this.#hear(told);
  }

  #hear(told: Told<E>): void {
    const { onEvents, onState, onReset } = this.#options;
    if ("events" in told) {
      this.#cursor = told.cursor;
      onEvents(told.events, told.cursor);
    } else if ("state" in told) onState(told.state);
    // What fails is done when this tab takes over: its cursor is of another time then, too.
    else onReset().catch(() => {});
  }

  readonly #looked = (): void => {
    const isHidden = document.hidden || this.#closing.signal.aborted;
    if (!this.#isSharing) {
      if (isHidden) this.#feed?.close();
      if (isHidden) this.#feed = null;
      else if (this.#feed === null) this.#listen();
    } else if (this.#feed === null && !isHidden) this.#lookOnce();
  };

  /** The tab that leads may have been frozen in the background. */
  #lookOnce(): void {
    const onEvents = (events: readonly E[], cursor: string): void => this.#hear({ events, cursor });
    const feed = openFeed<E>({ ...this.#options, cursor: this.#cursor, onEvents }, false);
    // The tab that leads tells what is wrong.
    feed.look().catch(() => {});
  }
}
