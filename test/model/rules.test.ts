import fc from "fast-check";
import { isCode } from "kefu";
import { describe, expect, test } from "vitest";
import { priorities, priorityOf, priorityRank } from "../../src/model/priority.ts";
import { answerSurvey, scoreIn, shouldSurvey, surveyChoiceId, surveyStatistics } from "../../src/model/survey.ts";
import { someSurvey } from "./some-records.ts";

describe("reading a score", () => {
  test("a score in any usual writing is read", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom("", "分", " 分", "/5", " / 5", "星", " stars", " points", ".", "！", "。"),
        fc.constantFrom("", " ", "\n"),
        (score, ending, space) => {
          const wide = String.fromCharCode(0xff10 + score);
          expect(scoreIn("s-1", `${space}${score}${ending}${space}`, undefined)).toBe(score);
          expect(scoreIn("s-1", `${wide}${ending}`, undefined)).toBe(score);
          expect(scoreIn("s-1", "⭐".repeat(score), undefined)).toBe(score);
        },
      ),
    );
  });

  test("a button of this survey is read, one of another survey is not", () => {
    expect(scoreIn("s-1", "5 Very good", surveyChoiceId("s-1", 5))).toBe(5);
    expect(scoreIn("s-1", "5", surveyChoiceId("s-2", 5))).toBeNull();
    expect(scoreIn("s-1", "5", "something else")).toBeNull();
  });

  test.each(["I have 5 questions", "5 people wrote", "call 12345", "谢谢", "", "订单 5", "3.5", "-1", "5/6"])(
    "%s is no score",
    (text) => {
      expect(scoreIn("s-1", text, undefined)).toBeNull();
    },
  );

  test("a lone number off the scale is read as it is, for the refusal", () => {
    expect(scoreIn("s-1", "10", undefined)).toBe(10);
    expect(scoreIn("s-1", "0", undefined)).toBe(0);
  });
});

describe("surveys", () => {
  test("a survey takes exactly the whole numbers from 1 to 5", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double()), (score) => {
        const fits = [1, 2, 3, 4, 5].includes(score);
        try {
          const answered = answerSurvey(someSurvey(), { score, comment: null }, new Date("2026-01-06T09:00:00Z"));
          expect(answered).toMatchObject({ status: "answered", score });
          expect(fits).toBe(true);
        } catch (error) {
          if (!isCode(error, "survey.refused")) throw error;
          expect(fits).toBe(false);
        }
      }),
    );
  });

  test("CSAT counts 4s and 5s among the answers, and only answers", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 5 }))), (scores) => {
        const surveys = scores.map((score) => someSurvey(score === null ? {} : { status: "answered", score }));
        const answers = scores.filter((score) => score !== null);
        const { asked, answered, csat, responseRate } = surveyStatistics(surveys);
        expect([asked, answered]).toEqual([scores.length, answers.length]);
        expect(csat).toBe(answers.length === 0 ? null : answers.filter((score) => score > 3).length / answers.length);
        expect(responseRate).toBe(scores.length === 0 ? null : answers.length / scores.length);
      }),
    );
  });

  test("a survey is asked only about a closure that lasts, of a human's work, after the quiet days", () => {
    const now = new Date("2026-01-31T00:00:00Z");
    const policy = { quietDays: 30, askWithoutHuman: false };
    const good = { humanHandled: true, stillClosed: true, lastAskedAt: null, now };
    expect(shouldSurvey(good, policy)).toEqual({ send: true, reason: "closed_ticket" });
    expect(shouldSurvey({ ...good, stillClosed: false }, policy).reason).toBe("reopened_before_asking");
    expect(shouldSurvey({ ...good, humanHandled: false }, policy).reason).toBe("no_human_handled_it");
    expect(shouldSurvey({ ...good, humanHandled: false }, { ...policy, askWithoutHuman: true }).send).toBe(true);
    const lately = { ...good, lastAskedAt: new Date("2026-01-01T00:00:01Z") };
    expect(shouldSurvey(lately, policy).reason).toBe("asked_this_customer_lately");
    expect(shouldSurvey({ ...good, lastAskedAt: new Date("2026-01-01T00:00:00Z") }, policy).send).toBe(true);
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
