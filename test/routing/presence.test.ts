import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, type TestDesk, type TestDeskOptions } from "../harness.ts";

const agents = ["li", "wang"].map((id) => ({ id, skills: ["general"] }));

function staffedDesk(options: TestDeskOptions): Promise<TestDesk> {
  return desk({ agents, unansweredMinutes: null, survey: false, ...options });
}

/** Ada's ticket is Li's, and Bob's is Wang's. */
async function busyDesk(options: TestDeskOptions): Promise<TestDesk> {
  const made = await staffedDesk(options);
  for (const person of ["ada", "bob"]) {
    await made.say(person, offTopic);
    await made.pass({ seconds: 1 });
  }
  return made;
}

describe.each(stores)("agents who leave on $name", ({ open }) => {
  test("they keep their tickets, unless they hand them back: then whoever is there gets those that wait for an answer", async () => {
    const made = await busyDesk({ store: open() });
    const { service, ticketOf, told, channel } = made;
    await service.agents.setPresence("li", "away");
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ agentId: "li" });
    await service.agents.setPresence("li", "offline", { handBack: true });
    await service.idle();
    expect(told("ticket.taken_back")).toMatchObject([{ agent: { id: "li" }, reason: "agent li is offline" }]);
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", passedBy: [] });
    expect(last(channel.sentTo("ada"))).toContain("wang is with you now");
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    expect((await service.check()).violations).toEqual([]);
  });

  test("a ticket whose customer was answered, or is waited for, is not handed back", async () => {
    const made = await busyDesk({ store: open() });
    const { service, ticketOf, say } = made;
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Which version?" });
    await service.agents.setPresence("li", "away", { handBack: true });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ agentId: "li" });
    await say("ada", "1.2");
    await service.agents.setPresence("li", "away", { handBack: true });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang" });
  });

  test("with nobody else there, the ticket waits and the customer is told", async () => {
    const made = await staffedDesk({ store: open(), agents: agents.slice(0, 1) });
    await made.say("ada", offTopic);
    await made.service.agents.setPresence("li", "away", { handBack: true });
    await made.service.idle();
    expect(await made.ticketOf("ada")).toMatchObject({ agentId: null, waiting: true });
    expect(await made.conversationOf("ada")).toMatchObject({ state: "queued", agentId: null });
    expect(made.channel.sentTo("ada")).toHaveLength(2);
    expect((await made.service.check()).violations).toEqual([]);
  });
});

describe.each(stores)("agents who do not answer on $name", ({ open }) => {
  test("lose the ticket to another one, from the first unanswered message on", async () => {
    const made = await busyDesk({ store: open(), reassignAfterMinutes: 10 });
    const { service, pass, say, ticketOf, told } = made;
    await service.tickets.reply((await ticketOf("bob")).id, { agentId: "wang", text: "Hello" });
    await pass({ minutes: 8 });
    await say("ada", "hello?");
    await pass({ minutes: 2 });
    expect(told("ticket.taken_back")).toMatchObject([
      { agent: { id: "li" }, reason: "agent li did not answer in 10 minutes" },
    ]);
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", passedBy: ["li"] });
    expect(await ticketOf("bob")).toMatchObject({ agentId: "wang" });
    expect((await service.check()).violations).toEqual([]);
  });

  test("the next one has as long, and an answer ends it", async () => {
    const made = await busyDesk({ store: open(), reassignAfterMinutes: 10 });
    await made.service.tickets.close((await made.ticketOf("bob")).id);
    await made.pass({ minutes: 19 });
    expect(made.told("ticket.taken_back")).toHaveLength(1);
    await made.service.tickets.reply((await made.ticketOf("ada")).id, { agentId: "wang", text: "Hello" });
    await made.pass({ days: 1 });
    expect(made.told("ticket.taken_back")).toHaveLength(1);
  });

  test("alone, the silent agent is not given it back at once, but when as long has gone by again", async () => {
    const made = await staffedDesk({ store: open(), agents: agents.slice(0, 1), reassignAfterMinutes: 10 });
    await made.say("ada", offTopic);
    await made.pass({ minutes: 11 });
    expect(await made.ticketOf("ada")).toMatchObject({ agentId: null, waiting: true });
    await made.pass({ minutes: 10 });
    expect(await made.ticketOf("ada")).toMatchObject({ agentId: "li" });
  });

  test("only the open hours of the queue count", async () => {
    // The simulated clock begins on a Monday at 09:00 UTC, 17:00 in Shanghai.
    const businessHours = { zone: "Asia/Shanghai", days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };
    const made = await staffedDesk({ store: open(), reassignAfterMinutes: 90, businessHours });
    await made.say("ada", offTopic);
    await made.pass({ hours: 16 });
    expect(made.told("ticket.taken_back")).toEqual([]);
    await made.pass({ minutes: 31 });
    expect(made.told("ticket.taken_back")).toHaveLength(1);
  });
});

describe.each(stores)("heartbeats on $name", ({ open }) => {
  test("who sent some and falls silent is away, and their customers wait for others", async () => {
    const made = await busyDesk({ store: open(), presenceTimeoutMinutes: 2 });
    const { service, pass, told, ticketOf } = made;
    await service.agents.heartbeat("li");
    await pass({ seconds: 90 });
    await service.agents.heartbeat("li");
    await pass({ seconds: 90 });
    expect(told("agent.silent")).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
    await pass({ seconds: 31 });
    expect(told("agent.silent")).toMatchObject([{ agent: { id: "li", presence: "away" } }]);
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang" });
    await pass({ days: 1 });
    expect(await service.agents.get("wang")).toMatchObject({ presence: "online" });
    expect(told("agent.silent")).toHaveLength(1);
  });

  test("a heartbeat brings nobody back; coming back they have their time anew", async () => {
    const made = await staffedDesk({ store: open(), presenceTimeoutMinutes: 2 });
    const { service, pass, told } = made;
    await service.agents.heartbeat("li");
    await pass({ minutes: 3 });
    expect(await service.agents.heartbeat("li")).toMatchObject({ presence: "away" });
    await pass({ minutes: 10 });
    expect(await service.agents.setPresence("li", "online")).toMatchObject({ presence: "online" });
    await pass({ minutes: 1 });
    expect(told("agent.silent")).toHaveLength(1);
    await pass({ minutes: 2 });
    expect(told("agent.silent")).toHaveLength(2);
  });

  test("nobody is there of that name", async () => {
    const made = await staffedDesk({ store: open() });
    await expect(made.service.agents.heartbeat("ghost")).rejects.toMatchObject({ code: "agent.not_found" });
    await expect(made.service.agents.setPresence("ghost", "away")).rejects.toMatchObject({ code: "agent.not_found" });
  });
});
