import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CustomerService } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { seededRandom, simulatedClock } from "kefu/testing";
import { webchatChannel, webchatHandler } from "kefu/webchat";
import { describe, expect, onTestFinished, test } from "vitest";
import { faq, slowAnswerer, stores, until } from "../../harness.ts";
import { ada, asked, browser, browserOf, chatDesk, secret } from "./chat-desk.ts";

const question = "如何重置密码";

describe.each(stores)("the feed on $name", ({ open }) => {
  test("goes on from where its reader was, without loss and without double", async () => {
    const { handler, service } = await chatDesk({ store: open() });
    const page = await browser(handler);
    const before = await page.snapshot();
    const first = await page.listen(before.cursor);
    await page.say(question);
    await service.idle();
    await first.hears("请访问");
    const { cursor } = first;
    await first.leave();
    const seen = first.messages.length;
    await page.say("How do I reset my password");
    await service.idle();
    const second = await page.listen(cursor);
    await page.say("工作时间");
    await second.hears("Please visit");
    await second.hears("周一至周五");
    const sequences = [...first.messages.slice(0, seen), ...second.messages].map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
    expect(second.controls[0]?.data.reset).toBe(false);
  });

  test("tells, after an absence, that somebody else has the conversation now", async () => {
    const { handler, service } = await chatDesk({ store: open() });
    const page = await browser(handler);
    await page.say(question);
    await service.idle();
    const { cursor } = await page.snapshot();
    await page.say("转人工");
    await service.idle();
    const told = await page.poll(cursor);
    const states = told.events.flatMap((event) => (event.type === "conversation" ? [event.conversation] : []));
    expect(states).toMatchObject([{ state: "human", agentName: "Ada" }]);
    expect((await page.poll(told.cursor)).events).toEqual([]);
  });

  test("whoever missed more than is told at once is told all of it, in order", async () => {
    const { handler, service, clock } = await chatDesk({ store: open() });
    const page = await browser(handler);
    const { cursor } = await page.snapshot();
    for (let number = 1; number <= 30; number += 1) {
      await page.say(`number ${number} of them`);
      await clock.advance({ seconds: 2 });
    }
    await service.idle();
    const { events, reset } = await page.poll(cursor);
    expect(reset).toBe(false);
    const messages = events.flatMap((event) => (event.type === "message" ? [event.message] : []));
    expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.filter(({ from }) => from === "visitor")).toHaveLength(30);
  });
});

test.each([
  ["of another conversation", () => "0123456789ab.1.0.0"],
  ["of the future", (cursor: string) => cursor.replace(/\.\d+\./, ".99.")],
  ["of nothing at all", () => "rubbish"],
  ["of an empty text", () => ""],
])("a cursor %s is told to begin anew, and hears only what is new", async (_what, made) => {
  const { handler, service } = await chatDesk();
  const page = await browser(handler);
  await page.say("old");
  await service.idle();
  const feed = await page.listen(made((await page.snapshot()).cursor));
  expect(feed.controls[0]).toMatchObject({ name: "ready", data: { reset: true, heartbeatMs: 8_000 } });
  await page.say("new");
  await feed.hears("new");
  expect(feed.messages.map(({ text }) => text)).not.toContain("old");
});

test("a poll without a wait answers at once, with one it answers when there is something", async () => {
  const { handler, service, clock } = await chatDesk();
  const page = await browser(handler);
  const { cursor } = await page.snapshot();
  expect(await page.poll(cursor)).toEqual({ reset: false, cursor, events: [] });
  const waiting = page.poll(cursor, 20);
  await page.say("anybody?");
  const heard = await waiting;
  expect(heard.events.at(-1)).toMatchObject({ type: "message", message: { text: "anybody?" } });
  await service.idle();
  const rest = await page.poll(heard.cursor);
  const answers: unknown[] = [];
  void page.poll(rest.cursor, 20).then((answer) => answers.push(answer));
  await until(async () => {
    await clock.advance({ seconds: 1 });
    return answers.length > 0;
  });
  expect(answers).toEqual([{ reset: false, cursor: rest.cursor, events: [] }]);
});

test("a poll whose reader went away before it began to wait takes no place from others", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  const { cursor } = await page.snapshot();
  const headers = { accept: "application/json", authorization: `Bearer ${page.session.token}` };
  for (let number = 0; number < 12; number += 1) {
    const gone = AbortSignal.abort();
    expect((await handler(asked(`/events?cursor=${cursor}&wait=20`, { headers, signal: gone }))).status).toBe(200);
  }
});

test("a stream shows that it lives, and ends itself in the end", async () => {
  const { handler, clock } = await chatDesk({ handler: { heartbeatMs: 5_000, longestMs: 60_000 } });
  const page = await browser(handler);
  const feed = await page.listen();
  expect(feed.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(feed.response.headers.get("cache-control")).toContain("no-transform");
  expect(feed.response.headers.get("x-accel-buffering")).toBe("no");
  await clock.advance({ seconds: 16 });
  await until(() => feed.heartbeats === 3);
  expect(feed.hasEnded).toBe(false);
  await clock.advance({ seconds: 60 });
  await until(() => feed.hasEnded);
  expect(feed.controls.at(-1)?.name).toBe("bye");
});

test("when a person is forgotten, their page begins anew", async () => {
  const { handler, service, told } = await chatDesk();
  const page = await browser(handler);
  await page.say("forget me");
  await service.idle();
  const feed = await page.listen();
  await service.customers.erase(told("customer.created")[0]?.customer.id ?? "");
  expect(await page.texts()).toEqual([]);
  expect((await page.poll(feed.cursor)).reset).toBe(true);
  await page.say("here again");
  await until(() => feed.hasEnded);
  expect(await page.texts()).toContain("here again");
});

test("when the desk stops, streams and polls end at once, though a bot still thinks", async () => {
  const slow = slowAnswerer();
  const { handler, service } = await chatDesk({ service: { answerers: [slow] } });
  const page = await browser(handler);
  await page.say("slow, please");
  await until(() => slow.asked() === 1);
  const feed = await page.listen();
  const poll = page.get(`/events?cursor=${feed.cursor}&wait=20`, { accept: "application/json" });
  const stopping = service.stop({ graceMs: 8_000 });
  await until(() => feed.hasEnded);
  expect((await poll).status).toBe(503);
  slow.answerWith("late");
  await stopping;
});

test("a reader who is too slow is cut off, and misses nothing when they come again", async () => {
  const { handler, service, clock } = await chatDesk({ handler: { textLimit: 16_000 } });
  const page = await browser(handler);
  const { cursor } = await page.snapshot();
  const stream = await page.get(`/events?cursor=${cursor}`);
  const text = "长".repeat(15_000);
  for (let number = 0; number < 12; number += 1) {
    await page.say(text);
    await clock.advance({ seconds: 2 });
    await service.idle();
  }
  await clock.advance({ seconds: 70 });
  const reading = stream.body?.getReader();
  const readAll = async () => {
    for (let part = await reading?.read(); part?.done === false; part = await reading?.read());
  };
  await expect(readAll()).rejects.toThrow("too slow");
  const again = await page.listen(cursor);
  await until(() => again.messages.filter(({ from }) => from === "visitor").length === 12);
  const sequences = again.messages.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
});

test("the feed survives a restart of the desk on the same store", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kefu-webchat-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = simulatedClock();
  const begin = async (seed: number) => {
    const store = sqliteTicketStore(join(folder, "desk.db"));
    const random = seededRandom(seed);
    const service = new CustomerService({ channels: [webchatChannel()], agents: [ada], faq, store, clock, random });
    await service.start();
    onTestFinished(() => service.stop({ graceMs: 0 }));
    return { service, handler: webchatHandler(service, { secrets: secret }) };
  };
  const first = await begin(1);
  const page = await browser(first.handler);
  const feed = await page.listen();
  await page.say("转人工");
  await first.service.idle();
  await feed.hears("Ada");
  const [ticket] = await first.service.tickets.listOf("agent-7");
  await first.service.tickets.reply(ticket?.id ?? "", { text: "said before the end", agentId: "agent-7" });
  const { cursor } = feed;
  const seen = feed.messages.length;
  await feed.leave();
  await first.service.stop({ graceMs: 0 });
  expect((await page.get("/conversation")).status).toBe(503);

  const second = await begin(2);
  const again = browserOf(second.handler, page.session);
  const later = await again.listen(cursor);
  await second.service.tickets.reply(ticket?.id ?? "", { text: "said after it", agentId: "agent-7" });
  await later.hears("said after it");
  const all = [...feed.messages.slice(0, seen), ...later.messages];
  expect(all.filter(({ text }) => text.startsWith("said"))).toHaveLength(2);
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1));
  expect(later.controls[0]?.data.reset).toBe(false);
});
