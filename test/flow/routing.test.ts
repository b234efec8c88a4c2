import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("finding an agent on $name", ({ open }) => {
  test("nobody with the skill is there: the ticket waits, and explain says why not each agent", async () => {
    const agents = [
      { id: "wang", skills: ["general"] },
      { id: "zhao", skills: ["technical"], presence: "offline" as const },
      { id: "qian", skills: ["technical"], capacity: 0 },
      { id: "sun", skills: ["technical"], languages: ["zh-CN"] },
      { id: "zhou", skills: ["technical"], channels: ["whatsapp"] },
    ];
    const { say, ticketOf, service } = await desk({ store: open(), agents });
    await say("ada", technicalIssue);
    const ticket = await ticketOf("ada");
    expect(ticket).toMatchObject({ agentId: null, waiting: true });
    const told = (await service.explain(ticket.id)).story.join("\n");
    expect(told).toContain("assign: nobody, so it waits");
    for (const reason of [
      "wang (skills: lacks technical)",
      "zhao (presence: is offline)",
      "qian (capacity: holds 0 of 0)",
      "sun (language: writes zh-CN, not en)",
      "zhou (channel: serves whatsapp, not telegram)",
    ]) {
      expect(told).toContain(reason);
    }
  });

  test("an agent who comes online gets the waiting tickets by priority, then by age", async () => {
    const { say, service, pass, told, channel, conversationOf } = await desk({
      ...{ store: open(), agents: [{ id: "wang", skills: ["general"], presence: "offline" as const, capacity: 3 }] },
    });
    for (const [person, text] of [
      ["first", offTopic],
      ["second", offTopic],
      ["urgent", `${offTopic}, urgent`],
      ["late", offTopic],
    ] as const) {
      await say(person, text);
      await pass({ minutes: 1 });
    }
    expect(told("ticket.queued")).toHaveLength(4);
    await service.agents.setPresence("wang", "online");
    await service.idle();
    const urgent = (await conversationOf("urgent")).ticketId;
    const first = (await conversationOf("first")).ticketId;
    const second = (await conversationOf("second")).ticketId;
    expect(told("ticket.assigned").map(({ ticket }) => ticket.id)).toEqual([urgent, first, second]);
    expect(await conversationOf("late")).toMatchObject({ state: "queued" });
    expect(last(channel.sentTo("urgent"))).toContain("wang is with you now");
    expect(channel.sentTo("late")).toHaveLength(1);
  });

  test("a place that becomes free goes to the head of the queue", async () => {
    const agents = [{ id: "wang", skills: ["general"], capacity: 1 }];
    const { say, service, ticketOf, pass } = await desk({ store: open(), agents });
    for (const person of ["ada", "bob", "cyd"]) {
      await say(person, offTopic);
      await pass({ minutes: 1 });
    }
    expect(await ticketOf("bob")).toMatchObject({ agentId: null, waiting: true });
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "wang" });
    await service.idle();
    expect(await ticketOf("bob")).toMatchObject({ agentId: "wang", waiting: null });
    expect(await ticketOf("cyd")).toMatchObject({ agentId: null, waiting: true });
    expect(await service.agents.get("wang")).toMatchObject({ load: 1, capacity: 1 });
  });

  test("a ticket that finds nobody does not hold up one behind it that needs other skills", async () => {
    const agents = [{ id: "wang", skills: ["general"], presence: "offline" as const }];
    const { say, service, ticketOf } = await desk({ store: open(), agents });
    await say("ada", `${technicalIssue}, urgent`);
    await say("bob", offTopic);
    await service.agents.setPresence("wang", "online");
    await service.idle();
    expect(await ticketOf("bob")).toMatchObject({ agentId: "wang" });
    expect(await ticketOf("ada")).toMatchObject({ agentId: null, waiting: true });
  });

  test("capacity holds when many customers come at the same time", async () => {
    const agents = [
      { id: "wang", skills: ["general"], capacity: 3 },
      { id: "zhao", skills: ["general"], capacity: 2 },
    ];
    const { channel, service } = await desk({ store: open(), agents });
    await Promise.all(Array.from({ length: 12 }, (_, index) => channel.say(`customer-${index}`, offTopic)));
    await service.idle();
    expect(await service.agents.get("wang")).toMatchObject({ load: 3 });
    expect(await service.agents.get("zhao")).toMatchObject({ load: 2 });
    expect(await service.tickets.list({ waiting: true })).toHaveLength(7);
    expect(await service.tickets.listOf("wang")).toHaveLength(3);
  });

  test("the longest idle agent is asked first", async () => {
    const agents = ["wang", "zhao", "qian"].map((id) => ({ id, skills: ["general"] }));
    const { say, told, pass } = await desk({ store: open(), agents });
    for (const person of ["ada", "bob", "cyd", "dan"]) {
      await say(person, offTopic);
      await pass({ minutes: 1 });
    }
    expect(told("ticket.assigned").map(({ agent }) => agent.id)).toEqual(["qian", "wang", "zhao", "qian"]);
  });

  test("an offline or away agent is never chosen", async () => {
    const { say, service, told } = await desk({ store: open(), agents: [{ id: "wang" }, { id: "zhao" }] });
    await service.agents.setPresence("wang", "offline");
    await service.agents.setPresence("zhao", "away");
    for (const person of ["ada", "bob", "cyd"]) await say(person, offTopic);
    expect(told("ticket.assigned")).toEqual([]);
  });

  test("manual routing assigns nobody, until a person does", async () => {
    const { say, service, ticketOf, told, conversationOf } = await desk({ store: open(), routing: "manual" });
    await say("ada", technicalIssue);
    await service.agents.setPresence("li", "away");
    await service.agents.setPresence("li", "online");
    await service.idle();
    expect(told("ticket.assigned")).toEqual([]);
    const { id } = await ticketOf("ada");
    await service.tickets.assign(id, { to: "wang", agentId: "li" });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", waiting: null, status: "open" });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "wang" });
  });

  test("a ticket may be given to another agent: places are counted, the customer is told", async () => {
    const { say, service, ticketOf, channel, conversationOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.assign(id, { to: "wang", agentId: "li" });
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    expect(await service.agents.get("wang")).toMatchObject({ load: 1 });
    expect(await conversationOf("ada")).toMatchObject({ agentId: "wang" });
    await service.idle();
    expect(last(channel.sentTo("ada"))).toContain("Wang is with you now");
  });

  test("a route of the user's own type is followed", async () => {
    const { say, ticketOf } = await desk({
      ...{ store: open(), agents: [{ id: "qian", skills: ["billing"] }] },
      classifiers: [
        {
          name: "invoices",
          classify: async ({ text }) => {
            const type = text.includes("invoice") ? "billing" : null;
            return { type, confidence: type === null ? 0 : 1, candidates: [], wishes: [], by: "invoices" };
          },
        },
      ],
      routes: { billing: { queue: "money", skills: ["billing"] } },
    });
    await say("ada", "my invoice is wrong");
    expect(await ticketOf("ada")).toMatchObject({ type: "billing", queue: "money", agentId: "qian" });
  });

  test("a changed agent keeps load and presence, and is offered what waits for the new skill", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), agents: [{ id: "wang", skills: ["general"] }] });
    await say("ada", offTopic);
    await say("bob", technicalIssue);
    await service.agents.add({ id: "wang", skills: ["general", "technical"], presence: "offline" });
    await service.idle();
    expect(await ticketOf("bob")).toMatchObject({ agentId: "wang" });
    expect(await service.agents.get("wang")).toMatchObject({ presence: "online", load: 2 });
  });
});
