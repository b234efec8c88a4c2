import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitMessage } from "../../src/model/fit-message.ts";
import { languageOf } from "../../src/model/language.ts";
import { splitText } from "../../src/model/split-text.ts";
import { cleanText, firstCharacters } from "../../src/model/text.ts";
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

test("however small a channel's limit is, all parts keep to it and no character's code points are broken", () => {
  const limits = fc.oneof(
    fc.record({ max: fc.integer({ min: 2, max: 30 }), unit: fc.constant("utf16" as const) }),
    fc.record({ max: fc.integer({ min: 4, max: 30 }), unit: fc.constant("bytes" as const) }),
  );
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const parts = splitText(text, limit);
      expect(withoutSpace(parts.join(""))).toBe(withoutSpace(text));
      for (const part of parts) {
        expect(sizes[limit.unit](part)).toBeLessThanOrEqual(limit.max);
        expect(part).not.toMatch(half);
      }
    }),
  );
});

test("no part is empty, however much space there is, unless there is nothing else", () => {
  const spaced = fc
    .array(fc.constantFrom("a", "中", " ", "   ", "\n\n"), { maxLength: 80 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(spaced, fc.integer({ min: 1, max: 12 }), (text, max) => {
      const parts = splitText(text, { max, unit: "utf16" });
      if (text.trim() === "") expect(parts).toHaveLength(1);
      else for (const part of parts) expect(part.trim()).not.toBe("");
    }),
  );
});

test.each<[string, number, "utf16" | "bytes", readonly string[]]>([
  ["👨‍👩‍👧‍👦", 6, "utf16", ["👨‍👩‍", "👧‍👦"]],
  ["👨‍👩‍👧‍👦", 4, "bytes", ["👨", "\u200D", "👩", "\u200D", "👧", "\u200D", "👦"]],
  ["𠮷𠮷", 1, "utf16", ["𠮷", "𠮷"]],
  ["中文", 2, "bytes", ["中", "文"]],
])("%s, larger than a limit of %i %s, is cut between code points", (text, max, unit, parts) => {
  expect(splitText(text, { max, unit })).toEqual(parts);
});

test("a letter under a tower of accents is one character, whole if it fits", () => {
  const tower = `a${"\u0301".repeat(90)}`;
  expect(splitText(`${tower}${tower}`, { max: 100, unit: "utf16" })).toEqual([tower, tower]);
  const parts = splitText(`${tower}b`, { max: 50, unit: "utf16" });
  expect(parts.join("")).toBe(`${tower}b`);
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(50);
});

test("options and template go with the last part", () => {
  const content = {
    text: "word ".repeat(30).trim(),
    options: [{ id: "yes", title: "Yes" }],
    template: { name: "survey", language: "en", parameters: {} },
  };
  const limits = { text: { max: 100, unit: "utf16" }, options: { max: 3, titleLength: 20 }, templates: true } as const;
  const parts = fitMessage({ id: "m-1", content, chooseByNumber: "Please choose." }, limits);
  expect(parts).toHaveLength(2);
  expect(parts[0]).toEqual({ text: expect.any(String), options: undefined, template: undefined });
  expect(parts[1]).toMatchObject({ options: content.options, template: content.template });
});

test("a channel without buttons gets numbered lines, and how to choose", () => {
  const content = { text: "Which?", options: ["Orders", "Billing"].map((title) => ({ id: title, title })) };
  const limits = { text: { max: 100, unit: "utf16" }, templates: false } as const;
  expect(fitMessage({ id: "m-1", content, chooseByNumber: "Choose by number." }, limits)).toMatchObject([
    { text: "Which?\n1. Orders\n2. Billing\nChoose by number.", options: undefined },
  ]);
});

test("a text goes under a file where the channel has room for it, and after it where not", () => {
  const media = { kinds: ["image", "sticker"], captionLength: 10, withoutCaption: ["sticker"] } as const;
  const limits = { text: { max: 100, unit: "utf16" }, templates: false, media } as const;
  const partsOf = (kind: "image" | "sticker", text: string) =>
    fitMessage({ id: "m-1", content: { text, media: [{ kind, id: "file" }] }, chooseByNumber: "" }, limits);
  expect(partsOf("image", "look")).toMatchObject([{ text: "look", media: [{ id: "file" }] }]);
  expect(partsOf("image", "look at this")).toMatchObject([
    { text: "", media: [{ id: "file" }] },
    { text: "look at this" },
  ]);
  expect(partsOf("sticker", "look")).toMatchObject([{ text: "", media: [{ id: "file" }] }, { text: "look" }]);
  expect(partsOf("sticker", "")).toMatchObject([{ text: "", media: [{ id: "file" }] }]);
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
  ["???", "zh-CN"],
  ["👍 123", "zh-CN"],
  ["", "zh-CN"],
  ["ok", "zh-CN"],
  ["SN-2211-A", "zh-CN"],
  ["iPhone", "zh-CN"],
  ["ada.lovelace@example.com", "zh-CN"],
  ["https://example.com/my/order https://example.com/b", "zh-CN"],
  ["查 SN-A SN-B2", "zh-CN"],
  ["refund please!", "en"],
  ["I can't log in", "en"],
])("the language of %s is %s", (text, language) => {
  expect(languageOf(text, "zh-CN")).toBe(language);
});

test("a text in Latin letters is taken for the third language that somebody has set", () => {
  expect(languageOf("comment réinitialiser mon mot de passe", "fr")).toBe("fr");
  expect(languageOf("怎么重置密码", "fr")).toBe("zh-CN");
  expect(languageOf("how do I reset it", "zh-Hans")).toBe("en");
});

test("signs and numbers do not change a text's language", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("你好", "hello there"),
      fc.string({ unit: fc.constantFrom(..." 0123?!。，👍") }),
      (text, signs) => {
        expect(languageOf(`${signs} ${text} ${signs}`, "zh-CN")).toBe(languageOf(text, "zh-CN"));
      },
    ),
  );
});
