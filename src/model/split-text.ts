/** A channel's longest text, and what it counts. */
export interface TextLimit {
  readonly max: number;
  readonly unit: "utf16" | "bytes";
}

/** The text in parts of at most `limit.max` units; no part is empty, unless the text is. */
export function splitText(text: string, limit: TextLimit): string[] {
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
function cutPoint(text: string, limit: TextLimit): number {
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
function fitting(pieces: Iterable<string>, limit: TextLimit): number {
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

export function sizeOf(text: string, unit: TextLimit["unit"]): number {
  return unit === "utf16" ? text.length : encoder.encode(text).length;
}

const encoder = new TextEncoder();
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
