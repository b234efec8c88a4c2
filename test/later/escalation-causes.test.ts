import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("escalating by itself on $name", ({ open }) => {
  test.each([
    ["English", "I am furious, my app crashes with an error"],
    ["Chinese", "气死我了，系统又报错"],
  ])("an angry customer's ticket escalates, and the reason names their words (%s)", async (_, text) => {
    const { say, told, ticketOf, service, notifications } = await desk({ store: open() });
    await say("ada", text);
    const { id } = await ticketOf("ada");
    expect(told("ticket.escalated")).toMatchObject([
      { ticket: { id }, level: 1, reason: expect.stringMatching(/^anger, from: (furious|气死)/) },
    ]);
    expect(notifications).toMatchObject([{ key: `${id}:1:1` }]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("anger about a ticket that a human has escalates it once, however often it is said", async () => {
    const { say, told, ticketOf, service } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.take(id, { agentId: "li" });
    expect(told("ticket.escalated")).toEqual([]);
    await say("ada", "this is ridiculous");
    await service.tickets.reply(id, { agentId: "li", text: "I am on it." });
    await say("ada", "still ridiculous");
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("complaints, tiers and keywords escalate where the desk says so", async () => {
    const escalation = { triggers: { complaint: true, tiers: ["vip"], keywords: ["GDPR", /warning letter/i] } };
    const { say, told, service } = await desk({ store: open(), escalation });
    await say("ada", "我要投诉");
    await say("bo", "a Warning Letter is on its way, talk to a human");
    await say("cleo", "gdpr request, I need a human");
    await say("dan", "hello");
    const dan = await service.customers.find("telegram", "dan");
    await service.customers.update(dan?.id ?? "", { tier: "vip" });
    await say("dan", offTopic);
    expect(told("ticket.escalated").map(({ reason }) => reason)).toEqual([
      "complaint, from: 投诉",
      "the customer wrote: Warning Letter",
      "the customer wrote: GDPR",
      "the customer is vip",
    ]);
  });

  test("a bot that gives up again and again in one conversation brings a supervisor in", async () => {
    const { say, told, ticketOf, service } = await desk({
      store: open(),
      escalation: { triggers: { botFailures: 2 } },
    });
    await say("ada", offTopic);
    await service.tickets.handBack((await ticketOf("ada")).id);
    expect(told("ticket.escalated")).toEqual([]);
    await say("ada", "tell me another joke");
    expect(told("ticket.escalated")).toMatchObject([{ reason: "the bot gave up 2 times" }]);
  });

  test("what the bot failed at before a conversation ended does not count in the next", async () => {
    const { say, told, ticketOf, service } = await desk({
      ...{ store: open(), survey: false, escalation: { triggers: { botFailures: 2 } } },
    });
    await say("ada", offTopic);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "wang" });
    await say("ada", "tell me another joke");
    expect(told("ticket.escalated")).toEqual([]);
  });

  test("a classifier of one's own may hear what the rules do not", async () => {
    const mood = { type: null, confidence: 0, candidates: [], wishes: [], by: "mood", signals: ["anger" as const] };
    const classifier = { name: "mood", classify: async () => mood };
    const { say, told } = await desk({ store: open(), classifiers: [classifier] });
    await say("ada", "qué vergüenza");
    expect(told("ticket.escalated")).toMatchObject([{ reason: expect.stringMatching(/^anger, from: .*mood/) }]);
  });
});

describe.each(stores)("levels of an escalation on $name", ({ open }) => {
  const levels = [
    { notify: ["supervisor"], recipients: ["shift lead"], acknowledgeMinutes: 10 },
    { notify: ["supervisor"], recipients: ["head of support"], acknowledgeMinutes: 20 },
  ];

  test("each level has its own people and time, and is told once", async () => {
    const { say, ticketOf, service, pass, notifications, told } = await desk({ store: open(), escalation: { levels } });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.escalate(id, { reason: "over my head" });
    await pass({ minutes: 10 });
    expect(notifications.map(({ key, recipients }) => [key, recipients])).toEqual([
      [`${id}:1:1`, ["shift lead"]],
      [`${id}:2:1`, ["head of support"]],
    ]);
    expect(told("ticket.unacknowledged")).toEqual([]);
    await pass({ minutes: 20 });
    expect(told("ticket.unacknowledged")).toMatchObject([{ ticket: { id }, level: 2 }]);
    await pass({ days: 2 });
    expect(notifications).toHaveLength(2);
    expect(told("ticket.unacknowledged")).toHaveLength(1);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a ticket that needs no supervisor after all is told to nobody further", async () => {
    const { say, ticketOf, service, pass, notifications, told } = await desk({
      ...{ store: open(), escalation: { levels }, unansweredMinutes: null },
    });
    await say("ada", "this is ridiculous, it crashes");
    const { id } = await ticketOf("ada");
    await service.tickets.deescalate(id, { agentId: "li", reason: "she is calm again" });
    expect(await ticketOf("ada")).toMatchObject({ status: "in_progress", agentId: "li", escalationLevel: 0 });
    expect(told("ticket.deescalated")).toMatchObject([{ ticket: { id }, reason: "she is calm again" }]);
    await pass({ hours: 2 });
    await say("ada", "ridiculous, but fine");
    expect(notifications).toHaveLength(1);
    await expect(service.tickets.deescalate(id)).rejects.toMatchObject({ code: "ticket.refused" });
  });
});
