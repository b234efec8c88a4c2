import { isCode, readConfiguration } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, faq, last, offTopic, stores, technicalIssue, unstartedDesk } from "../harness.ts";

const configuration = {
  customer_service: {
    channels: ["whatsapp", "telegram", "webchat"],
    unified_inbox: true,
    routing: "skill_based",
  },
};

describe.each(stores)("the tutorial's desk on $name", ({ open }) => {
  test("the configuration block names the channels that open, in its own words", async () => {
    const adapters = ["whatsapp", "telegram", "webchat", "email"].map((id) => scriptedChannel({ id, kind: id }));
    const { service } = unstartedDesk({
      ...readConfiguration(JSON.stringify(configuration)),
      adapters,
      store: open(),
    });
    await service.start();
    for (const adapter of adapters.slice(0, 3)) expect(await adapter.say("ada", "你好")).toBe("accepted");
    await expect(adapters[3]?.say("ada", "你好")).rejects.toMatchObject({ code: "service.not_running" });
  });

  test("a simple question is answered by the bot, and becomes no ticket", async () => {
    const { say, channel, told, conversationOf } = await desk({ store: open() });
    await say("ada", "如何重置密码");
    expect(channel.sentTo("ada")).toEqual([faq.如何重置密码]);
    expect(told("question.answered")).toMatchObject([{ by: "knowledge" }]);
    expect(told("ticket.opened")).toEqual([]);
    expect(await conversationOf("ada")).toMatchObject({ state: "bot", ticketId: null });
  });

  test("a technical issue goes to a technical agent", async () => {
    const { say, ticketOf, channel } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const ticket = await ticketOf("ada");
    expect(ticket).toMatchObject({ type: "technical", queue: "technical", agentId: "li" });
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining(ticket.id)]);
  });

  test.each([
    ["我要投诉你们的服务", "general"],
    ["今天天气怎么样", "simple"],
    [offTopic, "simple"],
  ])("everything else, such as %s, goes to a general agent", async (text, type) => {
    const { say, ticketOf } = await desk({ store: open() });
    await say("ada", text);
    expect(await ticketOf("ada")).toMatchObject({
      type,
      queue: "general",
      skills: [expect.objectContaining({ skill: "general" })],
      agentId: "wang",
    });
  });

  test.each([
    ["怎么重置密码？", faq.如何重置密码],
    ["忘记密码怎么办", faq.如何重置密码],
    ["你们几点上班", faq.工作时间],
    ["我要退款", faq.退款政策],
    ["how do I reset my password", faq["How do I reset my password"]],
    ["When are you open?", faq["What are your opening hours"]],
    ["what is your refund policy?", faq["Refund policy"]],
  ])("%s is answered from the FAQ, in its own language", async (question, answer) => {
    const { say, channel } = await desk({ store: open() });
    await say("ada", question);
    expect(channel.sentTo("ada")).toEqual([answer]);
  });

  test.each(["今天天气怎么样", offTopic])("%s is off the topic and handed over, never answered", async (text) => {
    const { say, told, conversationOf } = await desk({ store: open() });
    await say("ada", text);
    expect(told("question.answered")).toEqual([]);
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "no_answer" }]);
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "wang" });
  });

  test("a ticket carries what the tutorial's ticket carries", async () => {
    const { say, ticketOf, clock, service } = await desk({ store: open() });
    const text = `${technicalIssue}, and it is urgent. ${"Please look at it. ".repeat(20)}`;
    await say("ada", text);
    const ticket = await ticketOf("ada");
    expect(ticket.id).toMatch(/^T-[2-9A-Z]{12}$/);
    expect(ticket).toMatchObject({ status: "open", description: text, priority: "urgent", createdAt: clock.now() });
    expect(ticket.subject).toBe(text.slice(0, 100));
    const customer = await service.customers.find("telegram", "ada");
    expect(ticket.customerId).toBe(customer?.id);
    expect(await service.tickets.get(ticket.id)).toEqual(ticket);
  });

  test.each([
    ["a family emoji", "👨‍👩‍👧‍👦"],
    ["a flag", "🇨🇳"],
    ["a letter with combining marks", "e\u0301\u0323"],
    ["a rare Chinese character", "𠮷"],
  ])("a subject never ends in half of %s", async (_, character) => {
    const { say, ticketOf } = await desk({ store: open() });
    await say("ada", `${"x".repeat(99)}${character.repeat(3)}`);
    expect((await ticketOf("ada")).subject).toBe(`${"x".repeat(99)}${character}`);
  });

  test.each([
    ["我的账户被盗了", "urgent"],
    ["the app cannot load", "high"],
    [offTopic, "normal"],
    ["tell me a joke, no rush", "low"],
  ])("the priority of %s is %s", async (text, priority) => {
    const { say, ticketOf } = await desk({ store: open() });
    await say("ada", text);
    expect((await ticketOf("ada")).priority).toBe(priority);
  });

  test("a VIP's ticket is never below high priority", async () => {
    const { say, ticketOf, service } = await desk({ store: open() });
    await say("ada", "hello");
    const customer = await service.customers.find("telegram", "ada");
    await service.customers.update(customer?.id ?? "", { tier: "vip" });
    await say("ada", offTopic);
    expect((await ticketOf("ada")).priority).toBe("high");
  });

  test("escalating sets status, reason and time, and notifies the supervisor once", async () => {
    const { say, ticketOf, service, notifications, clock, channel, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    const { id } = await ticketOf("ada");
    const at = clock.now();
    await service.tickets.escalate(id, { agentId: "li", reason: "needs the database team" });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({
      ...{ status: "escalated", escalationReason: "needs the database team", escalatedAt: at, escalationLevel: 1 },
    });
    await pass({ hours: 5 });
    expect(notifications).toMatchObject([{ key: `${id}:1:1`, kind: "escalation", ticketId: id, level: 1, at }]);
    expect(notifications[0]?.text).toContain("needs the database team");
    expect(last(channel.sentTo("ada"))).toContain("supervisor");
  });

  test("a bad configuration block is refused with the setting's name", () => {
    const bad = { customer_service: { ...configuration.customer_service, routing: "loudest" } };
    expect(() => readConfiguration(bad)).toThrow(/customer_service\.routing/);
    expect(() => readConfiguration("{")).toThrow(/not JSON/);
    try {
      readConfiguration({});
    } catch (error) {
      expect(isCode(error, "configuration.invalid")).toBe(true);
    }
    expect.assertions(3);
  });
});
