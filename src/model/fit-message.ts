import type { MessageContent, MessageOption } from "./message.ts";

/** The limits of a channel that decide how a message is cut. */
export interface MessageLimits {
  readonly text: { readonly max: number; readonly unit: "utf16" | "bytes" };
  readonly options?: { readonly max: number; readonly titleLength: number } | undefined;
  readonly templates: boolean;
}

/**
 * A message as the parts a channel can send: options it has no buttons for become numbered lines, long text is split
 * between paragraphs, lines or words where it can be, and never inside a character. Options and template go with the
 * last part.
 */
export function fitMessage(content: MessageContent, limits: MessageLimits, chooseByNumber: string): MessageContent[] {
  const options = content.options ?? [];
  const asButtons =
    limits.options !== undefined &&
    options.length <= limits.options.max &&
    options.every(({ title }) => title.length <= (limits.options?.titleLength ?? 0));
  let { text } = content;
  if (options.length > 0 && !asButtons) {
    text = [text, ...linesOf(options), chooseByNumber].join("\n");
  }
  const template = limits.templates ? content.template : undefined;
  const texts = splitText(text, limits.text);
  return texts.map((part, index) => {
    const last = index === texts.length - 1;
    return {
      ...(last ? content : {}),
      text: part,
      options: last && asButtons && options.length > 0 ? options : undefined,
      template: last ? template : undefined,
    };
  });
}

/** Options that bring their own numbers, from 0 or 1 on, keep them; a number alone says nothing that a line is needed for. */
function linesOf(options: readonly MessageOption[]): readonly string[] {
  const titles = options.map(({ title }) => title);
  const first = titles[0] === "0" || titles[0]?.startsWith("0 ") ? 0 : 1;
  const numbers = titles.map((title, index) => title === `${first + index}` || title.startsWith(`${first + index} `));
  return numbers.every(Boolean)
    ? titles.filter((title) => title.includes(" "))
    : titles.map((title, index) => `${index + 1}. ${title}`);
}

/** The text in parts of at most `limit.max` units; no part is empty, unless the text is. */
export function splitText(text: string, limit: { max: number; unit: "utf16" | "bytes" }): string[] {
  const parts: string[] = [];
  let rest = text;
  while (sizeOf(rest, limit.unit) > limit.max) {
    const end = cutPoint(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  parts.push(rest);
  const full = parts.filter((part) => part !== "");
  return full.length === 0 ? [""] : full;
}

/** Where to cut: at the last break in the second half of what fits, else after the last whole character that fits. */
function cutPoint(text: string, limit: { max: number; unit: "utf16" | "bytes" }): number {
  const end = fitting(
    Array.from(graphemes.segment(text.slice(0, limit.max + longestCharacter)), ({ segment }) => segment),
    limit,
  );
  // A single character larger than the limit: cut between its code points rather than stand still.
  if (end === 0) return Math.max(fitting(text, limit), text.codePointAt(0) === text.charCodeAt(0) ? 1 : 2);
  const fits = text.slice(0, end);
  for (const mark of ["\n\n", "\n", "。", " "]) {
    const at = fits.lastIndexOf(mark);
    if (at > end / 2) return at + mark.length;
  }
  return end;
}

/** How far, in UTF-16 units, these pieces of text fit. */
function fitting(pieces: Iterable<string>, limit: { max: number; unit: "utf16" | "bytes" }): number {
  let end = 0;
  let size = 0;
  for (const piece of pieces) {
    size += sizeOf(piece, limit.unit);
    if (size > limit.max) break;
    end += piece.length;
  }
  return end;
}

/** Characters as readers count them are looked at up to this length; the longest emoji families have 25 units. */
const longestCharacter = 64;

function sizeOf(text: string, unit: "utf16" | "bytes"): number {
  return unit === "utf16" ? text.length : encoder.encode(text).length;
}

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
