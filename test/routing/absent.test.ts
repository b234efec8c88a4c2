import { type Agent, memoryTicketStore, type Presence } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue, unstartedDesk, wang } from "../harness.ts";

const zhao = { id: "zhao", name: "Zhao", skills: ["general"] };

describe.each(stores)("agents who are not there on $name", ({ open }) => {
  test("who left their customers to others does not get those who write next", async () => {
    const { say, service, ticketOf, conversationOf } = await desk({ store: open(), agents: [wang, zhao] });
    await say("ada", offTopic);
    const { id, agentId } = await ticketOf("ada");
    const other = agentId === "wang" ? "zhao" : "wang";
    await service.tickets.reply(id, { agentId: agentId ?? "", text: "Which joke?" });
    await service.agents.setPresence(agentId ?? "", "away", { handBack: true });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ agentId });
    await say("ada", "any");
    expect(await ticketOf("ada")).toMatchObject({ agentId: other });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: other });
  });

  test("who only stepped away keeps their customers", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), agents: [wang, zhao] });
    await say("ada", offTopic);
    const { agentId } = await ticketOf("ada");
    await service.agents.setPresence(agentId ?? "", "away");
    await say("ada", "hello?");
    expect(await ticketOf("ada")).toMatchObject({ agentId });
  });

  test("a split ticket that is taken back leaves the conversation to the agent who has it", async () => {
    const { say, service, ticketOf, conversationOf, messagesOf, channel } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const first = await ticketOf("ada");
    await service.tickets.reply(first.id, { agentId: "li", text: "I look into it." });
    const [message] = await messagesOf("ada");
    const split = await service.tickets.split(first.id, { messageIds: [message?.id ?? ""], queue: "general" });
    expect(split).toMatchObject({ agentId: "wang" });
    const said = channel.sentTo("ada").length;
    await service.agents.setPresence("wang", "away", { handBack: true });
    await service.idle();
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "li", ticketId: first.id });
    expect(channel.sentTo("ada")).toHaveLength(said);
    expect((await service.check()).violations).toEqual([]);
  });

  test("nobody is warned of a split ticket that nobody may answer yet; it is waited for when its turn comes", async () => {
    const { say, service, ticketOf, messagesOf, pass, told } = await desk({ store: open(), survey: false });
    await say("ada", technicalIssue);
    const first = await ticketOf("ada");
    await service.tickets.reply(first.id, { agentId: "li", text: "I look into it." });
    const [message] = await messagesOf("ada");
    const split = await service.tickets.split(first.id, { messageIds: [message?.id ?? ""], queue: "general" });
    await pass({ hours: 3 });
    expect(told("ticket.escalated")).toEqual([]);
    await service.tickets.close(first.id, { agentId: "li" });
    await pass({ minutes: 61 });
    expect(told("ticket.escalated")).toMatchObject([{ ticket: { id: split.id } }]);
  });

  test("a customer whose agent keeps silent again and again is told of it once", async () => {
    const { say, pass, channel } = await desk({
      ...{ store: open(), agents: [wang], reassignAfterMinutes: 10, unansweredMinutes: null },
    });
    await say("ada", offTopic);
    await pass({ hours: 6 });
    expect(channel.sentTo("ada").length).toBeLessThanOrEqual(3);
  });

  test("a presence that is none is refused", async () => {
    const { service } = await desk({ store: open() });
    const busy = "busy" as unknown as Presence;
    await expect(service.agents.setPresence("li", busy)).rejects.toMatchObject({ code: "agent.refused" });
    expect((await service.agents.list()).map(({ id }: Agent) => id)).toContain("li");
  });
});

describe.each(stores)("queues and who serves them on $name", ({ open }) => {
  const overflow = [{ afterMinutes: 5, to: "general" }];

  test("who overflows into a queue is asked what that queue asks", async () => {
    const { say, pass, ticketOf } = await desk({ store: open(), agents: [wang], queues: { technical: { overflow } } });
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    expect(await ticketOf("ada")).toMatchObject({ queue: "general", agentId: "wang" });
  });

  test("where channels have queues of their own, overflow and transfer stay in the channel's", async () => {
    const { say, pass, ticketOf, service } = await desk({
      ...{ store: open(), agents: [], unifiedInbox: false, queues: { technical: { overflow } } },
    });
    await say("ada", technicalIssue);
    expect(await ticketOf("ada")).toMatchObject({ queue: "telegram/technical" });
    await pass({ minutes: 5 });
    const { id, queue } = await ticketOf("ada");
    expect(queue).toBe("telegram/general");
    await service.tickets.transfer(id, { queue: "telegram/technical" });
    expect(await ticketOf("ada")).toMatchObject({ queue: "telegram/technical", skills: [{ skill: "technical" }] });
  });

  test("a ticket opened by hand asks what its queue asks, and its priority has its reasons", async () => {
    const { say, service, conversationOf } = await desk({ store: open(), agents: [wang] });
    await say("ada", "hello");
    const { id: conversationId } = await conversationOf("ada");
    const opened = await service.tickets.create({ conversationId, text: "account stolen", queue: "technical" });
    expect(opened).toMatchObject({ agentId: null, skills: [{ skill: "technical" }], priority: "urgent" });
    const { story } = await service.explain(opened.id);
    expect(story[0]).toContain("with priority urgent (safety or money at risk)");
    const bad = { conversationId, text: "again", priority: "critical" as unknown as "urgent" };
    await expect(service.tickets.create(bad)).rejects.toMatchObject({ code: "ticket.refused" });
  });

  test("who writes a language serves its regions", async () => {
    const agents = [{ ...wang, languages: ["zh"] }];
    const { say, ticketOf } = await desk({ store: open(), agents });
    await say("ada", "我要转人工");
    expect(await ticketOf("ada")).toMatchObject({ language: "zh-CN", agentId: "wang" });
  });

  test("who writes again reopens what ended last", async () => {
    const { say, service, ticketOf, messagesOf, pass } = await desk({ store: open(), survey: false });
    await say("ada", technicalIssue);
    const first = await ticketOf("ada");
    const [message] = await messagesOf("ada");
    const split = await service.tickets.split(first.id, { messageIds: [message?.id ?? ""] });
    await service.tickets.close(split.id, { agentId: "li" });
    await pass({ days: 3 });
    await service.tickets.resolve(first.id, { agentId: "li" });
    await say("ada", "it crashes again");
    expect(await service.tickets.get(first.id)).toMatchObject({ status: "open" });
    expect(await service.tickets.get(split.id)).toMatchObject({ status: "closed" });
  });

  test("what a person made of a VIP's priority stands while nothing new is said", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", "I want to talk to a human");
    const { id, customerId } = await ticketOf("ada");
    await service.customers.update(customerId, { tier: "vip" });
    await service.idle();
    await service.tickets.setPriority(id, { agentId: "wang", priority: "low", reason: "a test" });
    await say("ada", "ok thanks");
    expect(await ticketOf("ada")).toMatchObject({ priority: "low" });
  });

  test("tickets of a tier escalate as soon as they are opened by hand, or their customer has it", async () => {
    const escalation = { triggers: { tiers: ["vip"] } };
    const { say, service, told, conversationOf, ticketOf } = await desk({ store: open(), escalation });
    await say("ada", "I want to talk to a human");
    await service.customers.update((await ticketOf("ada")).customerId, { tier: "vip" });
    await service.idle();
    expect(told("ticket.escalated")).toMatchObject([{ reason: "the customer is vip" }]);
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "wang" });
    const { id: conversationId } = await conversationOf("ada");
    const opened = await service.tickets.create({ conversationId, text: "call her" });
    expect(opened.status).toBe("escalated");
  });

  test("an offer that is withdrawn is told of", async () => {
    const { say, service, ticketOf, told } = await desk({
      ...{ store: open(), queues: { general: { reservationSeconds: 60 } } },
    });
    await say("ada", offTopic);
    await service.tickets.close((await ticketOf("ada")).id);
    expect(told("ticket.offer_withdrawn")).toMatchObject([{ agent: { id: "wang" } }]);
  });
});

test("a ticket that somebody's own part of the transaction refuses does not keep others waiting", async () => {
  const { service, say, ticketOf, pass } = unstartedDesk({ store: last(stores).open(), agents: [] });
  let ada = "";
  service.on("customer.created", ({ customer }) => {
    ada ||= customer.id;
  });
  service.inTransaction("ticket.assigned", async ({ ticket }) => {
    if (ticket.customerId === ada) throw new Error("The CRM refuses.");
  });
  await service.start();
  await say("ada", offTopic);
  await say("bob", offTopic);
  await service.agents.add(wang);
  await service.idle();
  await pass({ seconds: 1 });
  expect(await ticketOf("bob")).toMatchObject({ agentId: "wang" });
  expect(await ticketOf("ada")).toMatchObject({ agentId: null, waiting: true });
});

test.each([
  ["queues.technical.overflow", { queues: { technical: { overflow: [{ afterMinutes: 5, to: "genral" }] } } }],
  ["escalation.levels", { escalation: { levels: [{ notify: ["supervisor"], queue: "supervisors" }] } }],
  ["reassignAfterMinutes", { reassignAfterMinutes: 0 }],
  ["presenceTimeoutMinutes", { presenceTimeoutMinutes: 0 }],
  ["agents.0.languages.0", { agents: [{ id: "li", languages: ["Chinese!"] }] }],
])("an option %s that leads nowhere is refused", (option, options) => {
  expect(() => unstartedDesk({ store: memoryTicketStore(), ...options })).toThrow(`Option ${option}:`);
});
