import { ChannelError, type InboundEventInput, type TicketStore } from "kefu";
import { type ScriptedChannel, scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, unstartedDesk, until } from "../harness.ts";

const telegram = () => scriptedChannel({ id: "telegram", kind: "telegram" });

/** The channel, but its sends go through `around`. */
function sending(channel: ScriptedChannel, around: (send: ReturnType<typeof channel.send>) => typeof send) {
  return { ...channel, send: (...sent: Parameters<typeof channel.send>) => around(channel.send(...sent)) };
}

describe.each(stores)("receipts on $name", ({ open }) => {
  test("receipts move a message forward, and never back", async () => {
    const { say, channel, messagesOf, told } = await desk({ store: open() });
    await say("ada", "refund policy");
    const { externalId } = last(channel.sent);
    const status = async () => last(await messagesOf("ada")).status;
    await channel.receipt(externalId, "read");
    expect(await status()).toBe("read");
    await channel.receipt(externalId, "delivered");
    await channel.receipt(externalId, "sent");
    await channel.receipt(externalId, "failed", "late");
    expect(await status()).toBe("read");
    expect(told("message.read")).toHaveLength(1);
    expect(told("message.delivered")).toEqual([]);
    expect(told("message.failed")).toEqual([]);
  });

  test("a message the channel took and refused later has failed, with its reason", async () => {
    const { say, channel, messagesOf, told, service, ticketOf } = await desk({ store: open() });
    await say("ada", offTopic);
    await channel.receipt(last(channel.sent).externalId, "failed", "number is gone");
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "failed", statusReason: "number is gone" });
    expect(told("message.failed")).toHaveLength(1);
    expect((await service.explain((await ticketOf("ada")).id)).story.join("\n")).toContain("number is gone");
  });

  test("a receipt for a message nobody knows changes nothing", async () => {
    const { service, say, recordsOf } = await desk({ store: open() });
    await say("ada", "refund policy");
    const before = await recordsOf("ada");
    const receipt = {
      type: "delivery",
      eventId: "r-1",
      address: "ada",
      messageId: "unheard-of",
      status: "read",
    } as const;
    expect(await service.receive("telegram", receipt)).toBe("accepted");
    expect(await recordsOf("ada")).toBe(before);
  });

  test("a receipt that comes before the send has ended is noted a few seconds later", async () => {
    const channel = telegram();
    const eager = sending(channel, async (sent) => {
      await channel.receipt((await sent).externalId, "delivered");
      return sent;
    });
    const { service, say, messagesOf, pass, told } = unstartedDesk({ store: open(), channel, channels: [eager] });
    await service.start();
    await say("ada", "hello");
    await pass({ seconds: 4 });
    expect(last(await messagesOf("ada")).status).toBe("sent");
    await pass({ seconds: 2 });
    expect(last(await messagesOf("ada")).status).toBe("delivered");
    expect(told("message.delivered")).toHaveLength(1);
  });

  test("a receipt for a message nobody knows is looked at once more, and then no more", async () => {
    const store = open();
    const { service, pass, told } = await desk({ store });
    await service.receive("telegram", readReceipt("ada", "unheard-of"));
    expect(await store.nextDueAt("default")).not.toBeNull();
    await pass({ seconds: 6 });
    expect(await store.nextDueAt("default")).toBeNull();
    expect(told("job.died")).toEqual([]);
  });

  test("where a channel numbers messages in each thread anew, a receipt is for the one in its thread", async () => {
    const channel = telegram();
    const alwaysOne = sending(channel, async (sent) => ({ ...(await sent), externalId: "1" }));
    const { service, say, messagesOf } = unstartedDesk({ store: open(), channel, channels: [alwaysOne] });
    await service.start();
    await say("ada", "hello", { messageId: "1" });
    await say("bob", "hello", { messageId: "1" });
    await service.receive("telegram", readReceipt("bob", "1"));
    const statuses = async (person: string) => (await messagesOf(person)).map(({ status }) => status);
    expect(await statuses("ada")).toEqual(["received", "sent"]);
    expect(await statuses("bob")).toEqual(["received", "read"]);
  });

  test("however many threads have a message of this id, each gets its own receipt", async () => {
    const people = Array.from({ length: 130 }, (_, number) => `person-${number}`);
    const channel = telegram();
    const alwaysOne = sending(channel, async (sent) => ({ ...(await sent), externalId: "1" }));
    const { service, say, messagesOf, told } = unstartedDesk({ store: open(), channel, channels: [alwaysOne] });
    await service.start();
    for (const person of people) await say(person, "hello");
    for (const person of people) await service.receive("telegram", readReceipt(person, "1"));
    expect(told("message.read")).toHaveLength(people.length);
    for (const person of people) expect(last(await messagesOf(person)).status).toBe("read");
  });

  test("a receipt for one part of a message does not stand for the parts that are still to go out", async () => {
    const { channel, messagesOf, told, pass } = await halfSent(
      open(),
      new ChannelError("transient", "the line broke", { retryAfterMs: 20_000 }),
    );
    await channel.receipt(last(channel.sent).externalId, "delivered");
    await pass({ seconds: 10 });
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "pending", sentParts: 1 });
    await pass({ seconds: 20 });
    expect(channel.sentTo("ada").join(" ")).toBe(longAnswer);
    expect(last(await messagesOf("ada")).status).toBe("sent");
    expect(told("message.delivered")).toEqual([]);
    await channel.receipt(last(channel.sent).externalId, "delivered");
    expect(last(await messagesOf("ada")).status).toBe("delivered");
  });

  test("a receipt for one part of a message does not undo that another part failed", async () => {
    const { channel, messagesOf, pass } = await halfSent(open(), new ChannelError("invalid", "no"));
    await channel.receipt(last(channel.sent).externalId, "delivered");
    await pass({ seconds: 10 });
    expect(last(await messagesOf("ada"))).toMatchObject({
      status: "failed",
      statusReason: "invalid: no (parts sent before: 1)",
    });
  });

  test("a receipt that comes while its send hangs settles it afterwards", async () => {
    const { channel, service, clock, messagesOf } = await desk({ store: open() });
    channel.hold();
    await channel.say("ada", "refund policy");
    await until(() => channel.sendCalls === 1);
    const { id } = last(await messagesOf("ada"));
    const receipt = { type: "delivery", address: "ada", messageId: "w1", idempotencyKey: id } as const;
    await channel.tell({ ...receipt, status: "delivered" });
    for (let second = 0; second < 60; second += 1) await clock.advance({ seconds: 1 });
    channel.release();
    await service.idle();
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "delivered", externalId: "w1" });
  });

  test("a part that did not arrive, though all went out, makes the message one that failed, and says which", async () => {
    const channel = scriptedChannel({ id: "telegram", capabilities: { text: { max: 40, unit: "utf16" } } });
    const { say, messagesOf, told } = await desk({ store: open(), channel, faq: { "Refund policy": longAnswer } });
    await say("ada", "refund policy");
    const [first] = channel.sent;
    const { externalId: messageId = "", idempotencyKey = "" } = first ?? {};
    const receipt = { type: "delivery", address: "ada", messageId, idempotencyKey, status: "failed" } as const;
    await channel.tell({ ...receipt, reason: "131026" });
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "failed", statusReason: "part 1: 131026" });
    expect(told("message.failed")).toHaveLength(1);
  });

  test("what was never known to have gone out stays unknown where keys are honoured, and a receipt settles it", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { idempotent: true } });
    const { say, messagesOf, pass } = await desk({ store: open(), channel, unansweredMinutes: null });
    channel.failNext(new ChannelError("unknown", "the answer was lost"), 1_000);
    await say("ada", "refund policy");
    await pass({ days: 3 });
    const lost = last(await messagesOf("ada"));
    expect(lost.status).toBe("unknown");
    const receipt = { type: "delivery", address: "ada", messageId: "w1", idempotencyKey: lost.id } as const;
    await channel.tell({ ...receipt, status: "delivered" });
    expect(last(await messagesOf("ada")).status).toBe("delivered");
  });

  test("a customer's message with the id of one of ours takes no receipt from it", async () => {
    const { say, channel, messagesOf } = await desk({ store: open() });
    await say("bob", "hello", { messageId: "telegram-out-2" });
    await say("ada", "hello");
    await channel.receipt("telegram-out-2", "read");
    expect(last(await messagesOf("ada")).status).toBe("read");
    expect((await messagesOf("bob")).map(({ status }) => status)).toEqual(["received", "sent"]);
  });
});

const longAnswer = "This answer is too long for one message here, so it goes out in parts";

/** A desk whose channel took the first part of an answer to Ada and failed at the second. */
async function halfSent(store: TicketStore, failure: ChannelError) {
  const channel = scriptedChannel({ id: "telegram", capabilities: { text: { max: 40, unit: "utf16" } } });
  const failing = sending(channel, async (sent) => {
    const taken = await sent;
    if (channel.sendCalls === 1) channel.failNext(failure);
    return taken;
  });
  const made = unstartedDesk({ store, channel, channels: [failing], faq: { "Refund policy": longAnswer } });
  await made.service.start();
  await made.say("ada", "refund policy");
  return made;
}

function readReceipt(address: string, messageId: string): InboundEventInput {
  return { type: "delivery", eventId: `receipt ${address} ${messageId}`, address, messageId, status: "read" };
}
