import type { Classification } from "../model/classification.ts";
import type { Classifier } from "../ports/classifier.ts";
import { assert, assertEqual } from "./assert.ts";
import type { ContractCase } from "./contract-case.ts";

const texts = [
  ...["", "   ", "?!", "👍", "\u0000", "\uD83D", "xyzzy", "500", "转人工", "API 返回 401 怎么办"],
  ...[
    "我要投诉你们的服务",
    "How do I reset my password?",
    "the app crashes",
    `${"长".repeat(10_000)} ${"a ".repeat(5_000)}`,
  ],
];

/** What every {@link Classifier} keeps, whatever types it knows. `open` gives one for each case anew. */
export function classifierContract(open: () => Classifier): readonly ContractCase[] {
  const each = (name: string, check: (classification: Classification, text: string) => void): ContractCase => ({
    name,
    run: async () => {
      const classifier = open();
      for (const text of texts)
        check(await classifier.classify({ text, language: "zh-CN" }), JSON.stringify(text).slice(0, 40));
    },
  });
  return [
    {
      name: "has a name",
      run: async () => assert(open().name !== "", "The name should not be empty."),
    },
    each("says who decided", ({ by }, text) => assert(by !== "", `For ${text}, "by" should not be empty.`)),
    each("is sure from 0 to 1, and 0 exactly when it abstains", ({ type, confidence }, text) => {
      assert(confidence >= 0 && confidence <= 1, `For ${text}, it is sure by ${confidence}, which is not from 0 to 1.`);
      assertEqual(type === null, confidence === 0, `For ${text} as ${type} with ${confidence}, whether it abstains`);
    }),
    each("lists the types considered, best first, the one it chose among them", ({ type, candidates }, text) => {
      for (const [place, { confidence }] of candidates.entries()) {
        const atMost = candidates[place - 1]?.confidence ?? 1;
        assert(
          confidence >= 0 && confidence <= atMost,
          `For ${text}, candidate ${place} has ${confidence}, over ${atMost}.`,
        );
      }
      const chosen = type === null || candidates.some((candidate) => candidate.type === type);
      assert(chosen, `For ${text}, the type ${type} is not among the candidates.`);
    }),
    each("hears each wish once", ({ wishes }, text) => {
      assertEqual(new Set(wishes).size, wishes.length, `For ${text}, the number of different wishes`);
    }),
    {
      name: "does not depend on what it was asked before",
      run: async () => {
        const classifier = open();
        for (const text of texts) {
          const first = await classifier.classify({ text, language: "zh-CN" });
          assertEqual(
            await classifier.classify({ text, language: "zh-CN" }),
            first,
            "Asked again, it should say the same",
          );
        }
      },
    },
  ];
}
