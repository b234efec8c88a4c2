import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, stores } from "../harness.ts";

/** Leaves a dead letter. */
async function fail(store: TicketStore, service: Awaited<ReturnType<typeof desk>>["service"]): Promise<void> {
  await store.transact("default", (tx) => tx.enqueue({ kind: "no.such.kind", payload: null, maxAttempts: 1 }));
  service.wake();
  await service.idle();
}

describe.each(stores)("pruning on $name", ({ open }) => {
  test("old marks are forgotten, young ones are kept: what is redelivered within 30 days stays a duplicate", async () => {
    const { service, channel, pass } = await desk({ store: open() });
    await channel.say("ada", { text: "hello", eventId: "old" });
    await pass({ days: 20 });
    await channel.say("ada", { text: "hello", eventId: "young" });
    await pass({ days: 11 });
    expect(await service.prune()).toEqual({ marks: 1, deadLetters: 0 });
    expect(await channel.say("ada", { text: "hello", eventId: "young" })).toBe("duplicate");
    expect(await channel.say("ada", { text: "hello", eventId: "old" })).toBe("accepted");
    expect(await service.prune()).toEqual({ marks: 0, deadLetters: 0 });
  });

  test("dead letters are kept for 90 days", async () => {
    const store = open();
    const { service, pass } = await desk({ store });
    await fail(store, service);
    await pass({ days: 50 });
    await fail(store, service);
    const young = last(await service.deadLetters.list());
    await pass({ days: 41 });
    expect(await service.prune()).toEqual({ marks: 0, deadLetters: 1 });
    expect(await service.deadLetters.list()).toEqual([young]);
  });

  test("the days are the operator's to choose, and nothing that is alive is touched", async () => {
    const store = open();
    const { service, say, pass, messagesOf, recordsOf } = await desk({ store });
    await say("ada", "tell me a joke");
    await fail(store, service);
    await pass({ minutes: 1 });
    const before = await recordsOf("ada");
    const pruned = await service.prune({ marksOlderThanDays: 0, deadLettersOlderThanDays: 0 });
    expect(pruned).toEqual({ marks: 1, deadLetters: 1 });
    expect(await recordsOf("ada")).toBe(before);
    expect(await messagesOf("ada")).toHaveLength(2);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a great many are removed too", async () => {
    const store = open();
    const { service, pass } = await desk({ store });
    await store.transact("default", async (tx) => {
      for (let number = 0; number < 2_500; number += 1) await tx.mark("inbound:telegram", `event-${number}`);
    });
    await pass({ days: 31 });
    expect(await service.prune()).toEqual({ marks: 2_500, deadLetters: 0 });
  });

  test.each([{ marksOlderThanDays: -1 }, { deadLettersOlderThanDays: Number.NaN }])(
    "%j is refused",
    async (options) => {
      const { service } = await desk({ store: open() });
      await expect(service.prune(options)).rejects.toMatchObject({
        code: "options.invalid",
        message: expect.stringContaining(Object.keys(options).join()),
      });
    },
  );
});
