import { type Bell, memoryTicketStore, type TicketStore } from "kefu";
import { expect, test } from "vitest";
import { desk, technicalIssue } from "../harness.ts";

interface TestBell extends Bell {
  readonly asked: Date[];
  ring(at: Date): void;
  sound(): void;
}

function testBell(): TestBell {
  const wakes = new Set<() => void>();
  const asked: Date[] = [];
  return {
    asked,
    onRing(wake) {
      wakes.add(wake);
      return () => void wakes.delete(wake);
    },
    ring: (at) => void asked.push(at),
    sound() {
      for (const wake of wakes) wake();
    },
  };
}

/** Work that this process does not hear of: somebody else put it into the store. */
function enqueueElsewhere(store: TicketStore): Promise<unknown> {
  const payload = { workflow: "ticket.opened", event: "ticket.opened", key: "k", payload: {} };
  return store.transact("default", (tx) => tx.enqueue({ kind: "workflow", payload }));
}

test.each(["a bell", "wake()"])("work of another process is done at once when the desk hears %s", async (how) => {
  const store = memoryTicketStore();
  const bell = testBell();
  const { service } = await desk({ store, bells: [bell] });
  await service.idle();
  await enqueueElsewhere(store);
  await service.idle();
  expect(await liveJobs(store)).toEqual(["workflow 0"]);
  if (how === "a bell") bell.sound();
  else service.wake();
  await service.idle();
  // Nobody registered the workflow here: its first attempt has failed, so it was claimed.
  expect(await liveJobs(store)).toEqual(["workflow 1"]);
});

test("a bell is asked to ring when work will be due, and one that fails does no harm", async () => {
  const bell = testBell();
  const broken: Bell = {
    onRing: () => () => {},
    ring() {
      throw new Error("It has no battery.");
    },
  };
  const { clock, say, ticketOf } = await desk({ store: memoryTicketStore(), bells: [broken, bell] });
  const start = clock.now().getTime();
  await say("ada", technicalIssue);
  expect((await ticketOf("ada")).status).toBe("open");
  expect(bell.asked.map((at) => at.getTime() - start)).toContain(60 * 60_000);
});

test("a stopped desk hears no bell", async () => {
  const store = memoryTicketStore();
  const bell = testBell();
  const { service } = await desk({ store, bells: [bell] });
  await service.stop();
  expect(() => bell.sound()).not.toThrow();
});

async function liveJobs(store: TicketStore): Promise<readonly string[]> {
  const jobs = await store.read("default", (reader) => reader.findJobs("live", { limit: 10 }));
  return jobs.map(({ kind, attempt }) => `${kind} ${attempt}`);
}
