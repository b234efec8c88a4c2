import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";

const novice = { id: "novice", skills: { technical: 1 } };
const asksMuch = {
  technical: {
    queue: "technical",
    skills: [
      "technical",
      { skill: "databases", relaxAfterMinutes: 5 },
      { skill: "networks", relaxAfterMinutes: 5 },
      { skill: "russian", relaxAfterMinutes: 10 },
    ],
  },
};

function waitingDesk(options: TestDeskOptions): Promise<TestDesk> {
  return desk({ agents: [novice], routes: asksMuch, unansweredMinutes: null, survey: false, ...options });
}

describe.each(stores)("asking for less on $name", ({ open }) => {
  test("skills are dropped together by the minutes waited, and the ticket is offered again", async () => {
    const made = await waitingDesk({ store: open() });
    const { say, pass, ticketOf, told, service } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 4 });
    expect(told("ticket.relaxed")).toEqual([]);
    await pass({ minutes: 2 });
    const { id } = await ticketOf("ada");
    expect(told("ticket.relaxed")).toMatchObject([{ ticket: { id }, skills: ["databases", "networks"] }]);
    expect(await ticketOf("ada")).toMatchObject({ waiting: true, agentId: null });
    await pass({ minutes: 4 });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "novice" });
    const { story } = await service.explain(id);
    expect(story).toContain("The desk asks for databases, networks no more, after 5 minutes of waiting.");
    expect(story).toContain("The desk asks for russian no more, after 10 minutes of waiting.");
    expect((await service.check()).violations).toEqual([]);
  });

  test("a skill that says nothing of time is asked for ever", async () => {
    const made = await waitingDesk({ store: open(), agents: [{ id: "wang", skills: ["general"] }] });
    await made.say("ada", technicalIssue);
    await made.pass({ days: 3 });
    expect(await made.ticketOf("ada")).toMatchObject({ waiting: true });
    expect((await made.ticketOf("ada")).skills.map(({ skill, dropped }) => [skill, dropped])).toEqual([
      ["technical", false],
      ["databases", true],
      ["networks", true],
      ["russian", true],
    ]);
  });

  test("nothing is dropped while somebody has it, and a new wait asks for everything again", async () => {
    const made = await waitingDesk({ store: open() });
    const { say, pass, ticketOf, told, service } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.take(id, { agentId: "novice" });
    await pass({ minutes: 30 });
    expect(told("ticket.relaxed")).toEqual([]);
    await service.tickets.resolve(id, { agentId: "novice" });
    await service.tickets.reopen(id);
    await pass({ minutes: 6 });
    expect(told("ticket.relaxed")).toHaveLength(1);
    await pass({ minutes: 6 });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "novice" });
    await service.tickets.resolve(id, { agentId: "novice" });
    await service.tickets.reopen(id);
    const reopened = await ticketOf("ada");
    expect(reopened).toMatchObject({ waiting: true });
    expect(reopened.skills.filter(({ dropped }) => dropped)).toEqual([]);
  });
});

describe.each(stores)("overflowing on $name", ({ open }) => {
  const queues = {
    technical: {
      overflow: [
        { afterMinutes: 5, to: "second" },
        { afterMinutes: 15, to: "third" },
      ],
    },
    second: { teams: ["backup"], overflow: [{ afterMinutes: 6, to: "technical" }] },
    third: { teams: ["last"] },
  };

  test("the steps of the first queue count from the beginning, and the chain ends", async () => {
    const made = await waitingDesk({ store: open(), routes: {}, agents: [], queues });
    const { say, pass, ticketOf, told, service } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 4 });
    expect(await ticketOf("ada")).toMatchObject({ queue: "technical", overflows: 0 });
    await pass({ minutes: 10 });
    expect(await ticketOf("ada")).toMatchObject({ queue: "second", overflows: 1 });
    await pass({ minutes: 1 });
    expect(await ticketOf("ada")).toMatchObject({ queue: "third", overflows: 2, waiting: true });
    await pass({ days: 2 });
    expect(told("ticket.overflowed").map(({ ticket, from }) => [from, ticket.queue])).toEqual([
      ["technical", "second"],
      ["second", "third"],
    ]);
    expect((await service.explain(id)).story).toContain(
      "The desk moved the ticket from queue technical to second, after 5 minutes of waiting.",
    );
    expect((await service.check()).violations).toEqual([]);
  });

  test("the other queue's team is asked at once", async () => {
    const agents = [{ id: "backup", skills: ["technical"], teams: ["backup"] }];
    const terms = { ...queues, technical: { ...queues.technical, teams: ["first"] } };
    const made = await waitingDesk({ store: open(), routes: {}, agents, queues: terms });
    await made.say("ada", technicalIssue);
    await made.pass({ minutes: 5 });
    expect(await made.ticketOf("ada")).toMatchObject({ queue: "second", agentId: "backup", waitingSince: null });
  });

  test("an overflow for all queues leaves a ticket where it is when that is its queue", async () => {
    const made = await waitingDesk({ store: open(), agents: [], overflow: [{ afterMinutes: 5, to: "general" }] });
    await made.say("ada", offTopic);
    await made.pass({ minutes: 20 });
    expect(made.told("ticket.overflowed")).toEqual([]);
    expect(await made.ticketOf("ada")).toMatchObject({ queue: "general", waiting: true });
  });

  test("offers that come to nothing do not put off the overflow", async () => {
    const agents = [{ id: "li", skills: ["technical"] }];
    const made = await waitingDesk({
      ...{ store: open(), routes: {}, agents, queues, reservationSeconds: 200, awayAfterMissedOffer: false },
    });
    await made.say("ada", technicalIssue);
    await made.pass({ minutes: 6 });
    expect(await made.ticketOf("ada")).toMatchObject({ queue: "second", overflows: 1 });
  });
});

describe.each(stores)("the queue on $name", ({ open }) => {
  const agents = [{ id: "wang", skills: ["general"], capacity: 1 }];

  test("what was resolved or set aside while it waited is not given to anybody", async () => {
    const made = await desk({ store: open(), agents, survey: false, unansweredMinutes: null });
    for (const person of ["ada", "bob", "cyd", "dan"]) {
      await made.say(person, offTopic);
      await made.pass({ minutes: 1 });
    }
    await made.service.tickets.resolve((await made.ticketOf("bob")).id);
    await made.service.tickets.handBack((await made.ticketOf("cyd")).id);
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "wang" });
    await made.service.idle();
    expect(made.told("ticket.assigned").map(({ ticket }) => ticket.customerId)).toEqual([
      (await made.ticketOf("ada")).customerId,
      (await made.ticketOf("dan")).customerId,
    ]);
    expect(await made.ticketOf("cyd")).toMatchObject({ status: "pending", agentId: null });
  });

  test("who comes back gets what they have room for, not everything that came meanwhile", async () => {
    const made = await desk({ store: open(), agents, unansweredMinutes: null });
    await made.service.agents.setPresence("wang", "offline");
    for (const person of ["ada", "bob", "cyd"]) await made.say(person, offTopic);
    await made.service.agents.setPresence("wang", "online");
    await made.service.idle();
    expect(await made.service.agents.get("wang")).toMatchObject({ load: 1 });
    expect(await made.service.tickets.list({ waiting: true })).toHaveLength(2);
  });

  test("many places that get free at the same time go to the most urgent and oldest, each once", async () => {
    const many = ["a", "b", "c"].map((id) => ({ id, skills: ["general"], capacity: 2 }));
    const made = await desk({ store: open(), agents: many, unansweredMinutes: null, survey: false });
    for (let number = 0; number < 6; number += 1) await made.say(`first-${number}`, offTopic);
    for (let number = 0; number < 8; number += 1) {
      await made.say(`wait-${number}`, number >= 6 ? `${offTopic}, urgent` : offTopic);
      await made.pass({ seconds: 1 });
    }
    const held = [];
    for (const id of ["a", "b", "c"]) held.push(...(await made.service.tickets.listOf(id)));
    await Promise.all(held.map(({ id }) => made.service.tickets.resolve(id)));
    await made.service.idle();
    const waiting = await made.service.tickets.list({ waiting: true });
    const left = await Promise.all(["wait-4", "wait-5"].map(async (person) => (await made.ticketOf(person)).id));
    expect(waiting.map(({ id }) => id)).toEqual(left);
    expect(made.told("ticket.assigned")).toHaveLength(12);
    expect((await made.service.check()).violations).toEqual([]);
  });
});
