import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { priorities, priorityOf, priorityRank } from "../../src/model/priority.ts";

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
