import { isCode } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { EventStream, type FeedEvent } from "./event-stream.ts";

/** What somebody is told as it happens, from where they stand on. What it tells is read from the store. */
export interface Feed {
  /** Where it stands. */
  readonly cursor: string;
  /** Whoever reads it had a cursor that means nothing here: they must read everything anew. */
  readonly reset: boolean;
  /** What came since, in order; the cursor moves behind it. */
  pull(): Promise<readonly FeedEvent[]>;
  /**
   * From now on calls `look` when `pull` may find more, `tell` with what is not kept, and `end` when the cursor has come to
   * mean nothing: the reader takes it up again, and is told so. Returns what ends it.
   */
  watch(look: () => void, tell: (event: FeedEvent) => void, end: () => void): () => void;
}

/** How a feed is served. */
export interface FeedOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between signs of life: less than proxies and platforms wait (Bun: 10 s). */
  readonly heartbeatMs: number;
  /** A stream ends after so long, so that none leaks where nobody tells that its reader is gone. */
  readonly longestMs: number;
  /** How often the feed is pulled though nobody said to look; `null`: never. */
  readonly lookAgainMs: number | null;
}

/** A reader who takes nothing of what waits for so long is cut off, and takes up again where they were. */
const longestStallMs = 60_000;
/** Longest wait of a poll, in seconds. */
const longestPollSeconds = 25;

/** The cursor with which a request goes on. */
export function cursorOf(request: Request): string | null {
  return request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("cursor");
}

/**
 * A stream of server-sent events; or, for who accepts only JSON, one answer as soon as there is something to tell, after
 * `?wait=` seconds at the latest: `{ reset, cursor, events }`.
 */
export function serveFeed(request: Request, feed: Feed, options: FeedOptions): Response | Promise<Response> {
  const accept = request.headers.get("accept") ?? "";
  if (accept.includes("application/json") && !accept.includes("text/event-stream")) return poll(request, feed, options);
  return stream(request, feed, options);
}

function stream(request: Request, feed: Feed, options: FeedOptions): Response {
  const { clock, logger, heartbeatMs, longestMs, lookAgainMs } = options;
  let quietMs = 0;
  let ageMs = 0;
  let stalled = { takes: 0, ms: 0 };
  let cancelBeat = () => {};
  let unwatch = () => {};
  const events = new EventStream(request.signal, () => {
    cancelBeat();
    unwatch();
  });
  const pull = oneAtATime(async () => {
    try {
      for (const event of await feed.pull()) {
        await events.room();
        events.send(event);
      }
    } catch (error) {
      if (!isCode(error, "service.not_running")) {
        logger.warn({ error }, "A feed could not be read; its reader takes it up again.");
      }
      events.end();
    }
  });
  const beat = (): void => {
    ageMs += heartbeatMs;
    quietMs += heartbeatMs;
    if (ageMs >= longestMs) {
      events.control("bye", {});
      events.end();
      return;
    }
    const { takes } = events;
    stalled = takes === stalled.takes ? { takes, ms: stalled.ms + heartbeatMs } : { takes, ms: 0 };
    if (stalled.ms >= longestStallMs) {
      events.cutOff();
      return;
    }
    events.heartbeat();
    if (lookAgainMs !== null && quietMs >= lookAgainMs) {
      quietMs = 0;
      pull();
    }
    cancelBeat = clock.after(heartbeatMs, beat);
  };
  if (events.isOpen) {
    events.control("ready", { reset: feed.reset, cursor: feed.cursor, heartbeatMs });
    unwatch = feed.watch(
      pull,
      (event) => events.send(event),
      () => events.end(),
    );
    cancelBeat = clock.after(heartbeatMs, beat);
    pull();
  }
  return events.response;
}

async function poll(request: Request, feed: Feed, { clock }: FeedOptions): Promise<Response> {
  const asked = Number(new URL(request.url).searchParams.get("wait") ?? 0);
  const waitMs = Math.min(Math.max(Number.isFinite(asked) ? asked : 0, 0), longestPollSeconds) * 1_000;
  const told: FeedEvent[] = [];
  let awake = () => {};
  const woken = new Promise<void>((resolve) => {
    awake = resolve;
  });
  // Watched before it is pulled: what comes in between is not missed.
  const tell = (event: FeedEvent): void => {
    told.push(event);
    awake();
  };
  const unwatch = feed.watch(awake, tell, awake);
  const cancel = clock.after(waitMs, () => awake());
  request.signal.addEventListener("abort", awake, { once: true });
  // Who went away before that is not told again.
  if (request.signal.aborted) awake();
  try {
    let events = await feed.pull();
    if (events.length === 0 && waitMs > 0 && !feed.reset) {
      await woken;
      events = await feed.pull();
    }
    const all = [...events, ...told].map(({ id, type, data }) => ({ ...data, type, id }));
    const answer = { reset: feed.reset, cursor: feed.cursor, events: all };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  } finally {
    cancel();
    unwatch();
  }
}

/** Runs `work` once more after it was asked for while it ran, however often. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    do {
      // What is asked for in one breath, since several topics tell of one change, is done once.
      await Promise.resolve();
      isAskedAgain = false;
      await work();
    } while (isAskedAgain);
    isRunning = false;
  };
  return () => {
    if (isRunning) isAskedAgain = true;
    else void run();
  };
}
