import { CustomerServiceError } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue, unstartedDesk } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

const work = { kind: "receipt", payload: { channelId: "telegram", address: "x", messageId: "1", status: "sent" } };

describe.each(stores)("health on $name", ({ open }) => {
  test("a desk that works is ok, and says how its jobs stand", async () => {
    const { service, say } = await desk({ store: open() });
    await say("ada", technicalIssue);
    expect(await service.health()).toEqual({
      status: "ok",
      reasons: [],
      running: true,
      storeMs: 0,
      jobs: { ready: 0, scheduled: 1, claimed: 0, dead: 0, oldestReadyAt: null, oldestReadyMs: null },
      channels: [{ id: "telegram", kind: "telegram", downBecause: null }],
    });
  });

  test("one whose work has been due for a minute is degraded", async () => {
    let isStuck = true;
    const store = brokenStore(open(), {
      store: (whole) => ({ claim: async (tenant, options) => (isStuck ? [] : whole.claim(tenant, options)) }),
    });
    const { service, clock } = await desk({ store, agents: [] });
    await store.transact("default", (tx) => tx.enqueue(work));
    await clock.advance({ seconds: 60 });
    expect(await service.health()).toMatchObject({ status: "ok", jobs: { ready: 1, oldestReadyMs: 60_000 } });
    await clock.advance({ seconds: 1 });
    const health = await service.health();
    expect(health).toMatchObject({ status: "degraded", running: true, jobs: { ready: 1 } });
    expect(health.reasons).toEqual(["Work has been due for 61 seconds, and nobody has begun it."]);
    expect(await service.health({ readyForMs: 90_000 })).toMatchObject({ status: "ok" });
    isStuck = false;
    service.wake();
    await service.idle();
    expect(await service.health()).toMatchObject({ status: "ok", jobs: { ready: 0 } });
  });

  test("one with dead letters is degraded, unless so many are expected", async () => {
    const store = open();
    const { service } = await desk({ store });
    await store.transact("default", (tx) => tx.enqueue({ kind: "no.such.kind", payload: null, maxAttempts: 1 }));
    service.wake();
    await service.idle();
    expect(await service.health()).toMatchObject({
      status: "degraded",
      reasons: ["Jobs that failed for good: 1; see deadLetters.list()."],
      jobs: { dead: 1 },
    });
    expect(await service.health({ deadLetters: 1 })).toMatchObject({ status: "ok", reasons: [] });
  });

  test("one whose store fails is down, with the store's sentence", async () => {
    let isAway = false;
    const store = brokenStore(open(), {
      maintenance: (maintenance) => ({
        async jobStatistics(tenant) {
          if (isAway) throw new CustomerServiceError("store.unavailable", "The database is away.");
          return maintenance.jobStatistics(tenant);
        },
      }),
    });
    const { service } = await desk({ store });
    isAway = true;
    expect(await service.health()).toEqual({
      status: "down",
      reasons: ["The database is away."],
      running: true,
      storeMs: null,
      jobs: null,
      channels: [{ id: "telegram", kind: "telegram", downBecause: null }],
    });
    isAway = false;
    expect(await service.health()).toMatchObject({ status: "ok" });
  });

  test("one whose store does not answer is down", async () => {
    const store = brokenStore(open(), { maintenance: () => ({ jobStatistics: () => new Promise(() => {}) }) });
    const { service, clock } = await desk({ store });
    const asked = service.health();
    await clock.advance({ seconds: 6 });
    expect(await asked).toMatchObject({ status: "down", reasons: ["The store did not answer in 5 seconds."] });
  });

  test("one that is not started, or stopped, is down", async () => {
    const { service } = unstartedDesk({ store: open() });
    const down = { status: "down", running: false, jobs: null, reasons: ["The desk is not running."] };
    expect(await service.health()).toMatchObject(down);
    await service.start();
    expect(await service.health()).toMatchObject({ status: "ok" });
    const stopping = service.stop();
    expect(await service.health()).toMatchObject(down);
    await stopping;
    expect(await service.health()).toMatchObject(down);
  });
});
