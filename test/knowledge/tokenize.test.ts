import fc from "fast-check";
import { expect, test } from "vitest";
import { stem } from "../../src/model/stem.ts";
import { normalizeText, tokenize } from "../../src/model/tokenize.ts";

const texts = (text: string) => tokenize(text).map((term) => term.text);

test("a Han run gives its characters and pairs", () => {
  expect(texts("重置密码")).toEqual(["重", "重置", "置", "置密", "密", "密码", "码"]);
});

test("particles and politeness are left out, and their neighbours become a pair", () => {
  expect(texts("请问我的密码忘了吗")).toEqual(texts("密码忘"));
});

test("ways to ask the same are one term, which weighs little", () => {
  expect(tokenize("怎么退款")[0]).toMatchObject({ text: "?how", weight: 0.5 });
  expect(texts("如何退款")).toEqual(texts("怎么退款"));
  expect(texts("How")).toEqual(["?how"]);
});

test("English words are small, stemmed and without stop words", () => {
  expect(texts("I’ve CANCELLED the orders' deliveries")).toEqual(["cancel", "order", "deliver"]);
});

test("when there are only empty words, they are kept", () => {
  expect(texts("the")).toEqual(["the"]);
  expect(texts("你们")).toEqual(["你", "你们", "们"]);
});

test("full width is half width, and scripts may stand side by side", () => {
  expect(texts("ＡＰＩ返回４０１")).toEqual(["api", "返", "返回", "回", "401"]);
});

test.each([
  ["cancel", ["cancelled", "cancelling", "cancellation", "cancels"]],
  ["ship", ["shipping", "shipped", "shipment", "ships"]],
  ["forget", ["forgot", "forgotten"]],
  ["pay", ["paid", "payment", "payments", "paying"]],
])("%s is the stem of its forms", (word, forms) => {
  expect(forms.map(stem)).toEqual(forms.map(() => stem(word)));
});

test("words that only look like forms are left alone", () => {
  expect(["address", "bus", "this", "string", "bed", "hotel"].map(stem)).toEqual([
    "address",
    "bus",
    "this",
    "string",
    "bed",
    "hotel",
  ]);
});

test("every term of any text lies within it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const length = normalizeText(text).length;
      for (const term of tokenize(text)) {
        expect(term.text).not.toBe("");
        expect(term.start >= 0 && term.start < term.end && term.end <= length).toBe(true);
      }
    }),
  );
});
