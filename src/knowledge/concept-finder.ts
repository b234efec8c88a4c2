import type { Term } from "../model/tokenize.ts";
import { tokenize } from "../model/tokenize.ts";
import type { Concepts } from "./concepts.ts";

/** A concept stands for several words, and says more than one of them. */
const conceptWeight = 2;

/** The text as what it means: each concept found is one term in the place of the words it was found in. */
export type ConceptFinder = (terms: readonly Term[]) => readonly Term[] | null;

interface Wording {
  readonly concept: string;
  readonly words: readonly string[];
}

const none: readonly Wording[] = [];

/** Finds concepts among the terms of a text; `null` when there is none. */
export function conceptFinder(concepts: Concepts): ConceptFinder {
  const byFirstWord = indexByFirstWord(concepts);
  return (terms) => {
    const found = new Set<string>();
    const covered: boolean[] = [];
    const present = new Set(terms.map((term) => term.text));
    for (const text of present) {
      for (const wording of byFirstWord.get(text) ?? none) {
        if (!wording.words.every((word) => present.has(word))) continue;
        found.add(wording.concept);
        cover(covered, terms, wording.words);
      }
    }
    if (found.size === 0) return null;
    const meaning = [...found].map((concept) => ({ text: `#${concept}`, weight: conceptWeight, start: 0, end: 0 }));
    return [...meaning, ...terms.filter((term) => !isCovered(covered, term))];
  };
}

function indexByFirstWord(concepts: Concepts): ReadonlyMap<string, readonly Wording[]> {
  const index = new Map<string, Wording[]>();
  for (const [concept, wordings] of Object.entries(concepts)) {
    for (const wording of wordings) {
      const words = wording.split(" ").flatMap(wordTerms);
      const first = words[0];
      if (first === undefined) continue;
      const sameFirst = index.get(first);
      if (sameFirst === undefined) index.set(first, [{ concept, words }]);
      else sameFirst.push({ concept, words });
    }
  }
  return index;
}

/** The terms a word must give: its pairs of Han characters, not the characters by themselves. */
function wordTerms(word: string): readonly string[] {
  const terms = tokenize(word);
  const pairs = terms.filter((term) => term.end - term.start > 1);
  return (pairs.length > 0 ? pairs : terms).map((term) => term.text);
}

function cover(covered: boolean[], terms: readonly Term[], words: readonly string[]): void {
  for (const term of terms) {
    if (!words.includes(term.text)) continue;
    for (let position = term.start; position < term.end; position += 1) covered[position] = true;
  }
}

/** Also of the pair that crosses the edge of a concept's words: it is there only because they stand there. */
function isCovered(covered: readonly boolean[], term: Term): boolean {
  for (let position = term.start; position < term.end; position += 1) {
    if (covered[position] === true) return true;
  }
  return false;
}
