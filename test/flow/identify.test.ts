import { describe, expect, test } from "vitest";
import { desk, offTopic, stores } from "../harness.ts";

const from = (...ids: string[]) => ({ from: { ids, verified: true } });
const claiming = (...ids: string[]) => ({ from: { ids, verified: false } });

describe.each(stores)("knowing customers on $name", ({ open }) => {
  test("who only claims to be a customer the channel vouched for is somebody else", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("ada", "hello");
    await say("stranger", "hello", claiming("ada"));
    const { customerId } = await conversationOf("ada");
    expect((await conversationOf("stranger")).customerId).not.toBe(customerId);
    expect(await service.customers.find("telegram", "ada")).toMatchObject({ id: customerId });
  });

  test("who claimed a name first does not get what the channel vouches for later", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("stranger", "hello", claiming("ada"));
    expect(await service.customers.find("telegram", "ada")).toBeNull();
    await say("ada", "hello");
    const { customerId } = await conversationOf("ada");
    expect((await conversationOf("stranger")).customerId).not.toBe(customerId);
    expect(await service.customers.find("telegram", "ada")).toMatchObject({ id: customerId });
  });

  test("who claims the same name again is known by it", async () => {
    const { say, conversationOf, told } = await desk({ store: open() });
    await say("visitor", "hello", claiming("ada"));
    await say("visitor again", "hello", claiming("ada"));
    expect(told("customer.created")).toHaveLength(1);
    expect((await conversationOf("visitor again")).customerId).toBe((await conversationOf("visitor")).customerId);
  });

  test("another id the channel vouches for in one event is the same customer's from then on", async () => {
    const { say, conversationOf, service, told } = await desk({ store: open() });
    await say("ada", "hello");
    await say("ada", "hello", from("ada", "ada-new"));
    const { customerId } = await conversationOf("ada");
    expect(await service.customers.find("telegram", "ada-new")).toMatchObject({ id: customerId });
    await say("another thread", "hello", from("ada-new"));
    expect((await conversationOf("another thread")).customerId).toBe(customerId);
    expect(told("customer.created")).toHaveLength(1);
    expect(await service.customers.identities(customerId ?? "")).toMatchObject([
      { id: "telegram:ada", verified: true },
      { id: "telegram:ada-new", verified: true },
    ]);
  });

  test("another id that is only claimed is linked to nobody who is known", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("visitor", "hello", claiming("cookie"));
    await say("visitor", "hello", claiming("cookie", "ada@example.com"));
    const { customerId } = await conversationOf("visitor");
    expect(await service.customers.identities(customerId ?? "")).toMatchObject([{ id: "telegram?cookie" }]);
  });

  test("two known customers stay two, whatever one event names", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("ada", "hello");
    await say("bob", "hello");
    await say("both", "hello", from("ada", "bob"));
    expect((await conversationOf("both")).customerId).toBe((await conversationOf("ada")).customerId);
    const bob = await service.customers.find("telegram", "bob");
    expect(bob?.id).toBe((await conversationOf("bob")).customerId);
  });

  test("somebody new who writes in many threads at once is one customer, and nobody waits", async () => {
    const { channel, service, conversationOf, told } = await desk({ store: open() });
    const threads = Array.from({ length: 6 }, (_, number) => `thread ${number}`);
    await Promise.all(threads.map((thread) => channel.say(thread, "Refund policy", from("ada"))));
    await service.idle();
    const found = await Promise.all(threads.map(conversationOf));
    expect(new Set(found.map(({ customerId }) => customerId)).size).toBe(1);
    expect(found[0]?.customerId).not.toBeNull();
    expect(told("customer.created")).toHaveLength(1);
    for (const thread of threads) expect(channel.sentTo(thread)).toHaveLength(1);
  });

  test("in a group the conversation stays the first writer's, and a ticket is of the one who asked", async () => {
    const { say, conversationOf, service, ticketOf } = await desk({ store: open() });
    await say("group", "hello", from("ada"));
    const before = await conversationOf("group");
    await say("group", offTopic, from("bob"));
    const bob = await service.customers.find("telegram", "bob");
    expect(bob?.id).not.toBe(before.customerId);
    expect((await conversationOf("group")).customerId).toBe(before.customerId);
    expect((await ticketOf("group")).customerId).toBe(bob?.id);
  });
});
