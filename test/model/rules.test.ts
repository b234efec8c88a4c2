import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Agent, chooseAgent, type Presence } from "../../src/model/agent.ts";
import { priorities, priorityOf, priorityRank } from "../../src/model/priority.ts";
import { someAgent, someSkill } from "./some-records.ts";

describe("choosing an agent", () => {
  const agents: fc.Arbitrary<Agent[]> = fc
    .uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,4}$/),
        skills: fc.dictionary(fc.constantFrom("technical", "general", "billing"), fc.integer({ min: 1, max: 3 })),
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
  const requirement = fc.record({
    skills: fc
      .dictionary(fc.constantFrom("technical", "general"), fc.integer({ min: 1, max: 3 }))
      .map((levels) => Object.entries(levels).map(([skill, level]) => someSkill(skill, { level }))),
    language: fc.constantFrom("zh-CN", "en"),
    channel: fc.constant({ id: "web-1", kind: "web" }),
  });

  test("every agent is either suitable or rejected with a reason, and the chosen one is fit in all", () => {
    fc.assert(
      fc.property(agents, requirement, (all, wanted) => {
        const { chosen, rejected, suitable } = chooseAgent(all, wanted);
        expect([...rejected.map(({ agentId }) => agentId), ...suitable].sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { reason } of rejected) expect(reason).not.toBe("");
        expect(chosen?.id).toBe(suitable[0]);
        if (chosen === null) return;
        expect(chosen.presence).toBe("online");
        expect(chosen.load).toBeLessThan(chosen.capacity);
        for (const { skill, level } of wanted.skills) expect(chosen.skills[skill]).toBeGreaterThanOrEqual(level);
        expect(chosen.languages.length === 0 || chosen.languages.includes(wanted.language)).toBe(true);
        expect(chosen.channels.length === 0 || chosen.channels.includes("web")).toBe(true);
        const idleSince = (agent: Agent | undefined) => agent?.lastAssignedAt?.getTime() ?? 0;
        for (const id of suitable)
          expect(idleSince(chosen)).toBeLessThanOrEqual(idleSince(all.find((one) => one.id === id)));
      }),
    );
  });

  test("the order in which agents are looked at changes nothing", () => {
    fc.assert(
      fc.property(agents, requirement, (all, wanted) => {
        const one = chooseAgent(all, wanted);
        const other = chooseAgent(all.toReversed(), wanted);
        expect(other.chosen).toEqual(one.chosen);
        expect(other.suitable).toEqual(one.suitable);
        expect(new Set(other.rejected)).toEqual(new Set(one.rejected));
      }),
    );
  });
});

describe("priority", () => {
  test.each([
    ["紧急！账户被盗了", "urgent"],
    ["please help asap", "urgent"],
    ["用不了", "high"],
    ["I want to complain", "high"],
    ["不急，有空再看", "low"],
    ["你好", "normal"],
    ["not urgently broken, no rush", "high"],
    ["It is not urgent", "low"],
    ["not urgent, no rush", "low"],
    ["this isn't really an emergency", "normal"],
    ["不紧急，慢慢来", "low"],
    ["不是很紧急", "low"],
    ["不用马上处理", "normal"],
    ["慢慢来", "low"],
    ["非常紧急", "urgent"],
    ["不马上退款我就走了", "urgent"],
    ["It does not work, urgent!", "urgent"],
  ])("%s is %s", (text, priority) => {
    expect(priorityOf(text, "standard").priority).toBe(priority);
  });

  test("a VIP's message is at least high, and never less urgent than another's", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("urgent", "broken", "no rush", "hello", "被盗", "不急")), (words) => {
        const text = words.join(" ");
        const vip = priorityRank(priorityOf(text, "vip").priority);
        expect(vip).toBeLessThanOrEqual(priorityRank("high"));
        expect(vip).toBeLessThanOrEqual(priorityRank(priorityOf(text, "standard").priority));
      }),
    );
  });

  test("what is not normal says why", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("urgent", "broken", "no rush", "hello"),
        fc.constantFrom("vip", "standard"),
        (text, tier) => {
          const { priority, reasons } = priorityOf(text, tier);
          expect(reasons.length > 0).toBe(priority !== "normal");
        },
      ),
    );
  });

  test.each(["g", "y", "gi"])("a pattern with the flags %s holds for every message alike", (flags) => {
    const rules = [{ priority: "urgent", reason: "joke", pattern: new RegExp("joke", flags) }] as const;
    for (const _ of Array.from({ length: 4 })) {
      expect(priorityOf("joke after joke", "standard", rules)).toEqual({ priority: "urgent", reasons: ["joke"] });
    }
  });

  test("more urgent tickets come first", () => {
    expect([...priorities].sort((a, b) => priorityRank(a) - priorityRank(b))).toEqual([
      "urgent",
      "high",
      "normal",
      "low",
    ]);
  });
});
