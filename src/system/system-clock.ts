import type { Clock } from "../ports/clock.ts";

/** The longest delay a platform timer takes (2^31 - 1 ms, about 25 days); a longer wait is made of several. */
const longestTimerMs = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, run) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number) => {
      const step = Math.min(Math.max(left, 0), longestTimerMs);
      timer = setTimeout(() => (left > step ? wait(left - step) : void run()), step);
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};
