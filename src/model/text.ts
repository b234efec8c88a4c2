import { CustomerServiceError } from "../errors.ts";

/** Longest text kefu keeps of one message, in UTF-16 units; channels' own limits are far below. */
export const maxTextLength = 20_000;

/**
 * Text as every store can keep it: no NUL (PostgreSQL refuses it), no half of a surrogate pair (JSON there does too).
 */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
  return /[\u0000\uD800-\uDFFF]/.test(text) ? text.replace(/\u0000/g, "").replace(loneSurrogate, "\uFFFD") : text;
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text that a person of the desk or the backend gives, cleaned; refuses with `message.invalid` none or too much. */
export function checkText(text: string): string {
  const clean = cleanText(text);
  if (clean.trim() !== "" && clean.length <= maxTextLength) return clean;
  throw new CustomerServiceError(
    "message.invalid",
    `A text has 1 to ${maxTextLength} characters that are not all space; got ${clean.length}.`,
  );
}

/** The first `limit` characters as a reader counts them: never half an emoji, a flag or a letter with its accent. */
export function firstCharacters(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  let count = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (count === limit) break;
    end = index + segment.length;
    count += 1;
  }
  return text.slice(0, end);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
