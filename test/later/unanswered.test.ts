import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("waiting for a human's answer on $name", ({ open }) => {
  test("after a second hand-over the time runs anew, and the ticket escalates once", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Please ask the assistant." });
    await service.tickets.handBack(id, { agentId: "li" });
    for (const agent of ["li", "wang"]) await service.agents.setPresence(agent, "offline");
    await pass({ hours: 5 });
    await say("ada", offTopic);
    await pass({ minutes: 59 });
    expect(told("ticket.escalated")).toEqual([]);
    await pass({ minutes: 2 });
    expect(told("ticket.escalated")).toMatchObject([{ ticket: { id } }]);
    await pass({ days: 3 });
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("an answered ticket whose customer writes again is waited for anew", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await pass({ days: 1 });
    await say("ada", "1.2");
    const { awaitingReplySince } = await ticketOf("ada");
    await pass({ minutes: 30 });
    await say("ada", "hello?");
    expect(await ticketOf("ada")).toMatchObject({ awaitingReplySince });
    await pass({ minutes: 31 });
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("a pending ticket waits for the customer, and does not escalate", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    await say("ada", offTopic);
    await service.tickets.setPending((await ticketOf("ada")).id, { agentId: "wang" });
    expect(await ticketOf("ada")).toMatchObject({ awaitingReplySince: null });
    await pass({ days: 2 });
    expect(told("ticket.escalated")).toEqual([]);
  });

  test("a pending ticket that the customer wrote to escalates when nobody answers", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ days: 1 });
    await say("ada", "1.2, please hurry");
    await pass({ minutes: 59 });
    expect(told("ticket.escalated")).toEqual([]);
    await pass({ days: 5 });
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("an escalated ticket that is calmed or taken while its customer waits is watched again, for as long", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    for (const person of ["ada", "bob"]) {
      await say(person, technicalIssue);
      const { id } = await ticketOf(person);
      await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
      await service.tickets.acknowledge(id);
    }
    const [ada, bob] = [(await ticketOf("ada")).id, (await ticketOf("bob")).id];
    await pass({ hours: 2 });
    await service.tickets.deescalate(ada, { agentId: "li" });
    await pass({ minutes: 30 });
    await service.tickets.take(bob, { agentId: "li" });
    expect((await service.check()).violations).toEqual([]);
    await pass({ minutes: 29 });
    expect(told("ticket.escalated")).toHaveLength(2);
    await pass({ minutes: 1 });
    expect(told("ticket.escalated").slice(2)).toMatchObject([{ ticket: { id: ada } }]);
    await pass({ minutes: 29 });
    expect(told("ticket.escalated")).toHaveLength(3);
    await pass({ minutes: 1 });
    expect(told("ticket.escalated").slice(3)).toMatchObject([{ level: 1, ticket: { id: bob } }]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a calmed ticket keeps its time when it is transferred, and has no timer once it is answered", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    await service.tickets.acknowledge(id);
    await pass({ hours: 2 });
    await service.tickets.deescalate(id, { agentId: "li" });
    await service.tickets.transfer(id, { queue: "general", agentId: "li" });
    await pass({ minutes: 1 });
    expect(told("ticket.escalated")).toHaveLength(1);
    await service.tickets.reply(id, { agentId: "wang", text: "Which version?" });
    await pass({ hours: 5 });
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("with no minutes to wait, a ticket escalates as it is opened", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open(), unansweredMinutes: 0 });
    await say("ada", technicalIssue);
    expect(told("ticket.escalated")).toHaveLength(1);
    await service.tickets.take((await ticketOf("ada")).id, { agentId: "li" });
    await pass({ minutes: 1 });
    expect(told("ticket.escalated")).toHaveLength(1);
    expect((await service.check()).violations).toEqual([]);
  });
});
