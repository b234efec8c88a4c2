import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitMessage, splitText } from "../../src/model/fit-message.ts";
import { cleanText } from "../../src/model/inbound.ts";
import { languageOf } from "../../src/model/language.ts";
import { firstCharacters } from "../../src/model/message.ts";
import { subjectOf } from "../../src/model/ticket.ts";

const characters = ["a", "Z", " ", "\n", "。", "中", "文", "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301", "𠮷", "👍🏽", "ไม้", "."];
const texts = fc.array(fc.constantFrom(...characters), { maxLength: 120 }).map((parts) => parts.join(""));
const graphemes = (text: string) => [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)];
const sizes = { utf16: (text: string) => text.length, bytes: (text: string) => new TextEncoder().encode(text).length };
const withoutSpace = (text: string) => text.replace(/\s+/gu, "");

/** A surrogate without its other half: only such a one is a character of its own here. */
const half = /\p{Surrogate}/u;

/** The places between characters as a reader sees them. */
const bordersOf = (text: string) => new Set([...graphemes(text).map(({ index }) => index), text.length]);

describe.each(["utf16", "bytes"] as const)("splitting by %s", (unit) => {
  const limits = fc.integer({ min: 30, max: 200 }).map((max) => ({ max, unit }));

  test("no part is over the limit", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        for (const part of splitText(text, limit)) expect(sizes[unit](part)).toBeLessThanOrEqual(limit.max);
      }),
    );
  });

  test("the parts together are the text, but for the space between them", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        expect(withoutSpace(splitText(text, limit).join(""))).toBe(withoutSpace(text));
      }),
    );
  });

  test("every part begins and ends between characters", () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const borders = bordersOf(text);
        let from = 0;
        for (const part of splitText(text, limit)) {
          const start = text.indexOf(part, from);
          expect(start).not.toBe(-1);
          from = start + part.length;
          expect(borders).toContain(start);
          expect(borders).toContain(from);
        }
      }),
    );
  });

  test("what fits is one part, as it is", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(splitText(text, { max: 10_000, unit })).toEqual([text]);
      }),
    );
  });
});

test("a text is cut between paragraphs, lines, sentences or words where it can be", () => {
  expect(splitText("one two three four five", { max: 12, unit: "utf16" })).toEqual(["one two", "three four", "five"]);
  expect(splitText("今天很好。明天也很好。", { max: 7, unit: "utf16" })).toEqual(["今天很好。", "明天也很好。"]);
  expect(splitText("first part\n\nsecond part here", { max: 18, unit: "utf16" })).toEqual([
    "first part",
    "second part here",
  ]);
});

test("options and template go with the last part", () => {
  const content = {
    text: "word ".repeat(30).trim(),
    options: [{ id: "yes", title: "Yes" }],
    template: { name: "survey", language: "en", parameters: {} },
  };
  const limits = { text: { max: 100, unit: "utf16" }, options: { max: 3, titleLength: 20 }, templates: true } as const;
  const parts = fitMessage(content, limits, "Please choose.");
  expect(parts).toHaveLength(2);
  expect(parts[0]).toEqual({ text: expect.any(String), options: undefined, template: undefined });
  expect(parts[1]).toMatchObject({ options: content.options, template: content.template });
});

test("a channel without buttons gets numbered lines, and how to choose", () => {
  const content = { text: "Which?", options: ["Orders", "Billing"].map((title) => ({ id: title, title })) };
  const limits = { text: { max: 100, unit: "utf16" }, templates: false } as const;
  expect(fitMessage(content, limits, "Choose by number.")).toMatchObject([
    { text: "Which?\n1. Orders\n2. Billing\nChoose by number.", options: undefined },
  ]);
});

test("the first characters are the text's own beginning, whole, and so many or fewer", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 60 }), (text, limit) => {
      const first = firstCharacters(text, limit);
      expect(text.startsWith(first)).toBe(true);
      expect(bordersOf(text)).toContain(first.length);
      expect(graphemes(first).length).toBe(Math.min(limit, graphemes(text).length));
    }),
  );
});

test("a subject is one line of at most a hundred characters", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const subject = subjectOf(text);
      expect(subject).not.toMatch(/[\n\r\t]|^\s|\s{2}/);
      expect(graphemes(subject).length).toBeLessThanOrEqual(100);
    }),
  );
});

test("cleaned text has no NUL and no half of a character, and clean text stays as it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      (text) => {
        const clean = cleanText(text);
        expect(clean).not.toContain("\u0000");
        expect(clean).not.toMatch(half);
        expect(cleanText(clean)).toBe(clean);
        if (!half.test(text)) expect(clean).toBe(text.replaceAll("\u0000", ""));
      },
    ),
  );
});

test.each([
  ["怎么重置密码？", "zh-CN"],
  ["我的 iPhone 打不开 App", "zh-CN"],
  ["how do I reset my password", "en"],
  ["what does 你好 mean in English please", "en"],
  ["???", "fallback"],
  ["👍 123", "fallback"],
  ["", "fallback"],
])("the language of %s is %s", (text, language) => {
  expect(languageOf(text, "fallback")).toBe(language);
});

test("signs and numbers do not change a text's language", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("你好", "hello there"),
      fc.string({ unit: fc.constantFrom(..." 0123?!。，👍") }),
      (text, signs) => {
        expect(languageOf(`${signs}${text}${signs}`, "fallback")).toBe(languageOf(text, "fallback"));
      },
    ),
  );
});
