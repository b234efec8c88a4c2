/** A piece of a text, and where it leads. */
export interface TextPart {
  readonly text: string;
  readonly href: string | null;
}

// ASCII only, as words and punctuation of Chinese prose follow an address without a space; and no end of a sentence.
const address = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]*[\w/=&#%-]/gi;

/** The text in pieces, with its http(s) addresses as links. Nothing else of it ever becomes more than text. */
export function linkedText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: href, index } of text.matchAll(address)) {
    parts.push({ text: text.slice(end, index), href: null }, { text: href, href });
    end = index + href.length;
  }
  return [...parts, { text: text.slice(end), href: null }];
}
