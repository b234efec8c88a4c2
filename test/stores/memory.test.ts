import { expect, test } from "vitest";
import { memoryTicketStore } from "../../src/stores/memory/memory-ticket-store.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";
import { ticketStoreContract } from "../../src/testing/ticket-store-contract.ts";

const contract = ticketStoreContract(async ({ clock }) => {
  const store = memoryTicketStore();
  await store.open({ clock });
  return store;
});

for (const { name, run } of contract) test(name, run);

test("a memory store is neither durable nor shared, and has no schema", async () => {
  const store = memoryTicketStore();
  expect(store.traits).toEqual({ durable: false, shared: false });
  expect(await store.migrate()).toEqual([]);
});

test("a memory store is used after open, is opened once, and says so", async () => {
  const store = memoryTicketStore();
  await expect(store.nextDueAt("acme")).rejects.toMatchObject({ code: "store.closed" });
  await store.open({ clock: simulatedClock() });
  await expect(store.open({ clock: simulatedClock() })).rejects.toMatchObject({ code: "store.in_use" });
  await store.close();
  await expect(store.open({ clock: simulatedClock() })).rejects.toMatchObject({ code: "store.closed" });
});

test("a memory store never wakes anybody, since no other process can enqueue in it", () => {
  expect(() => memoryTicketStore().onWake(() => {})()).not.toThrow();
});
