/** A piece of a text, and where it leads. */
export interface TextPart {
  readonly text: string;
  readonly href: string | null;
}

// ASCII only: in Chinese prose, words and punctuation follow an address without a space.
const address = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;

/** The text in pieces, with its http(s) addresses as links. Nothing else of it ever becomes more than text. */
export function linkedText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const href = withoutEndOfSentence(found);
    if (!URL.canParse(href)) continue;
    parts.push({ text: text.slice(end, index), href: null }, { text: href, href });
    end = index + href.length;
  }
  return [...parts, { text: text.slice(end), href: null }].filter((part) => part.text !== "");
}

function withoutEndOfSentence(found: string): string {
  const trimmed = found.replace(/[.,;:!?'\]]+$/, "");
  return trimmed.endsWith(")") && !trimmed.includes("(") ? withoutEndOfSentence(trimmed.slice(0, -1)) : trimmed;
}
