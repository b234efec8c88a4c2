import { expect, test } from "vitest";
import { ChannelError } from "../../src/errors.ts";
import type { InboundEventInput } from "../../src/model/inbound.ts";
import type { MessageContent } from "../../src/model/message.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { type ScriptedChannelOptions, scriptedChannel } from "../../src/testing/scripted-channel.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";

async function startedChannel(options?: ScriptedChannelOptions) {
  const channel = scriptedChannel(options);
  const clock = simulatedClock();
  const received: InboundEventInput[] = [];
  const seen = new Set<string>();
  await channel.start({
    async receive(event) {
      received.push(event);
      if (seen.has(event.eventId)) return "duplicate";
      seen.add(event.eventId);
      return "accepted";
    },
    clock,
    logger: silentLogger,
  });
  const send = (idempotencyKey: string, content: Partial<MessageContent> = {}, signal = new AbortController().signal) =>
    channel.send(
      { address: "ada", content: { text: "hello", ...content }, author: { kind: "bot" }, idempotencyKey },
      { signal },
    );
  return { channel, clock, received, send };
}

test("a person's message reaches the desk in their own thread, with ids counted up", async () => {
  const { channel, clock, received } = await startedChannel();
  expect(await channel.say("ada", "hi")).toBe("accepted");
  await channel.say("bob", { text: "again", eventId: "e-9" });
  expect(received).toEqual([
    {
      type: "message",
      eventId: `scripted-${clock.now().getTime()}-in-1`,
      address: "ada",
      from: { ids: ["ada"], name: "ada", verified: true },
      text: "hi",
    },
    {
      type: "message",
      eventId: "e-9",
      address: "bob",
      from: { ids: ["bob"], name: "bob", verified: true },
      text: "again",
    },
  ]);
  expect(await channel.say("bob", "again", { eventId: "e-9" })).toBe("duplicate");
});

test("what the desk sent can be read, with the time of the desk's clock", async () => {
  const { channel, clock, send } = await startedChannel({ id: "line" });
  await clock.advance({ minutes: 5 });
  expect(await send("key-1", { text: "answer" })).toEqual({ externalId: "line-out-1" });
  expect(channel.sentTo("ada")).toEqual(["answer"]);
  expect(channel.sentTo("bob")).toEqual([]);
  expect(channel.sent[0]).toMatchObject({ idempotencyKey: "key-1", at: new Date("2026-01-05T09:05:00Z") });
});

test("a second send under the same key is counted, but goes out once", async () => {
  const { channel, send } = await startedChannel();
  const first = await send("key-1");
  expect(await send("key-1")).toEqual(first);
  expect(channel.sent).toHaveLength(1);
  expect(channel.sendCalls).toBe(2);
});

test("a receipt tells of a message that was sent, and of no other", async () => {
  const { channel, received, send } = await startedChannel();
  const { externalId } = await send("key-1");
  await channel.receipt(externalId, "failed", "no such number");
  expect(received).toMatchObject([
    { type: "delivery", address: "ada", messageId: externalId, status: "failed", reason: "no such number" },
  ]);
  await expect(channel.receipt("unheard of", "read")).rejects.toMatchObject({ code: "message.invalid" });
});

test("the next sends fail as often as told, and then work again", async () => {
  const { channel, send } = await startedChannel();
  const failure = new ChannelError("rate_limited", "Too fast.", { retryAfterMs: 100 });
  channel.failNext(failure, 2);
  await expect(send("key-1")).rejects.toBe(failure);
  await expect(send("key-1")).rejects.toBe(failure);
  expect(channel.sent).toHaveLength(0);
  await send("key-1");
  expect(channel.sent).toHaveLength(1);
});

test("held sends go out at the release, in order", async () => {
  const { channel, send } = await startedChannel();
  channel.hold();
  const sends = [send("key-1"), send("key-2")];
  await Promise.resolve();
  expect(channel.sent).toHaveLength(0);
  channel.release();
  await Promise.all(sends);
  expect(channel.sent.map((message) => message.idempotencyKey)).toEqual(["key-1", "key-2"]);
});

test("a held send that is given up has an unknown outcome, and does not go out later", async () => {
  const { channel, send } = await startedChannel();
  channel.hold();
  const controller = new AbortController();
  const given = send("key-1", {}, controller.signal);
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: "channel.failed", kind: "unknown" });
  channel.release();
  expect(channel.sent).toHaveLength(0);
});

const template = { name: "welcome", language: "en", parameters: {} };
const beyond: [string, ScriptedChannelOptions["capabilities"], Partial<MessageContent>][] = [
  ["a text too long", {}, { text: "a".repeat(4_097) }],
  ["a text too long in bytes", { text: { max: 5, unit: "bytes" } }, { text: "客服" }],
  ["a title too long", {}, { options: [{ id: "1", title: "t".repeat(25) }] }],
  ["too many options", { options: { max: 0, titleLength: 24 } }, { options: [{ id: "1", title: "yes" }] }],
  ["options where there are none", { options: undefined }, { options: [{ id: "1", title: "yes" }] }],
  ["a template where there are none", { templates: false }, { template }],
];

test.each(beyond)("the channel refuses %s", async (_what, capabilities = {}, content) => {
  const { channel, send } = await startedChannel({ capabilities });
  await expect(send("key-1", content)).rejects.toMatchObject({ kind: "invalid" });
  expect(channel.sent).toHaveLength(0);
});

test("nothing is received or sent before the start or after the stop", async () => {
  const { channel, send } = await startedChannel();
  await channel.stop();
  await expect(send("key-1")).rejects.toMatchObject({ kind: "transient" });
  await expect(channel.say("ada", "hi")).rejects.toMatchObject({ code: "service.not_running" });
  await expect(scriptedChannel().say("ada", "hi")).rejects.toMatchObject({ code: "service.not_running" });
});
