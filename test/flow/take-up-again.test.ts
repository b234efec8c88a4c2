import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("taking a ticket up again on $name", ({ open }) => {
  test("a reopened ticket follows what the customer wants now: type, queue, skills and agent", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), survey: false });
    await say("ada", offTopic);
    const { id } = await ticketOf("ada");
    expect(await ticketOf("ada")).toMatchObject({ queue: "general", agentId: "wang" });
    await service.tickets.resolve(id, { agentId: "wang" });
    await say("ada", technicalIssue);
    expect(await ticketOf("ada")).toMatchObject({
      ...{ id, type: "technical", queue: "technical", skills: [{ skill: "technical" }], agentId: "li" },
    });
  });

  test("so does one that is taken up after it was handed back, and explain says how", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", offTopic);
    const { id } = await ticketOf("ada");
    await service.tickets.handBack(id, { agentId: "wang" });
    await say("ada", technicalIssue);
    expect(await ticketOf("ada")).toMatchObject({ id, type: "technical", queue: "technical", agentId: "li" });
    expect((await service.explain(id)).story.join("\n")).toMatch(
      /route: ticket appended because of route_to_agents; queue technical, skills technical/,
    );
  });

  test("a question that nobody's knowledge answers leaves a reopened ticket in its queue", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), survey: false });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.resolve(id, { agentId: "li" });
    await say("ada", offTopic);
    expect(await ticketOf("ada")).toMatchObject({ id, type: "technical", queue: "technical", agentId: "li" });
  });

  test.each(["resolve", "handBack"] as const)("after %s a more urgent message raises the priority", async (act) => {
    const { say, service, ticketOf } = await desk({ store: open(), survey: false });
    await say("ada", offTopic);
    const { id } = await ticketOf("ada");
    expect(await ticketOf("ada")).toMatchObject({ priority: "normal", priorityRank: 2 });
    await service.tickets[act](id, { agentId: "wang" });
    await say("ada", `${offTopic}, urgent`);
    expect(await ticketOf("ada")).toMatchObject({ id, priority: "urgent", priorityRank: 0 });
    expect((await service.explain(id)).story).toContain(
      "The desk raised the priority from normal to urgent (asks for urgency).",
    );
  });

  test.each(["resolve", "handBack"] as const)("after %s a less urgent message does not lower it", async (act) => {
    const { say, service, ticketOf } = await desk({ store: open(), survey: false });
    await say("ada", `${offTopic}, urgent`);
    const { id } = await ticketOf("ada");
    await service.tickets[act](id, { agentId: "wang" });
    await say("ada", `${offTopic}, no rush`);
    expect(await ticketOf("ada")).toMatchObject({ id, agentId: "wang", priority: "urgent", priorityRank: 0 });
  });

  test("what a customer writes to their agent raises the priority, and never lowers it", async () => {
    const { say, ticketOf } = await desk({ store: open() });
    await say("ada", offTopic);
    await say("ada", "this is urgent");
    expect(await ticketOf("ada")).toMatchObject({ priority: "urgent", priorityRank: 0 });
    await say("ada", "no rush");
    expect(await ticketOf("ada")).toMatchObject({ priority: "urgent", priorityRank: 0 });
  });

  test.each(["好的", "好的，谢谢！", "👍", "Great, thanks!"])("%s leaves a resolved ticket resolved", async (text) => {
    const { say, service, ticketOf, channel, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await say("ada", text);
    expect(told("ticket.reopened")).toEqual([]);
    expect(await ticketOf("ada")).toMatchObject({ status: "resolved" });
    expect(last(channel.sentTo("ada"))).toMatch(/^(不客气！|You are welcome!)$/);
  });

  test("thanks with a new question behind them are no mere thanks", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await say("ada", "Thanks, but the app crashes again");
    expect(await ticketOf("ada")).toMatchObject({ status: "open", agentId: "li" });
  });

  test.each([
    ["an agent gets", [{ id: "wang", name: "Wang" }], "I am handing you over to Wang"],
    ["nobody gets yet", [], "The next one free will answer you here"],
  ])("the customer is told of a ticket opened by hand that %s", async (_, agents, text) => {
    const { say, service, channel, conversationOf } = await desk({ store: open(), agents });
    await say("ada", "hello");
    const conversationId = (await conversationOf("ada")).id;
    const { id } = await service.tickets.create({ conversationId, text: "call her back" });
    await service.idle();
    expect(channel.sentTo("ada")).toHaveLength(2);
    expect(last(channel.sentTo("ada"))).toContain(text);
    expect(last(channel.sentTo("ada"))).toContain(id);
  });

  test("the customer is told of a ticket reopened by hand", async () => {
    const { say, service, channel, ticketOf, conversationOf } = await desk({ store: open(), survey: false });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.close(id, { agentId: "li" });
    await service.tickets.reopen(id, { agentId: "li" });
    await service.idle();
    expect(last(channel.sentTo("ada"))).toBe(
      `I am handing you over to Li, who will answer you here. Your ticket: ${id}.`,
    );
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "li", ticketId: id });
  });
});
