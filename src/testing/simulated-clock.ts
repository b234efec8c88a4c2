import { CustomerServiceError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { systemClock } from "../system/system-clock.ts";

/** A length of time, as people say it. Its parts add up. */
export interface SimulatedDuration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A clock that moves only when it is told to. */
export interface SimulatedClock extends Clock {
  /**
   * Moves by a duration (a number is in milliseconds). On the way it stops at each timer that is due, in order of time
   * and then of registration, calls it and waits for it; timers set meanwhile are met too. Rejects with what a timer
   * throws, and with `options.invalid` for a duration that is not 0 or more.
   */
  advance(duration: number | SimulatedDuration): Promise<void>;
  /** Calls every timer that is due now, without moving. */
  settle(): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly run: () => void | Promise<void>;
}

/** Time for tests and demonstrations. It starts at `start`; default: Monday, 5 January 2026, 09:00 UTC. */
export function simulatedClock(start: Date = new Date("2026-01-05T09:00:00Z")): SimulatedClock {
  let now = start.getTime();
  const timers = new Set<Timer>();

  const advance = async (duration: number | SimulatedDuration): Promise<void> => {
    const target = now + millisecondsOf(duration);
    await promisesToRun();
    for (let timer = nextDue(timers, target); timer !== null; timer = nextDue(timers, target)) {
      timers.delete(timer);
      now = Math.max(now, timer.dueAt);
      await finishedOrStuck(timer.run());
      await promisesToRun();
    }
    now = Math.max(now, target);
  };

  return {
    now: () => new Date(now),
    after(milliseconds, run) {
      const timer = { dueAt: now + Math.max(milliseconds, 0), run };
      timers.add(timer);
      // No time needs to pass for it.
      if (milliseconds <= 0) void promisesToRun().then(() => timers.delete(timer) && run());
      return () => void timers.delete(timer);
    },
    advance,
    settle: () => advance(0),
  };
}

/** A set keeps the order of registration, so the first of several equally early ones is the oldest. */
function nextDue(timers: ReadonlySet<Timer>, until: number): Timer | null {
  let next: Timer | null = null;
  for (const timer of timers) {
    if (timer.dueAt <= until && (next === null || timer.dueAt < next.dueAt)) next = timer;
  }
  return next;
}

function millisecondsOf(duration: number | SimulatedDuration): number {
  if (typeof duration !== "number") {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = duration;
    return millisecondsOf((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds);
  }
  if (duration >= 0 && Number.isFinite(duration)) return duration;
  throw new CustomerServiceError("options.invalid", `A clock moves forward by 0 ms or more; got ${duration}.`);
}

/** How long a timer's work may take in real time before it is taken to wait for the clock itself, which then moves on. */
const stuckAfterMs = 100;

async function finishedOrStuck(work: void | Promise<void>): Promise<void> {
  let cancel: () => void = () => {};
  const stuck = new Promise<void>((resolve) => {
    cancel = systemClock.after(stuckAfterMs, resolve);
  });
  await Promise.race([work, stuck]).finally(cancel);
}

/**
 * Lets everything run that waits for promises only: what a timer woke may set its own next timer a few promises later.
 * A message to oneself arrives after all of these.
 */
function promisesToRun(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
