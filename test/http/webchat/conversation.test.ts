import { describe, expect, test } from "vitest";
import { slowAnswerer, stores, until } from "../../harness.ts";
import { browser, chatDesk, identitySecret } from "./chat-desk.ts";

describe.each(stores)("a web chat on $name", ({ open }) => {
  test.each([
    ["如何重置密码", "请访问 https://example.com/reset"],
    ["How do I reset my password", "Please visit https://example.com/reset"],
  ])("answers %s out of the FAQ, and tells it as it happens", async (question, answer) => {
    const { handler, service } = await chatDesk({ store: open() });
    const page = await browser(handler);
    const feed = await page.listen();
    expect(await (await page.say(question, "client-0001")).json()).toEqual({ stored: "accepted" });
    await service.idle();
    expect(await feed.hears(answer)).toMatchObject({ from: "bot", agentName: null, clientId: null });
    expect(feed.messages[0]).toMatchObject({ from: "visitor", clientId: "client-0001", text: question, sequence: 1 });
    expect((await page.snapshot()).messages.map(({ text }) => text).slice(0, 2)).toEqual([question, answer]);
  });

  test.each(["转人工", "I want to talk to a human"])("%s: an agent takes over, and speaks by name", async (wish) => {
    const { handler, service } = await chatDesk({ store: open() });
    const page = await browser(handler);
    const feed = await page.listen();
    await page.say(wish);
    await service.idle();
    const [ticket] = await service.tickets.listOf("agent-7");
    await service.tickets.note(ticket?.id ?? "", { text: "a difficult one", agentId: "agent-7" });
    await service.tickets.reply(ticket?.id ?? "", { text: "Ada here", agentId: "agent-7" });
    await service.idle();
    expect(await feed.hears("Ada here")).toMatchObject({ from: "agent", agentName: "Ada" });
    const states = feed.events.flatMap((event) => (event.type === "conversation" ? [event.conversation] : []));
    expect(states.at(-1)).toMatchObject({ state: "human", agentName: "Ada" });
    const told = JSON.stringify([feed.events, await page.snapshot()]);
    expect(told).not.toContain("a difficult one");
    expect(told).not.toContain("agent-7");
    expect(told).not.toContain(ticket?.conversationId);
  });

  test("a message that is sent again is stored once, and nobody else's id keeps it out", async () => {
    const { handler, service } = await chatDesk({ store: open() });
    const [page, other] = [await browser(handler), await browser(handler)];
    await other.say("mine", "client-0001");
    expect(await (await page.say("hello", "client-0001")).json()).toEqual({ stored: "accepted" });
    expect(await (await page.say("hello", "client-0001")).json()).toEqual({ stored: "duplicate" });
    await service.idle();
    expect((await page.texts()).filter((text) => text === "hello")).toHaveLength(1);
    expect(await other.texts()).toContain("mine");
  });

  test("a long conversation is read page by page, back to its first message", async () => {
    const { handler, service, clock } = await chatDesk({ store: open() });
    const page = await browser(handler);
    for (let number = 1; number <= 40; number += 1) {
      await clock.advance({ seconds: 2 });
      await page.say(`message ${number} 如何重置密码`);
      await service.idle();
    }
    const latest = await page.snapshot();
    expect(latest.messages).toHaveLength(50);
    expect(latest.hasEarlier).toBe(true);
    const earlier = await page.snapshot(latest.messages[0]?.sequence);
    expect(earlier.hasEarlier).toBe(false);
    const sequences = [...earlier.messages, ...latest.messages].map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    expect(earlier.cursor).toBe(latest.cursor);
  });
});

test("markup that a visitor writes is text to everybody", async () => {
  const { handler, service } = await chatDesk();
  const page = await browser(handler);
  const text = "<img src=x onerror=alert(1)><script>alert('客服')</script>";
  await page.say(text);
  await service.idle();
  const answered = await page.get("/conversation");
  expect(answered.headers.get("content-type")).toBe("application/json");
  expect((await page.snapshot()).messages[0]?.text).toBe(text);
});

test("an agent without a name of their own is not called by their id", async () => {
  const { handler, service } = await chatDesk({ service: { agents: [{ id: "li.si@corp" }] } });
  const page = await browser(handler);
  await page.say("转人工");
  await service.idle();
  const snapshot = await page.snapshot();
  expect(snapshot.conversation).toMatchObject({ state: "human", agentName: null });
  const events = JSON.stringify(snapshot.conversation);
  expect(events).not.toContain("li.si@corp");
});

test("while an agent writes, the visitor is shown it, and agents see the visitor write", async () => {
  const { handler, service, clock } = await chatDesk({ handler: { identitySecret } });
  const page = await browser(handler);
  await page.say("转人工");
  await service.idle();
  const feed = await page.listen();
  const [ticket] = await service.tickets.listOf("agent-7");
  const topic = `conversation:${ticket?.conversationId}`;
  const seen: unknown[] = [];
  service.live.watch(topic, (signal) => seen.push(signal));
  const conversationId = ticket?.conversationId ?? "";
  expect(await service.conversations.signal(conversationId, { typing: true, agentId: "agent-7" })).toBe(true);
  await clock.settle();
  expect(feed.events.at(-1)).toEqual({ type: "typing", from: "agent", agentName: "Ada", id: undefined });
  expect(await service.conversations.signal(conversationId, { typing: true })).toBe(true);
  await clock.settle();
  expect(feed.events.at(-1)).toEqual({ type: "typing", from: "agent", agentName: null, id: undefined });
  await service.conversations.signal(conversationId);
  expect(feed.events.filter(({ type }) => type === "typing")).toHaveLength(2);
  const before = feed.events.length;
  expect((await page.post("/typing", {})).status).toBe(204);
  expect(seen.at(-1)).toMatchObject({ type: "typing", by: { kind: "customer", id: expect.any(String) } });
  await clock.settle();
  expect(feed.events).toHaveLength(before);
});

test("a bot that thinks for long is seen to write, and one that answers at once is not", async () => {
  const slow = slowAnswerer();
  const { handler, service, clock } = await chatDesk({ service: { answerers: [slow] } });
  const page = await browser(handler);
  const feed = await page.listen();
  const seen = () => feed.events.filter(({ type }) => type === "typing");
  await page.say("如何重置密码");
  await service.idle();
  await feed.hears("https://example.com/reset");
  await clock.advance({ seconds: 1 });
  expect(seen()).toEqual([]);
  await page.say("slow, please");
  await until(() => slow.asked() === 1);
  await clock.advance({ seconds: 1 });
  expect(seen()).toEqual([{ type: "typing", from: "bot", agentName: null, id: undefined }]);
  slow.answerWith("at last");
  await feed.hears("at last");
});
