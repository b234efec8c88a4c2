/** A text, or the same in several languages, by language tag: `{ "zh-CN": "在线客服", en: "Chat with us" }`. */
export type WordsByLanguage = string | Readonly<Record<string, string>>;

/** The words for a language tag: of this very one, or of the same language elsewhere; `null`: there are none. */
export function wordsFor(words: WordsByLanguage | undefined, tag: string | undefined): string | null {
  if (words === undefined || typeof words === "string") return words ?? null;
  const asked = tag?.toLowerCase() ?? "";
  const given = Object.entries(words).map(([language, text]) => ({ tag: language.toLowerCase(), text }));
  const same = given.find((one) => one.tag === asked) ?? given.find((one) => primary(one.tag) === primary(asked));
  return same?.text ?? null;
}

function primary(tag: string): string {
  return tag.split("-")[0] ?? "";
}
