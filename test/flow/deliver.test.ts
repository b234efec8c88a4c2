import { ChannelError, type ChannelErrorKind, memoryTicketStore, type TicketStore } from "kefu";
import { type ScriptedChannelOptions, scriptedChannel, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import {
  desk,
  last,
  offTopic,
  stores,
  type TestDeskOptions,
  technicalIssue,
  unstartedDesk,
  until,
} from "../harness.ts";
import { awayWhile } from "../stores/away-while.ts";
import { keptOpen } from "../stores/kept-open.ts";

const seconds = (from: Date, to: Date | null | undefined) => ((to?.getTime() ?? Number.NaN) - from.getTime()) / 1_000;

describe.each(stores)("delivering on $name", ({ open }) => {
  async function deskWith(channelOptions: ScriptedChannelOptions, options: Partial<TestDeskOptions> = {}) {
    const made = unstartedDesk({
      store: open(),
      channel: scriptedChannel({ id: "sms", ...channelOptions }),
      ...options,
    });
    await made.service.start();
    return made;
  }

  test("replies go out in the order in which they were given, also past a failure", async () => {
    const { say, service, ticketOf, channel, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    channel.failNext(new ChannelError("transient", "the line broke"));
    for (const text of ["one", "two", "three"]) await service.tickets.reply(id, { agentId: "li", text });
    await service.idle();
    expect(channel.sentTo("ada")).toHaveLength(1);
    await pass({ minutes: 1 });
    expect(channel.sentTo("ada").slice(1)).toEqual(["one", "two", "three"]);
  });

  test("one conversation's failing channel holds up no other conversation", async () => {
    const { say, channel, pass } = await desk({ store: open() });
    channel.failNext(new ChannelError("transient", "the line broke"));
    await say("ada", "refund policy");
    await say("bob", "refund policy");
    expect(channel.sentTo("ada")).toEqual([]);
    expect(channel.sentTo("bob")).toHaveLength(1);
    await pass({ seconds: 2 });
    expect(channel.sentTo("ada")).toHaveLength(1);
  });

  test("a passing failure is tried again after waits that double", async () => {
    const { say, channel, pass, messagesOf, clock } = await desk({ store: open() });
    const start = clock.now();
    channel.failNext(new ChannelError("transient", "the line broke"), 4);
    await say("ada", "refund policy");
    await pass({ minutes: 1 });
    expect(channel.sendCalls).toBe(5);
    const sent = last(await messagesOf("ada"));
    expect(sent).toMatchObject({ status: "sent" });
    expect(seconds(start, sent.sentAt)).toBeGreaterThanOrEqual(15);
    expect(seconds(start, sent.sentAt)).toBeLessThanOrEqual(15 * 1.25);
  });

  test("a channel that says how long to wait is asked again just then", async () => {
    const { say, channel, pass, messagesOf, clock } = await desk({ store: open() });
    const start = clock.now();
    channel.failNext(new ChannelError("rate_limited", "too fast", { retryAfterMs: 42_000 }));
    await say("ada", "refund policy");
    await pass({ seconds: 41 });
    expect(channel.sendCalls).toBe(1);
    await pass({ seconds: 2 });
    expect(seconds(start, last(await messagesOf("ada")).sentAt)).toBe(42);
  });

  test.each<ChannelErrorKind>(["window_closed", "blocked", "invalid"])(
    "a message refused as %s has failed for good, with its reason, and the next one goes out",
    async (kind) => {
      const { say, channel, pass, messagesOf, told } = await desk({ store: open() });
      channel.failNext(new ChannelError(kind, "no"));
      await say("ada", "refund policy");
      await pass({ hours: 1 });
      expect(channel.sendCalls).toBe(1);
      expect(last(await messagesOf("ada"))).toMatchObject({
        status: "failed",
        statusReason: `${kind}: no`,
        sentAt: null,
      });
      expect(told("message.failed")).toHaveLength(1);
      expect(told("job.died")).toEqual([]);
      await say("ada", "hello");
      expect(channel.sentTo("ada")).toHaveLength(1);
    },
  );

  test.each([
    ["is unknown", new ChannelError("unknown", "the answer was lost")],
    ["is an error of the adapter's own", new TypeError("undefined is not a function")],
  ])("a send whose outcome %s is never repeated", async (_, error) => {
    const { say, channel, pass, messagesOf, told } = await desk({ store: open() });
    channel.failNext(error);
    await say("ada", "refund policy");
    await pass({ days: 1 });
    expect(channel.sendCalls).toBe(1);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "unknown", statusReason: error.message });
    expect(told("message.failed")).toMatchObject([{ message: { status: "unknown" } }]);
  });

  test("a channel that does not answer in time leaves the outcome unknown, and the next message goes out", async () => {
    const { channel, service, clock, messagesOf, pass } = await desk({ store: open() });
    channel.hold();
    await channel.say("ada", "refund policy");
    await until(() => channel.sendCalls === 1);
    await clock.advance({ seconds: 31 });
    await service.idle();
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "unknown" });
    channel.release();
    await pass({ days: 1 });
    expect(channel.sendCalls).toBe(1);
    await channel.say("ada", "hello");
    await service.idle();
    expect(channel.sentTo("ada")).toHaveLength(1);
  });

  test("after its last try a message is a dead letter: failed, told, and kept with the ticket", async () => {
    const { say, channel, pass, messagesOf, told, service, ticketOf } = await desk({
      ...{ store: open(), unansweredMinutes: null },
    });
    channel.failNext(new ChannelError("transient", "away for ever"), 1_000);
    await say("ada", offTopic);
    await pass({ hours: 22 });
    expect(told("job.died")).toEqual([]);
    await pass({ days: 1 });
    expect(channel.sendCalls).toBe(100);
    await pass({ days: 1 });
    expect(channel.sendCalls).toBe(100);
    expect(told("job.died")).toHaveLength(1);
    expect(told("job.died")[0]).toMatchObject({ jobKind: "deliver", error: "away for ever" });
    const failed = (await messagesOf("ada")).filter(({ direction }) => direction === "outbound")[0];
    expect(failed).toMatchObject({ status: "failed", statusReason: "away for ever" });
    expect((await service.explain((await ticketOf("ada")).id)).story.join("\n")).toContain("away for ever");
  });

  test("a channel that is down for most of a day loses nothing, and sends in order when it is back", async () => {
    const { say, channel, pass, messagesOf, told, ticketOf, service } = await desk({
      ...{ store: open(), unansweredMinutes: null },
    });
    channel.failNext(new ChannelError("transient", "away"), 80);
    await say("ada", technicalIssue);
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "I am on it." });
    await pass({ hours: 12 });
    expect((await messagesOf("ada")).slice(1)).toMatchObject([{ status: "pending" }, { status: "pending" }]);
    await pass({ hours: 12 });
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining("Li"), "I am on it."]);
    expect(told("message.failed")).toEqual([]);
  });

  test("the channel is told who speaks: the bot, or which agent", async () => {
    const { say, channel, ticketOf, service } = await desk({ store: open() });
    await say("ada", "refund policy");
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "I am on it." });
    await service.tickets.close(id, { agentId: "li" });
    await service.idle();
    expect(channel.sent.map(({ author }) => author)).toEqual([
      ...[{ kind: "bot" }, { kind: "bot" }],
      ...[{ kind: "agent", id: "li" }, { kind: "bot" }],
    ]);
  });

  test("every try of one message carries the same key, and two messages have two", async () => {
    const keys: string[] = [];
    const inner = scriptedChannel({ id: "telegram", kind: "telegram" });
    const listening = {
      ...inner,
      send: (...[message, options]: Parameters<typeof inner.send>) => {
        keys.push(message.idempotencyKey);
        return inner.send(message, options);
      },
    };
    const made = unstartedDesk({ store: open(), channel: inner, channels: [listening] });
    await made.service.start();
    inner.failNext(new ChannelError("transient", "the line broke"), 2);
    await made.say("ada", "refund policy");
    await made.pass({ minutes: 1 });
    await made.say("ada", "hello");
    expect(keys).toHaveLength(4);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test("what went out is not sent again because that could not be kept", async () => {
    let isAway = false;
    const store = awayWhile(open(), () => isAway);
    const inner = scriptedChannel({ id: "telegram", kind: "telegram" });
    const losing = {
      ...inner,
      send: (...given: Parameters<typeof inner.send>) => {
        isAway = true;
        return inner.send(...given);
      },
    };
    const { service, clock, messagesOf } = await desk({ store, channel: inner, channels: [losing] });
    await inner.say("ada", "refund policy");
    for (let look = 0; look < 20; look += 1) {
      await service.idle();
      isAway = look < 10;
      await clock.advance({ seconds: 10 });
    }
    expect(inner.sendCalls).toBe(1);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("what went out counts as sent also when it could not be kept until the last attempt", async () => {
    let isAway = false;
    const inner = scriptedChannel({ id: "telegram", kind: "telegram" });
    const losing = {
      ...inner,
      send: (...given: Parameters<typeof inner.send>) => {
        isAway = true;
        return inner.send(...given);
      },
    };
    const store = awayWhile(open(), () => isAway);
    const { service, clock, messagesOf, told } = await desk({ store, channel: inner, channels: [losing] });
    await inner.say("ada", "refund policy");
    for (let minutes = 0; minutes < 200; minutes += 1) {
      await service.idle();
      isAway = minutes < 150;
      await clock.advance({ minutes: 1 });
    }
    expect(inner.sendCalls).toBe(1);
    expect(told("message.failed")).toEqual([]);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("a long text goes out in parts that end between characters, in order", async () => {
    const answer = "👨‍👩‍👧‍👦🇨🇳é".repeat(40);
    const { say, channel } = await deskWith(
      { capabilities: { text: { max: 100, unit: "utf16" } } },
      { faq: { "Send me the long text": answer } },
    );
    await say("ada", "send me the long text");
    const parts = channel.sentTo("ada");
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.join("")).toBe(answer);
    for (const part of parts) expect(part).toMatch(/^(👨‍👩‍👧‍👦|🇨🇳|é)+$/u);
  });

  test("after a failure in the middle a split text goes on where it stopped", async () => {
    const answer = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
    const inner = scriptedChannel({ id: "sms", capabilities: { text: { max: 100, unit: "utf16" } } });
    let sends = 0;
    const breaking = {
      ...inner,
      send: (...[message, options]: Parameters<typeof inner.send>) => {
        sends += 1;
        if (sends === 3) throw new ChannelError("transient", "the line broke");
        return inner.send(message, options);
      },
    };
    const made = unstartedDesk({
      store: open(),
      channel: inner,
      channels: [breaking],
      faq: { "The long text": answer },
    });
    await made.service.start();
    await made.say("ada", "the long text");
    expect(last(await made.messagesOf("ada"))).toMatchObject({ status: "pending", sentParts: 2 });
    await made.pass({ minutes: 1 });
    const parts = inner.sentTo("ada");
    expect(parts.join(" ")).toBe(answer);
    expect(sends).toBe(parts.length + 1);
    expect(last(await made.messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("where a channel has no buttons, options become numbered lines", async () => {
    const { say, channel, service, ticketOf } = await deskWith({
      capabilities: { options: undefined, templates: false },
    });
    await say("ada", technicalIssue);
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
    await service.idle();
    const { content } = last(channel.sent);
    expect(content.text).toMatch(/1 Very bad\n2 Bad\n3 Fair\n4 Good\n5 Very good\nPlease answer with a number\.$/);
    expect(content).toMatchObject({ options: undefined, template: undefined });
    await say("ada", "4");
    expect(await service.surveys.listOf((await ticketOf("ada")).id)).toMatchObject([{ score: 4 }]);
  });

  test("how to choose is said in the customer's language", async () => {
    const { say, channel, service, ticketOf } = await deskWith({ capabilities: { options: undefined } });
    await say("ada", "软件报错了，无法打开");
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
    await service.idle();
    expect(last(channel.sentTo("ada"))).toMatch(/5 非常满意\n请回复数字。$/);
  });

  test("more options than a channel has buttons for become numbered lines too", async () => {
    const { say, channel, service, ticketOf } = await deskWith({
      capabilities: { options: { max: 3, titleLength: 20 } },
    });
    await say("ada", technicalIssue);
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
    await service.idle();
    expect(last(channel.sent).content.options).toBeUndefined();
    expect(last(channel.sentTo("ada"))).toContain("5 Very good");
  });
});

describe("with several processes", () => {
  const postgres = stores.find(({ name }) => name === "postgres");
  const open = () => postgres?.open() ?? fail();

  test("who takes part in the transaction of a sent message and throws does not let it be sent again", async () => {
    const made = unstartedDesk({ store: open() });
    let isBroken = true;
    made.service.inTransaction("message.sent", async () => {
      if (isBroken) throw new Error("the queue is full");
    });
    await made.service.start();
    await made.say("ada", "refund policy");
    await made.pass({ minutes: 10 });
    expect(made.channel.sendCalls).toBe(1);
    isBroken = false;
    await made.pass({ minutes: 30 });
    expect(made.channel.sendCalls).toBe(1);
    expect(last(await made.messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("a process that lacks a channel leaves its messages to those that have it", async () => {
    const memory = keptOpen(memoryTicketStore());
    const store: TicketStore = { ...memory, traits: { ...memory.traits, shared: true } };
    const clock = simulatedClock();
    const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
    const newer = await desk({ store, clock, channel });
    channel.failNext(new ChannelError("transient", "away"));
    await newer.say("ada", "refund policy");
    await newer.service.stop();
    const older = await desk({ store, clock, channel: scriptedChannel({ id: "web" }) });
    await older.pass({ minutes: 1 });
    await older.service.stop();
    expect(older.told("message.failed")).toEqual([]);
    const newest = await desk({ store, clock, channel });
    await newest.pass({ minutes: 2 });
    expect(channel.sentTo("ada")).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error("There is no PostgreSQL.");
}
