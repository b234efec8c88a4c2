import { type AgentInput, memoryTicketStore, type RoutingStrategy } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";

const general = (id: string, more: Partial<AgentInput> = {}): AgentInput => ({ id, skills: ["general"], ...more });

async function eachWrites({ say, pass }: TestDesk, people: readonly string[], text: string = offTopic): Promise<void> {
  for (const person of people) {
    await say(person, text);
    await pass({ minutes: 1 });
  }
}

function assignedTo({ told }: TestDesk): readonly string[] {
  return told("ticket.assigned").map(({ agent }) => agent.id);
}

async function storyOf({ service, ticketOf }: TestDesk, person: string): Promise<string> {
  return (await service.explain((await ticketOf(person)).id)).story.join("\n");
}

describe.each(stores)("who gets a ticket on $name", ({ open }) => {
  test("an agent who knows the skill, but not well enough, is told apart from one who does", async () => {
    const made = await desk({
      store: open(),
      agents: [
        { id: "beginner", skills: ["technical"] },
        { id: "master", skills: { technical: 5 } },
      ],
      routes: { technical: { queue: "technical", skills: [{ skill: "technical", level: 3 }] } },
    });
    await made.say("ada", technicalIssue);
    expect(assignedTo(made)).toEqual(["master"]);
    expect(await storyOf(made, "ada")).toContain("beginner (skills: lacks technical 3)");
  });

  test("a queue of a team is served by that team only", async () => {
    const agents = [general("east", { teams: ["east"] }), general("west", { teams: ["west"] }), general("alone")];
    const made = await desk({ store: open(), agents, queues: { general: { teams: ["west"] } } });
    await eachWrites(made, ["ada", "bob"]);
    expect(assignedTo(made)).toEqual(["west", "west"]);
    const story = await storyOf(made, "ada");
    expect(story).toContain("east (team: is in east, not in west)");
    expect(story).toContain("alone (team: is in no team, not in west)");
  });

  test("agents rejected for the same reason stand together in the decision, and every agent stands in it", async () => {
    const away = Array.from({ length: 30 }, (_, number) => general(`away-${number}`, { presence: "away" }));
    const made = await desk({ store: open(), agents: [...away, general("li"), { id: "wang", skills: ["technical"] }] });
    await made.say("ada", offTopic);
    const log = await made.service.tickets.history((await made.ticketOf("ada")).id);
    const decisions = log.flatMap(({ fact }) => (fact.kind === "decided" ? fact.decisions : []));
    const decision = decisions.find(({ step }) => step === "assign");
    expect(decision).toMatchObject({ agentId: "li", suitable: ["li"] });
    const rejected = decision?.step === "assign" ? decision.rejected : [];
    expect(rejected.map(({ filter, reason, agentIds }) => [filter, reason, agentIds.length]).sort()).toEqual([
      ["presence", "is away", 30],
      ["skills", "lacks general", 1],
    ]);
  });

  test("a ticket takes what its channel weighs, by id or kind, and gives it back in full", async () => {
    const phone = scriptedChannel({ id: "phone-1", kind: "phone" });
    const made = await desk({
      store: open(),
      channel: phone,
      agents: [general("li", { capacity: 5 })],
      channelWeights: { phone: 2.5 },
    });
    await eachWrites(made, ["ada", "bob", "cyd"]);
    expect(await made.service.agents.get("li")).toMatchObject({ load: 5 });
    expect(await made.ticketOf("ada")).toMatchObject({ weight: 2.5, agentId: "li" });
    expect(await made.ticketOf("cyd")).toMatchObject({ weight: 0, waiting: true });
    expect(await storyOf(made, "cyd")).toContain("li (capacity: holds 5 of 5, and it weighs 2.5)");
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.idle();
    expect(await made.ticketOf("ada")).toMatchObject({ weight: 0, agentId: "li" });
    expect(await made.ticketOf("cyd")).toMatchObject({ weight: 2.5, agentId: "li" });
    for (const person of ["bob", "cyd"]) await made.service.tickets.close((await made.ticketOf(person)).id);
    expect(await made.service.agents.get("li")).toMatchObject({ load: 0 });
    expect((await made.service.check()).violations).toEqual([]);
  });

  test("a ticket too heavy for the room that is left waits, though a lighter one would fit", async () => {
    const made = await desk({
      store: open(),
      agents: [general("li", { capacity: 3 })],
      channelWeights: { telegram: 2 },
    });
    await eachWrites(made, ["ada", "bob"]);
    expect(assignedTo(made)).toEqual(["li"]);
    expect(await made.service.agents.get("li")).toMatchObject({ load: 2, capacity: 3 });
  });

  test("what weighs nothing goes to whoever is online, however full", async () => {
    const made = await desk({
      store: open(),
      agents: [general("li", { capacity: 0 })],
      channelWeights: { telegram: 0 },
    });
    await eachWrites(made, ["ada", "bob"]);
    expect(assignedTo(made)).toEqual(["li", "li"]);
    expect((await made.service.check()).violations).toEqual([]);
  });

  test("round robin gives everybody a turn, by id, whatever they were given in other queues", async () => {
    const agents = ["c", "a", "b"].map((id) => ({ id, skills: ["general", "technical"] }));
    const made = await desk({ store: open(), agents, queues: { general: { routing: "round_robin" } } });
    for (const person of ["ada", "bob", "cyd", "dan"]) {
      await eachWrites(made, [person]);
      await eachWrites(made, [`${person}-technical`], technicalIssue);
    }
    const turns = made.told("ticket.assigned").filter(({ ticket }) => ticket.queue === "general");
    expect(turns.map(({ agent }) => agent.id)).toEqual(["a", "b", "c", "a"]);
  });

  test("round robin passes over who is away, and goes on behind them", async () => {
    const agents = ["a", "b", "c"].map((id) => general(id));
    const made = await desk({ store: open(), agents, routing: "round_robin" });
    await eachWrites(made, ["ada"]);
    await made.service.agents.setPresence("b", "away");
    await eachWrites(made, ["bob", "cyd"]);
    await made.service.agents.setPresence("b", "online");
    await eachWrites(made, ["dan"]);
    expect(assignedTo(made)).toEqual(["a", "c", "a", "b"]);
  });

  test("least busy goes by the share of the capacity that is taken", async () => {
    const agents = [general("big", { capacity: 10 }), general("small", { capacity: 2 })];
    const made = await desk({ store: open(), agents, routing: "least_busy" });
    await eachWrites(made, ["ada", "bob", "cyd", "dan", "eve", "fay"]);
    // 0/10, 0/2, then 1/10 against 1/2 until five of ten are as busy as one of two.
    expect(assignedTo(made)).toEqual(["big", "small", "big", "big", "big", "big"]);
  });

  test("a strategy of one's own orders those who could take it, and may leave some out", async () => {
    const asked: string[][] = [];
    const routing: RoutingStrategy = {
      name: "by_name",
      order(suitable, { queue, ticket }) {
        asked.push([queue, ticket.priority, ...suitable.map(({ id }) => id)]);
        return suitable.filter(({ id }) => id !== "wang").toSorted((a, b) => (a.id < b.id ? 1 : -1));
      },
    };
    const agents = ["li", "wang", "zhao"].map((id) => general(id));
    const made = await desk({ store: open(), agents, routing });
    await made.say("ada", offTopic);
    expect(assignedTo(made)).toEqual(["zhao"]);
    expect(asked).toEqual([["general", "normal", "li", "wang", "zhao"]]);
    const story = await storyOf(made, "ada");
    expect(story).toContain("assign: zhao, by by_name; suitable: zhao, li; rejected: wang (strategy: is left out");
  });

  test.each<[string, RoutingStrategy["order"], string]>([
    ["is asynchronous", () => Promise.reject(new Error("no idea")) as never, "gave a promise"],
    [
      "throws",
      () => {
        throw new Error("no idea");
      },
      "no idea",
    ],
    ["names people who cannot take it", (agents) => agents.map((agent) => ({ ...agent, id: "ghost" })), "ghost"],
  ])(
    "a strategy that %s loses no ticket: the longest idle gets it, and the decision says why",
    async (_, order, why) => {
      const errors: string[] = [];
      const logger = { debug() {}, info() {}, warn() {}, error: (_: unknown, text: string) => void errors.push(text) };
      const routing = { name: "broken", order };
      const made = await desk({ store: open(), agents: [general("li"), general("wang")], routing, logger });
      await made.say("ada", offTopic);
      expect(assignedTo(made)).toEqual(["li"]);
      expect(await storyOf(made, "ada")).toMatch(new RegExp(`error: strategy broken: .*${why}`));
      expect(errors).toEqual([expect.stringContaining("Routing strategy broken failed")]);
    },
  );
});

describe.each(stores)("who knows the case on $name", ({ open }) => {
  const agents = [general("li"), general("wang")];

  test("the customer's last agent is asked first for so many days, and the decision says so", async () => {
    const made = await desk({ store: open(), agents, stickyDays: 10, reopenWithinDays: 0, survey: false });
    await eachWrites(made, ["ada"]);
    await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.pass({ days: 9 });
    await eachWrites(made, ["bob", "cyd", "ada"]);
    expect(assignedTo(made)).toEqual(["li", "wang", "li", "li"]);
    expect(await storyOf(made, "ada")).toContain("preferred: li, who served the customer last");
    await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.pass({ days: 11 });
    await eachWrites(made, ["ada"]);
    expect(assignedTo(made).at(-1)).toBe("wang");
  });

  test("a preferred agent who is away is not waited for", async () => {
    const made = await desk({ store: open(), agents, stickyDays: 10, reopenWithinDays: 0, survey: false });
    await eachWrites(made, ["ada"]);
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.agents.setPresence("li", "away");
    await made.pass({ days: 1 });
    await eachWrites(made, ["ada"]);
    expect(assignedTo(made)).toEqual(["li", "wang"]);
  });

  test("a reopened ticket goes back to its agent, whose presence is looked at again", async () => {
    const made = await desk({ store: open(), agents, survey: false });
    await eachWrites(made, ["ada"]);
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await eachWrites(made, ["ada"]);
    expect(assignedTo(made)).toEqual(["li", "li"]);
    expect(await storyOf(made, "ada")).toContain("preferred: li, who had the ticket last");
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.agents.setPresence("li", "offline");
    await made.service.tickets.reopen((await made.ticketOf("ada")).id);
    expect(assignedTo(made)).toEqual(["li", "li", "wang"]);
  });

  test("where the agent is not kept, a reopened ticket goes to whoever is next", async () => {
    const made = await desk({ store: open(), agents, survey: false, keepAgentOnReopen: false });
    await eachWrites(made, ["ada"]);
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await eachWrites(made, ["ada"]);
    expect(assignedTo(made)).toEqual(["li", "wang"]);
  });
});

test.each<[string, object, RegExp]>([
  ["a strategy without a name", { routing: { order: () => [] } }, /routing: expected name and order/],
  ["an empty team", { queues: { general: { teams: [""] } } }, /queues\.general\.teams\.0/],
  [
    "overflow steps out of order",
    {
      overflow: [
        { afterMinutes: 9, to: "b" },
        { afterMinutes: 9, to: "c" },
      ],
    },
    /overflow: .*greater than the one before/,
  ],
])("%s is refused before anything runs", async (_, options, rule) => {
  await expect(desk({ store: memoryTicketStore(), ...options })).rejects.toThrow(rule);
});
