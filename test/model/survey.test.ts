import fc from "fast-check";
import { isCode } from "kefu";
import { describe, expect, test } from "vitest";
import { hmacKey, isSameText } from "../../src/model/hmac.ts";
import { isQuestion } from "../../src/model/question.ts";
import {
  answerSurvey,
  commentOnSurvey,
  type SurveyKind,
  surveyChoice,
  surveyChoiceId,
  surveyScales,
} from "../../src/model/survey.ts";
import { closureIn, surveyToken } from "../../src/model/survey-link.ts";
import { scoreIn } from "../../src/model/survey-score.ts";
import { someSurvey } from "./some-records.ts";

const kinds: readonly SurveyKind[] = ["csat", "nps", "ces"];
const at = new Date("2026-01-06T09:00:00Z");

describe("reading a score", () => {
  test.each(kinds)("a score of %s in any usual writing is read", (kind) => {
    const { lowest, highest } = surveyScales[kind];
    fc.assert(
      fc.property(
        fc.integer({ min: lowest, max: highest }),
        fc.constantFrom("", "分", " 分", `/${highest}`, ` / ${highest}`, "星", " stars", " points", ".", "！", "。"),
        fc.constantFrom("", " ", "\n"),
        (score, ending, space) => {
          expect(scoreIn(kind, `${space}${score}${ending}${space}`)).toBe(score);
          const wide = String(score).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
          expect(scoreIn(kind, `${wide}${ending}`)).toBe(score);
        },
      ),
    );
  });

  test.each<[SurveyKind, string, number | null]>([
    ["nps", "10", 10],
    ["nps", "0", 0],
    ["nps", "零分", 0],
    ["nps", "十分", 10],
    ["nps", "9/10", 9],
    ["nps", "ten", 10],
    ["nps", "9/5", null],
    ["nps", "⭐⭐", null],
    ["ces", "七", 7],
    ["ces", "seven", 7],
    ["ces", "7/7", 7],
    ["ces", "八", null],
    ["csat", "⭐⭐⭐", 3],
    ["csat", "5/10", null],
    ["csat", "zero", null],
  ])("asked for %s, %s is %s", (kind, text, score) => {
    expect(scoreIn(kind, text)).toBe(score);
  });

  test.each(kinds)("of %s, the label of a score is one, and a score without a label has none", (kind) => {
    const { lowest } = surveyScales[kind];
    expect(scoreIn(kind, "Not at all!", ["Not at all", "", "Very"])).toBe(lowest);
    expect(scoreIn(kind, "very", ["Not at all", "", "Very"])).toBe(lowest + 2);
    expect(scoreIn(kind, "", ["Not at all", "", "Very"])).toBeNull();
  });

  test.each(["I have 5 questions", "5 people wrote", "call 12345", "谢谢", "", "订单 5", "3.5", "-1", "5/6", "5?"])(
    "%s is no score of any kind",
    (text) => {
      for (const kind of kinds) expect(scoreIn(kind, text)).toBeNull();
    },
  );

  test.each([
    "2 个包裹没有收到",
    "3, 我的订单还没到货",
    "1 整天都打不开",
    "2个包裹",
    "4 天了还没解决",
    "1 thing is still broken",
    "5, the app crashes again",
    "2 agents told me no",
    "3 good reasons to cancel",
    "5 很好？",
    `5 ${"很好".repeat(40)}`,
  ])("%s is an issue, not a score", (text) => {
    for (const kind of kinds) expect(scoreIn(kind, text)).toBeNull();
  });

  test.each([
    ["5 很满意", 5],
    ["5分，非常满意，谢谢！", 5],
    ["1 星，服务态度太差了", 1],
    ["3一般", 3],
    ["4 不错", 4],
    ["2，客服回复有点慢。", 2],
    ["5 问题解决了，谢谢", 5],
    ["5 stars, great service, thank you!", 5],
    ["2 not very helpful", 2],
    ["4 - good", 4],
    ["5 thanks for your help", 5],
    ["1/5 very bad support", 1],
  ])("%s is a score with a judgement", (text, score) => {
    expect(scoreIn("csat", text)).toBe(score);
  });

  test("a lone number off the scale is read as it is, for the refusal", () => {
    expect([scoreIn("csat", "10"), scoreIn("csat", "0"), scoreIn("nps", "11")]).toEqual([10, 0, 11]);
  });

  test("a survey's button is read, and nothing else is one", () => {
    expect(surveyChoice(surveyChoiceId("s-1", 10))).toEqual({ surveyId: "s-1", score: 10 });
    for (const id of ["something else", "survey:s-1:", "survey:s-1:x", "survey:s-1:5:6", undefined]) {
      expect(surveyChoice(id)).toBeNull();
    }
  });
});

describe("the one answer", () => {
  test.each(kinds)("a survey of %s takes exactly the whole numbers of its scale", (kind) => {
    const { lowest, highest } = surveyScales[kind];
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double()), (score) => {
        const fits = Number.isInteger(score) && score >= lowest && score <= highest;
        try {
          const answered = answerSurvey(someSurvey({ kind }), { score, comment: null }, at);
          expect(answered).toMatchObject({ status: "answered", score });
          expect(fits).toBe(true);
        } catch (error) {
          if (!isCode(error, "survey.refused")) throw error;
          expect(error.details).toMatchObject({ reason: "off_scale" });
          expect(fits).toBe(false);
        }
      }),
    );
  });

  test("a comment belongs to an answer, comes once, and in time", () => {
    const answered = answerSurvey(someSurvey(), { score: 2, comment: null }, at);
    expect(commentOnSurvey(answered, "slow", at)).toMatchObject({ score: 2, comment: "slow" });
    const late = new Date("2026-02-06T09:00:00Z");
    for (const [survey, time, reason] of [
      [someSurvey(), at, "not_answered"],
      [{ ...answered, comment: "slow" }, at, "commented"],
      [answered, late, "expired"],
    ] as const) {
      expect(() => commentOnSurvey(survey, "x", time)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ reason }) }),
      );
    }
  });
});

describe("the signature of a link", () => {
  const key = (secret: string) => hmacKey(new TextEncoder().encode(secret), "sign");

  test("it is short, and safe in any link", async () => {
    const token = await surveyToken(await key("a secret of the desk"), "default", someSurvey({ closure: 12 }));
    expect(token).toMatch(/^12-[0-9a-z]{26}$/);
    expect(closureIn(token)).toBe(12);
  });

  test("another secret, tenant, survey, ticket, closure or time of expiry makes another one", async () => {
    const own = await key("a secret of the desk");
    const expiresAt = new Date("2026-01-19T09:00:01Z");
    const tokens = await Promise.all([
      surveyToken(own, "default", someSurvey()),
      surveyToken(await key("another secret"), "default", someSurvey()),
      surveyToken(own, "other", someSurvey()),
      ...[{ id: "s-2" }, { ticketId: "T-2" }, { closure: 2 }, { expiresAt }].map((fields) =>
        surveyToken(own, "default", someSurvey(fields)),
      ),
    ]);
    expect(new Set(tokens.map((token) => token.replace(/^\d+-/, ""))).size).toBe(tokens.length);
  });

  test("texts are compared to the end, and are the same only when they are", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(isSameText(one, one)).toBe(true);
        expect(isSameText(one, other)).toBe(one === other);
        expect(isSameText(one, `${one}x`)).toBe(false);
      }),
    );
  });
});

test.each([
  ["why is it broken again", true],
  ["It still fails. Can you help?", true],
  ["how do I cancel", true],
  ["什么时候能修好？", true],
  ["怎么又坏了", true],
  ["能退款吗", true],
  ["What a great service", false],
  ["Li was quick and kind", false],
  ["回复太慢", false],
  ["没多久就解决了，很好", false],
])("%s: a question? %s", (text, is) => {
  expect(isQuestion(text)).toBe(is);
});
