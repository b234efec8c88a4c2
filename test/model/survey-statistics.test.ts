import fc from "fast-check";
import type { Survey } from "kefu";
import { describe, expect, test } from "vitest";
import { surveyReport, surveyStatistics } from "../../src/model/survey-statistics.ts";
import { someSurvey } from "./some-records.ts";

const answered = (score: number, fields: Partial<Survey> = {}) => someSurvey({ status: "answered", score, ...fields });

describe("counting surveys", () => {
  test("CSAT counts 4s and 5s among the answers, and only answers", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 5 }))), (scores) => {
        const surveys = scores.map((score) => (score === null ? someSurvey() : answered(score)));
        const answers = scores.filter((score) => score !== null);
        const { asked, answered: count, csat, responseRate } = surveyStatistics(surveys);
        expect([asked, count]).toEqual([scores.length, answers.length]);
        expect(csat).toBe(answers.length === 0 ? null : answers.filter((score) => score > 3).length / answers.length);
        expect(responseRate).toBe(scores.length === 0 ? null : answers.length / scores.length);
      }),
    );
  });

  test("satisfaction: four asked, three answered 5, 4 and 3", () => {
    expect(surveyStatistics([answered(5), answered(4), answered(3), someSurvey()])).toEqual({
      ...{ asked: 4, answered: 3, suppressed: 0, suppressedBy: {}, responseRate: 0.75 },
      ...{ averageScore: 4, csat: 2 / 3, nps: null, ces: null },
    });
  });

  test("recommendation: of ten, five promoters, three between, two detractors make 30", () => {
    const scores = [10, 10, 9, 9, 9, 8, 7, 7, 6, 0];
    const { nps, averageScore, csat } = surveyStatistics(scores.map((score) => answered(score, { kind: "nps" })));
    expect(nps).toBeCloseTo(30, 10);
    expect([averageScore, csat]).toEqual([7.5, null]);
  });

  test("recommendation reaches from -100 to 100", () => {
    expect(surveyStatistics([answered(6, { kind: "nps" })]).nps).toBe(-100);
    expect(surveyStatistics([answered(9, { kind: "nps" })]).nps).toBe(100);
    expect(surveyStatistics([answered(8, { kind: "nps" })]).nps).toBe(0);
  });

  test("effort: of 7, 5, 4 and 1, half found it easy, 4.25 on the average", () => {
    const { ces, averageScore } = surveyStatistics([7, 5, 4, 1].map((score) => answered(score, { kind: "ces" })));
    expect([ces, averageScore]).toEqual([0.5, 4.25]);
  });

  test("scores of different scales have no common average, and each its own measure", () => {
    const surveys = [answered(5), answered(10, { kind: "nps" }), answered(7, { kind: "ces" })];
    expect(surveyStatistics(surveys)).toMatchObject({ answered: 3, averageScore: null, csat: 1, nps: 100, ces: 1 });
  });

  test("those that were not asked are counted by why, and not in the response rate", () => {
    const not = (statusReason: Survey["statusReason"]) => someSurvey({ status: "suppressed", statusReason });
    const surveys = [answered(5), not("window_closed"), not("window_closed"), not("customer_wants_none")];
    expect(surveyStatistics([...surveys, someSurvey({ status: "scheduled" })])).toMatchObject({
      ...{ asked: 1, suppressed: 3, responseRate: 1 },
      suppressedBy: { window_closed: 2, customer_wants_none: 1 },
    });
  });
});

describe("grouping surveys", () => {
  const days = ["2026-01-04T17:00:00Z", "2026-01-04T15:00:00Z", "2026-01-11T23:59:59Z", "2026-02-28T12:00:00Z"];
  const surveys = days.map((day, index) =>
    answered(index + 1, { createdAt: new Date(day), agentId: index === 3 ? null : `a${index % 2}`, queue: "q" }),
  );
  const keys = (options: Parameters<typeof surveyReport>[1]) =>
    surveyReport(surveys, options).groups.map(({ key, answered: count }) => [key, count]);

  test("by agent, with those without one last", () => {
    expect(keys({ by: "agent" })).toEqual([
      ["a0", 2],
      ["a1", 1],
      [null, 1],
    ]);
    expect(surveyReport(surveys, { by: "agent" }).groups[0]).toMatchObject({ key: "a0", averageScore: 2, csat: 0 });
  });

  test("by the days of a zone", () => {
    const utc = [
      ["2026-01-04", 2],
      ["2026-01-11", 1],
      ["2026-02-28", 1],
    ];
    const shanghai = [
      ["2026-01-04", 1],
      ["2026-01-05", 1],
      ["2026-01-12", 1],
      ["2026-02-28", 1],
    ];
    expect(keys({ by: "day" })).toEqual(utc);
    expect(keys({ by: "day", zone: "Asia/Shanghai" })).toEqual(shanghai);
  });

  test("by weeks, which begin on Monday", () => {
    expect(keys({ by: "week" })).toEqual([
      ["2025-12-29", 2],
      ["2026-01-05", 1],
      ["2026-02-23", 1],
    ]);
    expect(keys({ by: "week", zone: "Asia/Shanghai" })).toEqual([
      ["2025-12-29", 1],
      ["2026-01-05", 1],
      ["2026-01-12", 1],
      ["2026-02-23", 1],
    ]);
  });

  test("by month, kind, channel and queue", () => {
    expect(keys({ by: "month" })).toEqual([
      ["2026-01", 3],
      ["2026-02", 1],
    ]);
    expect(keys({ by: "kind" })).toEqual([["csat", 4]]);
    expect(keys({ by: "channel" })).toEqual([["web", 4]]);
    expect(keys({ by: "queue" })).toEqual([["q", 4]]);
  });

  test("only closures from `since` on and before `until`, and of one kind", () => {
    const since = new Date("2026-01-04T17:00:00Z");
    const until = new Date("2026-02-28T12:00:00Z");
    expect(surveyReport(surveys, { since, until })).toMatchObject({ asked: 2, groups: [] });
    expect(surveyReport([...surveys, answered(9, { kind: "nps" })], { kind: "nps" })).toMatchObject({
      asked: 1,
      nps: 100,
    });
  });

  test("groups make up the whole", () => {
    const survey = fc.record({
      score: fc.integer({ min: 1, max: 5 }),
      agentId: fc.option(fc.constantFrom("a", "b", "c")),
    });
    fc.assert(
      fc.property(fc.array(survey), (fields) => {
        const { asked, groups } = surveyReport(
          fields.map(({ score, agentId }) => answered(score, { agentId })),
          { by: "agent" },
        );
        expect(groups.reduce((sum, group) => sum + group.asked, 0)).toBe(asked);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      }),
    );
  });
});
