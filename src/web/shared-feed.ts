import { after } from "./browser-clock.ts";
import { FeedClient, type FeedOptions, type FeedState } from "./feed-client.ts";

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
/** A tab that leads tells something at least so often; browsers freeze tabs in the background, and then it does not. */
const longestSilenceMs = 45_000;

/**
 * One stream for all tabs: browsers open six connections to a host over HTTP/1.1, so that a stream in each tab stops the
 * seventh from loading anything. Whoever holds the lock leads and tells the others; when it is closed, or silent, another
 * takes over where it was. Pages on plain http have no locks: there each tab has a stream, while it is looked at.
 */
export class SharedFeed<E> {
  readonly #options: SharedFeedOptions<E>;
  readonly #isSharing = "locks" in navigator;
  readonly #channel: BroadcastChannel;
  readonly #closing = new AbortController();
  /** Its wait for the lock. */
  #waiting = new AbortController();
  #cursor: string;
  /** How often there was something to tell. */
  #toldCount = 0;
  /** Whether nothing is missing before what other tabs tell. */
  #isComplete = false;
  #unwatch = (): void => {};
  /** Of the tab that leads, or has a stream of its own. */
  #feed: FeedClient<E> | null = null;

  constructor(options: SharedFeedOptions<E>) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#channel = new BroadcastChannel(options.name);
    document.addEventListener("visibilitychange", this.#looked, { signal: this.#closing.signal });
    if (!this.#isSharing) {
      this.#looked();
      return;
    }
    this.#channel.onmessage = ({ data }: MessageEvent<Told<E>>) => {
      this.#hear(data);
      this.#watch();
    };
    void this.#compete({ signal: this.#waiting.signal });
    this.#watch();
    after(firstLookMs, () => this.#lookOnce());
  }

  close(): void {
    this.#closing.abort();
    this.#waiting.abort();
    this.#unwatch();
    this.#feed?.close();
    this.#channel.close();
  }

  async #compete(options: LockOptions): Promise<void> {
    let hasLed = false;
    const lead = (): Promise<unknown> => {
      hasLed = true;
      return this.#lead();
    };
    // Rejects when it gives up to wait, or another tab takes the lead, to which this one seemed frozen.
    await navigator.locks.request(this.#options.name, options, lead).catch(() => {});
    if (!hasLed || this.#closing.signal.aborted) return;
    this.#feed?.close();
    this.#feed = null;
    this.#waiting = new AbortController();
    this.#watch();
    await this.#compete({ signal: this.#waiting.signal });
  }

  /** Takes the lead from a tab that tells nothing any more, if this one is looked at. */
  #watch(): void {
    this.#unwatch();
    this.#unwatch = after(longestSilenceMs, () => {
      if (this.#feed !== null) return;
      if (document.hidden) this.#watch();
      else {
        this.#waiting.abort();
        void this.#compete({ steal: true });
      }
    });
  }

  /** Until it is closed: the lock is held as long as this is pending. */
  #lead(): Promise<unknown> {
    this.#listen();
    return new Promise((resolve) => this.#closing.signal.addEventListener("abort", resolve));
  }

  #listen(): void {
    this.#feed = new FeedClient<E>({
      ...this.#options,
      cursor: this.#cursor,
      onEvents: (events, cursor) => this.#tell({ events, cursor }),
      onReset: () => {
        this.#channel.postMessage({ reset: true } satisfies Told<E>);
        return this.#options.onReset();
      },
      onState: (state) => this.#tell({ state }),
    });
    void this.#feed.run();
  }

  #tell(told: Told<E>): void {
    this.#channel.postMessage(told);
    this.#hear(told);
  }

  #hear(told: Told<E>): void {
    const { onEvents, onState, onReset } = this.#options;
    if ("events" in told) {
      this.#toldCount += 1;
      if (this.#isComplete || this.#feed !== null) this.#cursor = told.cursor;
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
    } else if (!isHidden) this.#lookOnce();
  };

  /** The tab that leads may have been frozen in the background. */
  #lookOnce(): void {
    if (this.#feed !== null || this.#closing.signal.aborted) return;
    const { onState } = this.#options;
    const before = this.#toldCount;
    const onEvents = (events: readonly E[], cursor: string): void => {
      if (before === this.#toldCount) {
        this.#isComplete = true;
        this.#hear({ events, cursor });
        onState("live");
        // What was told meanwhile may be newer.
      } else this.#lookOnce();
    };
    const feed = new FeedClient<E>({ ...this.#options, cursor: this.#cursor, onEvents });
    // The tab that leads tells what is wrong.
    feed.look().catch(() => {});
  }
}
