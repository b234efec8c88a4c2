import { describe, expect, test } from "vitest";
import { firstSure } from "../../src/classifiers/first-sure.ts";
import { ruleClassifier } from "../../src/classifiers/rule-classifier.ts";
import type { Wish } from "../../src/model/classification.ts";
import type { Classifier } from "../../src/ports/classifier.ts";
import { classifierContract } from "../../src/testing/classifier-contract.ts";

const request = { text: "hello", language: "en" };

function saying(name: string, type: string | null, confidence: number, wishes: readonly Wish[] = []): Classifier {
  const candidates = type === null ? [] : [{ type, confidence, evidence: [name] }];
  return { name, classify: async () => ({ type, confidence, candidates, wishes, by: name }) };
}

function failing(name: string): Classifier {
  return {
    name,
    classify: async () => {
      throw new Error(`${name} is down`);
    },
  };
}

describe("keeps the contract", () => {
  for (const { name, run } of classifierContract(() => firstSure([ruleClassifier(), ruleClassifier()])))
    test(name, run);
});

test("the first that is sure decides, and the rest are not asked", async () => {
  const both = firstSure([saying("a", "technical", 0.3), saying("b", "general", 0.6), failing("c")]);
  expect(await both.classify(request)).toMatchObject({ type: "general", confidence: 0.6, by: "b" });
});

test("how sure is sure can be set", async () => {
  const strict = firstSure([saying("a", "technical", 0.6), saying("b", "general", 0.9)], { minimumConfidence: 0.8 });
  expect(await strict.classify(request)).toMatchObject({ type: "general", by: "b" });
});

test("wishes and candidates of all that were asked are kept, best first", async () => {
  const classifier = firstSure([
    saying("a", "technical", 0.3, ["human"]),
    saying("b", "general", 0.6, ["human", "bot"]),
  ]);
  const { wishes, candidates } = await classifier.classify(request);
  expect(wishes).toEqual(["human", "bot"]);
  expect(candidates.map(({ type }) => type)).toEqual(["general", "technical"]);
});

test("when nobody is sure, it abstains and names all it asked", async () => {
  const classifier = firstSure([saying("a", null, 0, ["human"]), saying("b", "general", 0.4)]);
  expect(await classifier.classify(request)).toMatchObject({
    type: null,
    confidence: 0,
    wishes: ["human"],
    by: "first-sure(a, b)",
  });
});

test("one that throws is passed over, and told of", async () => {
  const classifier = firstSure([failing("a"), saying("b", "general", 0.9)]);
  expect(await classifier.classify(request)).toMatchObject({ type: "general", by: "b", errors: ["a: a is down"] });
});

test("when all throw, it abstains and tells every error", async () => {
  const inner = firstSure([failing("b"), failing("c")]);
  expect(await firstSure([failing("a"), inner]).classify(request)).toMatchObject({
    type: null,
    confidence: 0,
    errors: ["a: a is down", "b: b is down", "c: c is down"],
  });
});

test("when nothing fails, there is no word of errors", async () => {
  expect(await firstSure([saying("a", "general", 0.9)]).classify(request)).not.toHaveProperty("errors");
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["no candidates", { type: "general", confidence: 0.9, wishes: [], by: "odd" }],
  [
    "a confidence that is no number",
    { type: "general", confidence: Number.NaN, candidates: [], wishes: [], by: "odd" },
  ],
  ["a wish nobody knows", { type: null, confidence: 0, candidates: [], wishes: ["tea"], by: "odd" }],
])("one that returns %s abstains, and the next is asked", async (_, returned) => {
  const odd: Classifier = { name: "odd", classify: async () => returned as never };
  expect(await firstSure([odd, saying("b", "technical", 0.9)]).classify(request)).toMatchObject({
    type: "technical",
    by: "b",
    errors: [expect.stringMatching(/^odd: .*no Classification/)],
  });
});
