import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, type TestDesk, type TestDeskOptions } from "../harness.ts";

const agents = ["li", "wang", "zhao"].map((id) => ({ id, skills: ["general"], capacity: 2 }));

function offeringDesk(options: TestDeskOptions): Promise<TestDesk> {
  return desk({ agents, reservationSeconds: 30, ...options });
}

async function offerTo(made: TestDesk, person: string): Promise<string> {
  await made.say(person, offTopic);
  return (await made.ticketOf(person)).id;
}

const refused = { code: "ticket.refused" };

describe.each(stores)("offering a ticket on $name", ({ open }) => {
  test("it counts as theirs until it is accepted; only then the customer is told who is there", async () => {
    const made = await offeringDesk({ store: open() });
    const { service, told, channel, ticketOf, conversationOf } = made;
    const id = await offerTo(made, "ada");
    const reservedUntil = new Date(made.clock.now().getTime() + 30_000);
    expect(await ticketOf("ada")).toMatchObject({ reservedFor: "li", reservedUntil, agentId: null, waiting: null });
    expect(await conversationOf("ada")).toMatchObject({ state: "queued", agentId: null });
    expect(await service.agents.get("li")).toMatchObject({ load: 1 });
    expect(await service.tickets.offersOf("li")).toMatchObject([{ id }]);
    expect(told("ticket.offered")).toMatchObject([{ ticket: { id }, agent: { id: "li", load: 1 } }]);
    expect(channel.sentTo("ada").join()).not.toContain("li");

    await service.tickets.accept(id, { agentId: "li" });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({
      agentId: "li",
      reservedFor: null,
      waitingSince: null,
      status: "open",
    });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "li" });
    expect(await service.agents.get("li")).toMatchObject({ load: 1 });
    expect(last(channel.sentTo("ada"))).toContain("li is with you now");
    await made.pass({ hours: 1 });
    expect(told("ticket.offer_missed")).toEqual([]);
    expect(await service.tickets.accept(id, { agentId: "li" })).toMatchObject({ agentId: "li" });
  });

  test("who is silent loses it to the next and is away; it kept its place in the queue", async () => {
    const made = await offeringDesk({ store: open() });
    const { service, told, ticketOf } = made;
    const id = await offerTo(made, "ada");
    const { waitingSince } = await ticketOf("ada");
    await made.pass({ seconds: 29 });
    expect(told("ticket.offer_missed")).toEqual([]);
    await made.pass({ seconds: 1 });
    expect(told("ticket.offer_missed")).toMatchObject([{ ticket: { id, passedBy: ["li"] }, agent: { id: "li" } }]);
    expect(await ticketOf("ada")).toMatchObject({ reservedFor: "wang", waitingSince });
    expect(await service.agents.get("li")).toMatchObject({ load: 0, presence: "away" });
    const { story } = await service.explain(id);
    expect(story).toContain("The desk took the offer back from agent li: it was not accepted in time.");
    expect((await service.check()).violations).toEqual([]);
  });

  test("when everybody was silent it waits in the queue, and whoever comes back is asked", async () => {
    const made = await offeringDesk({ store: open() });
    await offerTo(made, "ada");
    await made.pass({ minutes: 2 });
    expect(made.told("ticket.offered").map(({ agent }) => agent.id)).toEqual(["li", "wang", "zhao"]);
    expect(await made.ticketOf("ada")).toMatchObject({ waiting: true, reservedFor: null });
    await made.service.agents.setPresence("wang", "online");
    await made.service.idle();
    expect(await made.ticketOf("ada")).toMatchObject({ reservedFor: "wang" });
  });

  test("who declined is asked again only when their time would have been over, and nobody else is there", async () => {
    const made = await offeringDesk({ store: open(), agents: agents.slice(0, 1) });
    const { service, ticketOf, told } = made;
    const id = await offerTo(made, "ada");
    await service.tickets.decline(id, { agentId: "li", reason: "not my field" });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ waiting: true, passedBy: ["li"] });
    expect(told("ticket.offer_declined")).toMatchObject([{ agent: { id: "li", load: 0 }, reason: "not my field" }]);
    await made.pass({ seconds: 31 });
    expect(await ticketOf("ada")).toMatchObject({ reservedFor: "li" });
    expect(told("ticket.offered")).toHaveLength(2);
  });

  test("an agent who is not sent away for silence is asked last", async () => {
    const made = await offeringDesk({ store: open(), awayAfterMissedOffer: false });
    await offerTo(made, "ada");
    await made.pass({ seconds: 100 });
    expect(made.told("ticket.offered").map(({ agent }) => agent.id)).toEqual(["li", "wang", "zhao", "li"]);
  });

  test("nobody else takes, answers or accepts what is offered; a supervisor may assign it", async () => {
    const made = await offeringDesk({ store: open() });
    const { service, ticketOf } = made;
    const id = await offerTo(made, "ada");
    const before = await made.recordsOf("ada");
    await expect(service.tickets.accept(id, { agentId: "wang" })).rejects.toMatchObject(refused);
    await expect(service.tickets.decline(id, { agentId: "wang" })).rejects.toMatchObject(refused);
    await expect(service.tickets.take(id, { agentId: "wang" })).rejects.toThrow(/offered to agent li; assign it/);
    await expect(service.tickets.reply(id, { agentId: "wang", text: "Hi" })).rejects.toMatchObject(refused);
    expect(await made.recordsOf("ada")).toBe(before);
    await service.tickets.assign(id, { to: "wang" });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", reservedFor: null, weight: 1 });
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    await expect(service.tickets.accept(id, { agentId: "li" })).rejects.toThrow(/agent wang has it/);
    expect((await service.check()).violations).toEqual([]);
  });

  test("taking it and answering it accept it too; what is not offered is not accepted", async () => {
    const made = await offeringDesk({ store: open(), routing: "manual" });
    const id = await offerTo(made, "ada");
    await expect(made.service.tickets.accept(id, { agentId: "li" })).rejects.toThrow(/is not offered to agent li/);
    const offering = await offeringDesk({ store: open(), agents: agents.slice(0, 1) });
    const taken = await offerTo(offering, "ada");
    const answered = await offerTo(offering, "bob");
    await offering.service.tickets.take(taken, { agentId: "li" });
    await offering.service.tickets.reply(answered, { agentId: "li", text: "Hello" });
    expect(await offering.service.agents.get("li")).toMatchObject({ load: 2 });
    expect(await offering.service.tickets.listOf("li")).toHaveLength(2);
    expect(await offering.service.tickets.offersOf("li")).toEqual([]);
  });

  test("offers count against the capacity, and what ends meanwhile frees it", async () => {
    const made = await offeringDesk({ store: open(), agents: agents.slice(0, 1) });
    const first = await offerTo(made, "ada");
    await offerTo(made, "bob");
    await offerTo(made, "cyd");
    expect(await made.ticketOf("cyd")).toMatchObject({ waiting: true, reservedFor: null });
    await made.service.tickets.close(first, { byCustomer: true });
    await made.service.idle();
    expect(await made.ticketOf("ada")).toMatchObject({ reservedFor: null, weight: 0 });
    expect(await made.ticketOf("cyd")).toMatchObject({ reservedFor: "li" });
    expect(await made.service.agents.get("li")).toMatchObject({ load: 2 });
    expect((await made.service.check()).violations).toEqual([]);
  });

  test("what the customer writes meanwhile stays with the offer, and the ticket does not wait twice", async () => {
    const made = await offeringDesk({ store: open() });
    const id = await offerTo(made, "ada");
    await made.say("ada", "hello?");
    expect(await made.ticketOf("ada")).toMatchObject({ id, reservedFor: "li", waiting: null });
    expect(made.told("ticket.queued")).toEqual([]);
  });

  test("who goes away loses all their offers at once, without having missed them", async () => {
    const made = await offeringDesk({ store: open(), agents: agents.slice(0, 2) });
    await offerTo(made, "ada");
    await offerTo(made, "bob");
    await made.service.agents.setPresence("li", "away");
    await made.service.idle();
    expect(await made.service.tickets.offersOf("wang")).toHaveLength(2);
    expect(await made.ticketOf("ada")).toMatchObject({ passedBy: [] });
    expect(made.told("ticket.offer_missed")).toEqual([]);
    expect((await made.service.check()).violations).toEqual([]);
  });
});
