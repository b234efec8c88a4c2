import { describe, expect, test } from "vitest";
import { desk, last, offTopic, slowAnswerer, stores, technicalIssue, until } from "../harness.ts";

/** A Saturday to the simulated clock's Monday is five days away; Sunday in Shanghai is closed. */
const shanghaiHours = { zone: "Asia/Shanghai", days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };

describe.each(stores)("handing over on $name", ({ open }) => {
  test("handing over tells the customer and gives the agent reason and summary", async () => {
    const { say, told, channel, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    expect(channel.sentTo("ada")).toEqual([
      `I am handing you over to Li, who will answer you here. Your ticket: ${id}.`,
    ]);
    expect(told("conversation.handed_over")).toMatchObject([
      { reason: "route_to_agents", summary: expect.stringContaining(technicalIssue), ticket: { id } },
    ]);
  });

  test.each(["我要转人工", "I want to talk to a human"])("who says %s gets a human", async (text) => {
    const { say, told } = await desk({ store: open() });
    await say("ada", text);
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "customer_asked" }]);
  });

  test("the bot is silent while a human has the conversation", async () => {
    const { say, channel, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await say("ada", "how do I reset my password");
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(told("ticket.customer_wrote")).toMatchObject([
      { message: { content: { text: "how do I reset my password" } } },
    ]);
  });

  test("the bot is silent while the conversation waits for a human", async () => {
    const { say, channel, conversationOf } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await say("ada", "how do I reset my password");
    expect(await conversationOf("ada")).toMatchObject({ state: "queued", agentId: null });
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining("The next one free")]);
  });

  test("a bot's reply is dropped when a human took over while it was thought out", async () => {
    const slow = slowAnswerer();
    const { say, channel, service, told, conversationOf, ticketOf } = await desk({ store: open(), answerers: [slow] });
    await say("ada", "hello");
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    const { id: conversationId } = await conversationOf("ada");
    const { id } = await service.tickets.create({ conversationId, text: "call her back", agentId: "wang" });
    await service.tickets.assign(id, { to: "wang" });
    await service.tickets.take(id, { agentId: "wang" });
    slow.answerWith("The bot's answer.");
    await service.idle();
    expect(channel.sentTo("ada")).not.toContain("The bot's answer.");
    expect(told("reply.dropped")).toHaveLength(1);
    expect(told("ticket.customer_wrote")).toMatchObject([{ ticket: { id, agentId: "wang" } }]);
    expect((await service.explain(id)).story).toContain("answer: dropped, a human took over meanwhile.");
    expect(await ticketOf("ada")).toMatchObject({ status: "in_progress", agentId: "wang" });
  });

  test("a reply is thought out anew when the conversation was away and is the bot's again", async () => {
    const slow = slowAnswerer();
    const { say, channel, service, conversationOf } = await desk({ store: open(), answerers: [slow] });
    await say("ada", "hello");
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    const { id: conversationId } = await conversationOf("ada");
    const { id } = await service.tickets.create({ conversationId, text: "a moment", agentId: "wang" });
    await service.tickets.assign(id, { to: "wang" });
    await service.tickets.take(id, { agentId: "wang" });
    await service.tickets.handBack(id, { agentId: "wang" });
    slow.answerWith("stale");
    await until(() => slow.asked() === 2);
    slow.answerWith("fresh");
    await service.idle();
    expect(channel.sentTo("ada")).not.toContain("stale");
    expect(last(channel.sentTo("ada"))).toBe("fresh");
  });

  test("the customer's message takes a pending ticket up again", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    expect(await ticketOf("ada")).toMatchObject({ status: "pending", agentId: "li" });
    await say("ada", "1.2");
    expect(await ticketOf("ada")).toMatchObject({ status: "in_progress", agentId: "li" });
  });

  test("handed back, the bot answers again, and a new hand-over is about the same ticket", async () => {
    const { say, service, ticketOf, channel, conversationOf, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.handBack(id, { agentId: "li" });
    expect(await service.tickets.get(id)).toMatchObject({ status: "pending", agentId: null });
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    await say("ada", "how do I reset my password");
    expect(channel.sentTo("ada").slice(1)).toEqual([
      "The assistant is back with you. You can ask for a human at any time.",
      "Please visit https://example.com/reset",
    ]);
    await say("ada", offTopic);
    expect(told("ticket.opened")).toHaveLength(1);
    expect(await ticketOf("ada")).toMatchObject({ id, status: "in_progress" });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", ticketId: id });
  });

  test("a message soon after the end reopens the ticket, and presence is looked at again", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), survey: false });
    await service.agents.add({ id: "zhao", skills: ["technical"], presence: "offline" });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.close(id, { agentId: "li" });
    await service.agents.setPresence("li", "offline");
    await service.agents.setPresence("zhao", "online");
    await say("ada", "The app crashes again");
    expect(await ticketOf("ada")).toMatchObject({
      id,
      status: "open",
      agentId: "zhao",
      closureCount: 1,
      closedAt: null,
    });
  });

  test("a message long after the end opens a new ticket", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open(), reopenWithinDays: 3 });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.close(id, { agentId: "li" });
    await pass({ days: 4 });
    await say("ada", "The app crashes again");
    expect((await ticketOf("ada")).id).not.toBe(id);
    expect(told("ticket.reopened")).toEqual([]);
    expect(await service.tickets.get(id)).toMatchObject({ status: "closed" });
  });

  test("a question the bot can answer leaves an ended ticket ended", async () => {
    const { say, service, ticketOf, channel } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await say("ada", "refund policy");
    expect(last(channel.sentTo("ada"))).toBe("Please see our refund policy page");
    expect(await ticketOf("ada")).toMatchObject({ status: "resolved" });
  });

  test("out of hours the customer is told when the desk is back, in the desk's zone and their language", async () => {
    const { say, channel, pass } = await desk({ store: open(), agents: [], businessHours: shanghaiHours });
    await pass({ days: 4, hours: 12 });
    await say("ada", technicalIssue);
    expect(last(channel.sentTo("ada"))).toMatch(/We are back on Monday.*09:00/);
    await say("bob", "软件报错了");
    expect(last(channel.sentTo("bob"))).toMatch(/星期一.*09:00/);
  });

  test("within hours nobody is told of hours", async () => {
    const { say, channel } = await desk({ store: open(), agents: [], businessHours: shanghaiHours });
    await say("ada", technicalIssue);
    expect(last(channel.sentTo("ada"))).toContain("The next one free");
  });

  test("with queues for each channel a ticket waits in its channel's queue", async () => {
    const { say, ticketOf } = await desk({ store: open(), unifiedInbox: false });
    await say("ada", technicalIssue);
    expect(await ticketOf("ada")).toMatchObject({ queue: "telegram/technical", agentId: "li" });
  });
});
