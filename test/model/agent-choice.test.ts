import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Agent, changedLoad, loadOf, type Presence } from "../../src/model/agent.ts";
import { type AgentRequirement, screenAgents, someoneFits } from "../../src/model/agent-filters.ts";
import { byLongestIdle, byShareOfCapacity, inTurns, withPreference } from "../../src/model/agent-order.ts";
import { someAgent, someSkill } from "./some-records.ts";

const ids = fc.stringMatching(/^[a-z]{1,4}$/);
const agents: fc.Arbitrary<Agent[]> = fc
  .uniqueArray(
    fc.record({
      id: ids,
      skills: fc.dictionary(fc.constantFrom("technical", "general", "billing"), fc.integer({ min: 1, max: 3 })),
      teams: fc.subarray(["east", "west"]),
      languages: fc.subarray(["zh-CN", "en"]),
      channels: fc.subarray(["web", "telegram"]),
      presence: fc.constantFrom<Presence>("online", "away", "offline"),
      capacity: fc.integer({ min: 0, max: 3 }),
      load: fc.integer({ min: 0, max: 3 }),
      lastAssignedAt: fc.option(fc.date({ min: new Date(1_000), max: new Date(5_000), noInvalidDate: true })),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((fields) => fields.map((field) => someAgent(field)));
const requirement: fc.Arbitrary<AgentRequirement> = fc.record({
  skills: fc
    .dictionary(
      fc.constantFrom("technical", "general"),
      fc.record({ level: fc.integer({ min: 1, max: 3 }), dropped: fc.boolean() }),
    )
    .map((asked) => Object.entries(asked).map(([skill, fields]) => someSkill(skill, fields))),
  language: fc.constantFrom("zh-CN", "en"),
  channel: fc.constant({ id: "web-1", kind: "web" }),
  teams: fc.subarray(["east", "west"]),
  weight: fc.constantFrom(0, 0.5, 1, 2),
  passedBy: fc.array(ids, { maxLength: 2 }),
});

const namesOf = (list: readonly Agent[]) => list.map(({ id }) => id);

describe("who could take a ticket", () => {
  test("every agent is either suitable or rejected, once, with a reason, and no group stands twice", () => {
    fc.assert(
      fc.property(agents, requirement, (all, wanted) => {
        const { suitable, rejected } = screenAgents(all, wanted);
        const told = [...rejected.flatMap(({ agentIds }) => agentIds), ...namesOf(suitable)];
        expect(told.sort()).toEqual(namesOf(all).sort());
        for (const { reason } of rejected) expect(reason).not.toBe("");
        const groups = rejected.map(({ filter, reason }) => `${filter} ${reason}`);
        expect(new Set(groups).size).toBe(groups.length);
        expect(someoneFits(all, wanted)).toBe(suitable.length > 0);
      }),
    );
  });

  test("who is suitable fits in all: presence, channel, team, skills and levels, language, room, and did not pass", () => {
    fc.assert(
      fc.property(agents, requirement, (all, wanted) => {
        for (const agent of screenAgents(all, wanted).suitable) {
          expect(agent.presence).toBe("online");
          expect(agent.channels.length === 0 || agent.channels.includes("web")).toBe(true);
          expect(wanted.teams.length === 0 || agent.teams.some((team) => wanted.teams.includes(team))).toBe(true);
          for (const { skill, level, dropped } of wanted.skills) {
            expect(dropped || (agent.skills[skill] ?? 0) >= level).toBe(true);
          }
          expect(agent.languages.length === 0 || agent.languages.includes(wanted.language)).toBe(true);
          expect(wanted.weight === 0 || agent.load + wanted.weight <= agent.capacity).toBe(true);
          expect(wanted.passedBy).not.toContain(agent.id);
        }
      }),
    );
  });

  test("a thousand offline agents are one group", () => {
    const many = Array.from({ length: 1_000 }, (_, number) => someAgent({ id: `a${number}`, presence: "offline" }));
    const nothing = {
      skills: [],
      language: "en",
      channel: { id: "web", kind: "web" },
      teams: [],
      weight: 1,
      passedBy: [],
    };
    const { rejected } = screenAgents(many, nothing);
    expect(rejected).toEqual([{ filter: "presence", reason: "is offline", agentIds: namesOf(many) }]);
  });
});

describe("who is asked first", () => {
  test("every order asks everybody once, and the order in which they are looked at changes nothing", () => {
    fc.assert(
      fc.property(agents, fc.option(ids), fc.array(ids), (all, last, passedBy) => {
        const orders = [byLongestIdle, byShareOfCapacity, (list: readonly Agent[]) => inTurns(list, last)];
        for (const order of orders) {
          const ordered = withPreference(order(all), last, passedBy);
          expect(namesOf(ordered).sort()).toEqual(namesOf(all).sort());
          expect(order(all.toReversed())).toEqual(order(all));
        }
      }),
    );
  });

  test("in turns, nobody is asked twice before everybody was asked once", () => {
    fc.assert(
      fc.property(agents, fc.option(ids), (all, last) => {
        const asked: string[] = [];
        for (let turn: string | null = last; asked.length < all.length; ) {
          turn = inTurns(all, turn)[0]?.id ?? null;
          asked.push(turn ?? "");
        }
        expect(asked.sort()).toEqual(namesOf(all).sort());
      }),
    );
  });

  test("the longest idle is first, and who takes the smallest share of their capacity", () => {
    fc.assert(
      fc.property(agents, (all) => {
        const idleSince = (agent: Agent | undefined) => agent?.lastAssignedAt?.getTime() ?? 0;
        const share = ({ load, capacity }: Agent) => (capacity === 0 ? 1 : load / capacity);
        const [idle] = byLongestIdle(all);
        const [leastBusy] = byShareOfCapacity(all);
        for (const agent of all) {
          expect(idleSince(idle)).toBeLessThanOrEqual(idleSince(agent));
          expect(leastBusy && share(leastBusy)).toBeLessThanOrEqual(share(agent));
        }
      }),
    );
  });

  test("who is preferred comes first, unless they let it pass; who let it pass comes last", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => someAgent({ id })) as [Agent, Agent, Agent];
    expect(withPreference([a, b, c], "c", [])).toEqual([c, a, b]);
    expect(withPreference([a, b, c], "c", ["c", "a"])).toEqual([b, c, a]);
  });
});

test("what comes and goes leaves no trace in the load, fractions too", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0.1, 0.2, 0.25, 1, 2, 5)), (weights) => {
      const full = loadOf(weights);
      expect(weights.reduce((load, weight) => changedLoad(load, -weight), full)).toBe(0);
    }),
  );
});
