/** What the desk wrote with something in it, and the same in Chinese, given what the groups of the pattern found. */
export type Phrase = readonly [pattern: RegExp, say: (...found: string[]) => string];

/** The Chinese for a sentence; `null` for one that is not known. */
export type Phrasebook = (sentence: string) => string | null;

/**
 * Reasons are kept in the words in which they were written. Those that the desk itself writes are few and known; all
 * others are people's.
 */
export function phrasebook(sentences: Readonly<Record<string, string>>, phrases: readonly Phrase[] = []): Phrasebook {
  const known = new Map(Object.entries(sentences));
  return (sentence) => known.get(sentence) ?? phraseFor(sentence, phrases);
}

function phraseFor(sentence: string, phrases: readonly Phrase[]): string | null {
  for (const [pattern, say] of phrases) {
    const found = pattern.exec(sentence);
    if (found !== null) return say(...found.slice(1));
  }
  return null;
}
