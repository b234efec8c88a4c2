import type { Clock } from "kefu";
import { type SimulatedClock, simulatedClock } from "kefu/testing";

/**
 * Makes a simulated clock stand still while a database works, as it does by itself while promises settle: before it
 * moves, at each timer on its way, and before it says that it has arrived. Other clocks stay as they are.
 */
export function bePatient(clock: Clock, databaseIsDone: () => Promise<void>): void {
  if (!isSimulated(clock)) return;
  const { advance, after } = clock;
  const timers = new Set<{ readonly dueAt: number }>();
  const now = () => clock.now().getTime();
  const nextDueAt = () => Math.min(...[...timers].map(({ dueAt }) => dueAt));

  clock.after = (milliseconds, run) => {
    const timer = { dueAt: now() + Math.max(milliseconds, 0) };
    timers.add(timer);
    const cancel = after(milliseconds, () => {
      timers.delete(timer);
      return run();
    });
    return () => {
      timers.delete(timer);
      cancel();
    };
  };
  clock.advance = async (duration) => {
    const target = now() + (await millisecondsOf(duration));
    for (;;) {
      await databaseIsDone();
      const next = nextDueAt();
      if (next > target) break;
      await advance(Math.max(next - now(), 0));
    }
    await advance(target - now());
  };
}

function isSimulated(clock: Clock): clock is SimulatedClock {
  return "advance" in clock;
}

/** As a clock counts it, which refuses what is no duration. */
async function millisecondsOf(duration: Parameters<SimulatedClock["advance"]>[0]): Promise<number> {
  const clock = simulatedClock(new Date(0));
  await clock.advance(duration);
  return clock.now().getTime();
}
