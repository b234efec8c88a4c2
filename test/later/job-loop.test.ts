import { CustomerServiceError, type TicketStore } from "kefu";
import { type SimulatedClock, simulatedClock } from "kefu/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { JobLoop } from "../../src/later/job-loop.ts";
import type { Job, NewJob } from "../../src/model/job.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { stores, until } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

const tenant = "default";
const leaseMs = 30_000;

/** A loop whose jobs each run until they are told to end, or end at once when their name is "quick". */
async function loopOn(store: TicketStore, clock: Clock, concurrency: number) {
  const runs: string[] = [];
  const taken: Job[] = [];
  const endings: (() => void)[] = [];
  const loop = new JobLoop({
    ...{ store, tenant, clock, concurrency, leaseMs, logger: silentLogger, owner: "worker", bells: [] },
    async handle(job) {
      runs.push(`${job.payload} ${job.attempt}`);
      taken.push(job);
      if (job.payload !== "quick") await new Promise<void>((resolve) => endings.push(resolve));
      await store.transact(tenant, (tx) => tx.settle(job, { outcome: "done" }));
    },
    failed: async (_: Job, error) => {
      throw error;
    },
  });
  await store.open({ clock });
  onTestFinished(async () => {
    await loop.stop(0);
    await store.close();
  });
  const enqueue = (...jobs: readonly NewJob[]) =>
    store.transact(tenant, async (tx) => {
      for (const job of jobs) await tx.enqueue(job);
    });
  return { loop, runs, taken, enqueue, endNext: () => endings.shift()?.() };
}

/**
 * Time passes, and then some more, second by second: where the store is another process, the loop may ask it for the time of
 * the next job while the clock moves, and hear what was right before.
 */
async function passUntil(clock: SimulatedClock, milliseconds: number, condition: () => boolean): Promise<void> {
  await clock.advance(milliseconds);
  for (let second = 0; second < 10 && !condition(); second += 1) await clock.advance({ seconds: 1 });
  await until(condition);
}

describe.each(stores)("the job loop on $name", ({ open }) => {
  test.each([true, false])("it holds a job until its lease runs out; renewed: %s", async (isRenewed) => {
    const clock = simulatedClock();
    const store = isRenewed ? open() : brokenStore(open(), { store: () => ({ renew: async () => [] }) });
    const { loop, runs, taken, enqueue } = await loopOn(store, clock, 1);
    await enqueue({ kind: "test", payload: "a" });
    loop.start();
    await until(() => runs.length === 1);
    const [job] = taken;
    if (job === undefined) throw new Error("There is one.");
    expect(loop.holds(job)).toBe(true);
    await clock.advance(leaseMs - 1);
    await clock.advance(1);
    expect(loop.holds(job)).toBe(isRenewed);
  });

  test("a job claimed again after its lease ran out stays at hand when its first run ends, and its lane waits", async () => {
    const clock = simulatedClock();
    const unreachable = new CustomerServiceError("store.unavailable", "The store cannot be reached.");
    const store = brokenStore(open(), { store: () => ({ renew: () => Promise.reject(unreachable) }) });
    const { loop, runs, enqueue, endNext } = await loopOn(store, clock, 4);
    const [a, b, c] = ["a", "b", "c"].map((payload) => ({ kind: "test", payload, lane: "lane" }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("There are three.");
    await enqueue(a, b);
    loop.start();
    await until(() => runs.length === 1);
    await passUntil(clock, leaseMs + 1_000, () => runs.length === 2);
    expect(runs).toEqual(["a 1", "a 2"]);
    let idle = false;
    endNext();
    void loop.idle().then(() => {
      idle = true;
    });
    await enqueue(c);
    loop.expect(c, 0);
    await clock.advance(1);
    expect(idle).toBe(false);
    expect(runs).toEqual(["a 1", "a 2"]);
    endNext();
    await until(() => runs.length === 3);
    endNext();
    await until(() => runs.length === 4);
    endNext();
    await until(() => idle);
    expect(runs).toEqual(["a 1", "a 2", "b 1", "c 1"]);
  });

  test("a stop gives back the later claim of a job whose first run has ended", async () => {
    const clock = simulatedClock();
    const unreachable = new CustomerServiceError("store.unavailable", "The store cannot be reached.");
    const store = brokenStore(open(), { store: () => ({ renew: () => Promise.reject(unreachable) }) });
    const { loop, runs, enqueue, endNext } = await loopOn(store, clock, 4);
    await enqueue({ kind: "test", payload: "a" });
    loop.start();
    await until(() => runs.length === 1);
    await passUntil(clock, leaseMs + 1_000, () => runs.length === 2);
    endNext();
    await clock.advance(1);
    await loop.stop(0);
    const lease = { owner: "another", leaseMs };
    expect(await store.claim(tenant, { limit: 1, lease })).toMatchObject([{ payload: "a", attempt: 2 }]);
  });

  test("jobs that came while the loop took a breath do not make it forget the others", async () => {
    const limits: number[] = [];
    const store = brokenStore(open(), {
      store: (whole) => ({
        claim(by, options) {
          limits.push(options.limit);
          return whole.claim(by, options);
        },
      }),
    });
    const simulated = simulatedClock();
    let breaths = 0;
    const clock: Clock = {
      now: () => simulated.now(),
      after(milliseconds, run) {
        if (milliseconds > 0) return simulated.after(milliseconds, run);
        breaths += 1;
        // Two more than there are hands for are taken before the loop goes on.
        return simulated.after(0, async () => {
          if (breaths === 1) for (const payload of ["first", "second"]) await takeClaimed(payload);
          await run();
        });
      },
    };
    const { loop, runs, enqueue, endNext } = await loopOn(store, clock, 1);
    const takeClaimed = async (payload: string) => {
      const { claim } = await store.transact(tenant, (tx) =>
        tx.enqueue({ kind: "test", payload }, { owner: "worker", leaseMs }),
      );
      if (claim !== null) loop.take(claim, undefined);
    };
    await enqueue(...Array.from({ length: 140 }, () => ({ kind: "test", payload: "quick" })));
    loop.start();
    await until(() => runs.includes("second 1"));
    expect(runs).toHaveLength(130);
    endNext();
    endNext();
    await until(() => runs.length === 142);
    expect(Math.min(...limits)).toBeGreaterThan(0);
  });
});
