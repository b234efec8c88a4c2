import fc from "fast-check";
import { expect, test } from "vitest";
import {
  knowledgeFromCsv,
  knowledgeFromJson,
  maxKnowledgeEntries,
  maxKnowledgeTextLength,
} from "../../src/knowledge/load-knowledge.ts";

const refused = (sentence: RegExp) =>
  expect.objectContaining({ code: "knowledge.invalid", message: expect.stringMatching(sentence) });

test("JSON may be a map from question to answer", () => {
  expect(knowledgeFromJson('{"退款政策":"七天"}')).toMatchObject([{ question: "退款政策", answer: "七天" }]);
});

test("JSON may be a list of entries", () => {
  const entry = { id: "r", question: "Refund?", variants: ["money back"], answer: "Yes.", language: "en" };
  expect(knowledgeFromJson(`\uFEFF${JSON.stringify([entry])}`)).toEqual([entry]);
});

test.each([
  ["{", /no JSON/],
  ["7", /neither a list of entries nor a map/],
  ['{"a":1}', /entry 1\.answer/],
  ['[{"question":"a"}]', /entry 1\.answer/],
  ['[{"question":"a","answer":"b"},{"question":"a","answer":"c"}]', /entry 2: the id "a" is used twice/],
])("the JSON %s is refused", (text, sentence) => {
  expect(() => knowledgeFromJson(text)).toThrow(refused(sentence));
});

test("CSV has quoted fields with commas, quotes and line ends, a byte order mark, CRLF and columns in any order", () => {
  const text =
    '\uFEFFanswer,Question,variants,language\r\n"Yes, ""always"".\r\nAsk us.",Refund?,money back| return it |,en\r\n\r\nx,y,,\r\n';
  expect(knowledgeFromCsv(text)).toEqual([
    {
      id: "Refund?",
      question: "Refund?",
      variants: ["money back", "return it"],
      answer: 'Yes, "always".\r\nAsk us.',
      language: "en",
    },
    { id: "y", question: "y", variants: [], answer: "x", language: null },
  ]);
});

test.each([
  ["", /line 1 names no column "question"/],
  ["question\na", /line 1 names no column "answer"/],
  ["question,answer,price\n", /line 1 names a column "price"/],
  ["question,answer,answer\n", /names a column twice/],
  ['question,answer\na,"b\nc"\nd', /line 4 has 1 fields; the first line names 2/],
  ["question,answer\na,b\n,c", /line 3: question/],
  ['question,answer\na,"b', /line 2 has a quote that is not closed/],
  ['question,answer\na,b"c', /line 2 has a quote inside/],
  ['question,answer\na,"b"c', /line 2 has text after a closing quote/],
  ["question,answer\na,b\na,c", /entry 2: the id "a" is used twice/],
])("the CSV %j is refused", (text, sentence) => {
  expect(() => knowledgeFromCsv(text)).toThrow(refused(sentence));
});

test("texts and lists beyond the limits are refused", () => {
  expect(() => knowledgeFromJson(" ".repeat(maxKnowledgeTextLength + 1))).toThrow(refused(/characters; there may be/));
  expect(() => knowledgeFromCsv(" ".repeat(maxKnowledgeTextLength + 1))).toThrow(refused(/characters; there may be/));
  const rows = "a,b\n".repeat(maxKnowledgeEntries + 1);
  expect(() => knowledgeFromCsv(`question,answer\n${rows}`)).toThrow(refused(/100001 entries; there may be 100000/));
});

test("entries written as CSV are read back the same", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((value) => `x${value}x`);
  const fields = fc.oneof(text, fc.constantFrom('"', ",", "a,b", '"a"', "a\r\nb", "a\nb", "x\ry", "，"));
  const variant = fc.constantFrom("one", "two, three", 'fo"ur', "五");
  const entry = fc.record({
    id: fields,
    question: fields.map((value) => value.trim()).filter((value) => value !== ""),
    variants: fc.array(variant, { maxLength: 3 }),
    answer: fields,
    language: fc.constantFrom(null, "en", "zh-CN"),
  });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const entries = fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 8 });
  fc.assert(
    fc.property(entries, fc.constantFrom("\n", "\r\n"), (given, lineEnd) => {
      const rows = given.map(({ id, question, variants, answer, language }) =>
        [id, question, variants.join("|"), answer, language ?? ""].map(quoted).join(","),
      );
      const csv = ["id,question,variants,answer,language", ...rows].join(lineEnd);
      expect(knowledgeFromCsv(csv)).toEqual(given.map((value) => ({ ...value, answer: value.answer.trim() })));
    }),
  );
});
