import type { InboundEventInput } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, slowAnswerer, stores, unstartedDesk, until } from "../harness.ts";

const hello: InboundEventInput = {
  type: "message",
  eventId: "event-1",
  address: "ada",
  from: { ids: ["ada"], verified: true },
  text: "hello",
};

describe.each(stores)("receiving on $name", ({ open }) => {
  test("an event delivered twice is accepted once, and answered once", async () => {
    const { service, channel, messagesOf } = await desk({ store: open() });
    expect(await service.receive("telegram", hello)).toBe("accepted");
    expect(await service.receive("telegram", hello)).toBe("duplicate");
    await service.idle();
    expect(await service.receive("telegram", hello)).toBe("duplicate");
    await service.idle();
    expect(await messagesOf("ada")).toHaveLength(2);
    expect(channel.sentTo("ada")).toHaveLength(1);
  });

  test("of twenty deliveries of one event at the same time one is accepted", async () => {
    const { service, messagesOf } = await desk({ store: open() });
    const results = await Promise.all(Array.from({ length: 20 }, () => service.receive("telegram", hello)));
    expect(results.filter((result) => result === "accepted")).toHaveLength(1);
    await service.idle();
    expect(await messagesOf("ada")).toHaveLength(2);
  });

  test("the same event id on another channel is another event", async () => {
    const channels = ["telegram", "webchat"].map((id) => scriptedChannel({ id, kind: id }));
    const { service } = await desk({ store: open(), channels });
    expect(await service.receive("telegram", hello)).toBe("accepted");
    expect(await service.receive("webchat", hello)).toBe("accepted");
  });

  test.each<[string, unknown, string]>([
    ["nothing", null, "the event"],
    ["an unknown type", { ...hello, type: "poke" }, "type"],
    ["no event id", { ...hello, eventId: "" }, "eventId"],
    ["no address", { ...hello, address: undefined }, "address"],
    ["no sender", { ...hello, from: { ids: [], verified: true } }, "from.ids"],
    ["a text of a megabyte", { ...hello, text: "x".repeat(1_000_000) }, "text"],
    ["a text that is none", { ...hello, text: 5 }, "text"],
    ["a place off the map", { ...hello, location: { latitude: Number.NaN, longitude: 1 } }, "location.latitude"],
  ])("an event with %s is refused by name, and nothing changes", async (_, event, field) => {
    const { service, events } = await desk({ store: open() });
    const before = events.length;
    await expect(service.receive("telegram", event as InboundEventInput)).rejects.toMatchObject({
      code: "message.invalid",
      details: { field },
    });
    await service.idle();
    expect(await service.conversations.find("telegram", "ada")).toBeNull();
    expect(events).toHaveLength(before);
    expect(await service.receive("telegram", hello)).toBe("accepted");
  });

  test("an event for an unknown channel is refused with the channels there are", async () => {
    const { service } = await desk({ store: open() });
    await expect(service.receive("fax", hello)).rejects.toMatchObject({
      code: "channel.not_found",
      message: "There is no channel fax; there are: telegram.",
    });
    const request = new Request("https://example.com/hook", { method: "POST" });
    await expect(service.handle("telegram", request)).rejects.toMatchObject({ code: "channel.not_found" });
  });

  test("before start and after stop everything is refused with a sentence", async () => {
    const { service, channel } = unstartedDesk({ store: open() });
    const notStarted = { code: "service.not_running", message: "The desk is not started; call start() first." };
    await expect(service.receive("telegram", hello)).rejects.toMatchObject(notStarted);
    await expect(service.tickets.list({ waiting: true })).rejects.toMatchObject(notStarted);
    await service.start();
    await service.stop();
    const stopped = { code: "service.not_running", message: "The desk is stopped." };
    await expect(service.receive("telegram", hello)).rejects.toMatchObject(stopped);
    await expect(service.agents.get("li")).rejects.toMatchObject(stopped);
    await expect(service.tickets.close("T-1")).rejects.toMatchObject(stopped);
    await expect(channel.say("ada", "hello")).rejects.toMatchObject({ code: "service.not_running" });
  });

  test("starting and stopping twice does it once", async () => {
    const channel = scriptedChannel({ id: "telegram" });
    const starts: string[] = [];
    const counted = { ...channel, start: async () => void starts.push("start") };
    const { service } = unstartedDesk({ store: open(), channels: [counted] });
    await Promise.all([service.start(), service.start()]);
    expect(starts).toEqual(["start"]);
    await Promise.all([service.stop(), service.stop()]);
    await service.stop();
  });

  test("a desk that was stopped before it ran is not started any more", async () => {
    const refused = { code: "service.not_running", message: expect.stringContaining("stopped desk") };
    const never = unstartedDesk({ store: open() });
    await never.service.stop();
    await expect(never.service.start()).rejects.toMatchObject(refused);
    await expect(never.channel.say("ada", "hello")).rejects.toMatchObject({ code: "service.not_running" });
  });

  test("messages at the same time are numbered without gaps and all reach the agent in order", async () => {
    const { channel, service, say, messagesOf, told } = await desk({ store: open() });
    await say("ada", offTopic);
    const texts = Array.from({ length: 30 }, (_, index) => `detail ${index}`);
    await Promise.all(texts.map((text) => channel.say("ada", text)));
    await service.idle();
    const messages = await messagesOf("ada");
    expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
    const written = told("ticket.customer_wrote").map(({ message }) => message.sequence);
    expect(written).toHaveLength(30);
    expect(written).toEqual([...written].sort((a, b) => a - b));
    const inbound = messages.filter(({ direction }) => direction === "inbound").slice(1);
    expect(new Set(inbound.map(({ content }) => content.text))).toEqual(new Set(texts));
  });

  test("messages that come while the bot thinks are dealt with after it, in one turn", async () => {
    const slow = slowAnswerer();
    const { channel, service, messagesOf } = await desk({ store: open(), answerers: [slow] });
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    await channel.say("ada", "how do I");
    await channel.say("ada", "reset my password");
    slow.answerWith("At last.");
    await service.idle();
    expect(channel.sentTo("ada")).toEqual(["At last.", "Please visit https://example.com/reset"]);
    expect((await messagesOf("ada")).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  test("one conversation's slow turn holds up no other conversation", async () => {
    const slow = slowAnswerer();
    const { channel, service } = await desk({ store: open(), answerers: [slow] });
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    await channel.say("bob", "refund policy");
    await until(() => channel.sentTo("bob").length === 1);
    expect(channel.sentTo("ada")).toEqual([]);
    slow.answerWith("At last.");
    await service.idle();
    expect(channel.sentTo("ada")).toEqual(["At last."]);
  });

  test("NUL and halves of characters are cleaned out of what is kept and sent", async () => {
    const { say, messagesOf, ticketOf } = await desk({ store: open() });
    await say("ada", { text: "tell\u0000 me \uD83D a joke \uDE00", from: { ids: ["a\u0000da"], verified: true } });
    const [message] = await messagesOf("ada");
    expect(message?.content.text).toBe("tell me \uFFFD a joke \uFFFD");
    expect(message?.sender?.ids).toEqual(["ada"]);
    expect((await ticketOf("ada")).description).toBe("tell me \uFFFD a joke \uFFFD");
  });

  test("a picture without words goes to a human, who is told what it is", async () => {
    const { say, ticketOf, told } = await desk({ store: open() });
    await say("ada", { media: [{ kind: "image", id: "photo-1" }] });
    expect(await ticketOf("ada")).toMatchObject({ subject: "[image]", agentId: "wang" });
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "not_readable" }]);
  });

  test("a customer is known again by their identity, in a new thread too", async () => {
    const { say, told, conversationOf } = await desk({ store: open() });
    await say("ada", "hello");
    await say("ada-second-thread", "hello", { from: { ids: ["ada"], verified: true } });
    expect(told("customer.created")).toHaveLength(1);
    expect((await conversationOf("ada-second-thread")).customerId).toBe((await conversationOf("ada")).customerId);
    await say("bob", "hello");
    expect((await conversationOf("bob")).customerId).not.toBe((await conversationOf("ada")).customerId);
  });

  test("a listener that throws stops neither the others nor the desk", async () => {
    const { service, say, channel, told } = await desk({ store: open() });
    service.on("message.received", () => {
      throw new Error("listener");
    });
    service.on("message.received", () => Promise.reject(new Error("later")));
    const heard: string[] = [];
    const end = service.on("message.received", ({ message }) => heard.push(message.content.text));
    await say("ada", "refund policy");
    end();
    await say("ada", "thanks");
    expect(heard).toEqual(["refund policy"]);
    expect(told("message.received")).toHaveLength(2);
    expect(channel.sentTo("ada")).toHaveLength(2);
  });

  test("an event is told after the store has the fact", async () => {
    const { service, say } = await desk({ store: open() });
    const found: (string | null)[] = [];
    service.on("ticket.opened", async ({ ticket }) => found.push((await service.tickets.get(ticket.id)).id));
    await say("ada", offTopic);
    await until(() => found.length === 1);
    expect(last(found)).toMatch(/^T-/);
  });
});
