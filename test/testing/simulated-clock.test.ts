import { expect, test } from "vitest";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";

test("time stands still until it is told to move, and starts on a Monday morning", async () => {
  const clock = simulatedClock();
  expect(clock.now()).toEqual(new Date("2026-01-05T09:00:00Z"));
  await clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
  expect(clock.now()).toEqual(new Date("2026-01-06T11:03:04.005Z"));
  await clock.advance(995);
  expect(clock.now()).toEqual(new Date("2026-01-06T11:03:05Z"));
});

test("timers are called in order of time, then of registration, each at its own time", async () => {
  const clock = simulatedClock(new Date(0));
  const calls: string[] = [];
  const call = (name: string) => () => void calls.push(`${name} at ${clock.now().getTime()}`);
  clock.after(20, call("late"));
  clock.after(10, call("first"));
  clock.after(10, call("second"));
  clock.after(31, call("not yet"));
  await clock.advance(30);
  expect(calls).toEqual(["first at 10", "second at 10", "late at 20"]);
});

test("the clock waits for a timer's promise before it moves on", async () => {
  const clock = simulatedClock(new Date(0));
  const times: number[] = [];
  clock.after(10, async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    times.push(clock.now().getTime());
  });
  await clock.advance(1_000);
  expect(times).toEqual([10]);
});

test("a timer that is set while time moves, many promises later, is met on the way", async () => {
  const clock = simulatedClock(new Date(0));
  const times: number[] = [];
  const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.after(milliseconds, resolve));
  const worker = async () => {
    for (let round = 0; round < 3; round += 1) {
      await wait(100);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      times.push(clock.now().getTime());
    }
  };
  const work = worker();
  await clock.advance(1_000);
  await work;
  expect(times).toEqual([100, 200, 300]);
});

test("a timer of 0 ms fires on settle, and time does not move", async () => {
  const clock = simulatedClock(new Date(0));
  const calls: string[] = [];
  clock.after(0, () => void calls.push("now"));
  clock.after(1, () => void calls.push("later"));
  expect(calls).toEqual([]);
  await clock.settle();
  expect(calls).toEqual(["now"]);
  expect(clock.now().getTime()).toBe(0);
});

test("a cancelled timer is not called", async () => {
  const clock = simulatedClock();
  let called = false;
  const cancel = clock.after(10, () => {
    called = true;
  });
  cancel();
  await clock.advance(20);
  expect(called).toBe(false);
});

test("what a timer throws reaches whoever moves the clock", async () => {
  const clock = simulatedClock();
  clock.after(10, () => Promise.reject(new Error("boom")));
  await expect(clock.advance(20)).rejects.toThrow("boom");
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("the clock refuses to move by %d", async (duration) => {
  await expect(simulatedClock().advance(duration)).rejects.toMatchObject({ code: "options.invalid" });
});
