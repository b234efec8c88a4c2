import type { Term } from "../model/tokenize.ts";

/** The terms of one text as numbers, each once. */
export type TermSet = readonly number[];

/**
 * How alike a text of this {@link TermStatistics.lengthOf | length} is to the query, from 0 (no term in common) to 1 (the
 * same terms).
 */
export type Comparison = (set: TermSet, length: number) => number;

/**
 * How much the length of the text that is looked up counts against it, beside that of the query, which counts the
 * rest. Fitted: people ask in more words than a knowledge base is written in.
 */
const setShare = 0.3;

/** One word in common is enough to speak of; a question word or a single character is not. */
const leastMatter = 1;

/** The terms of all texts kept, and how much each tells: the fewer texts have it, the more. */
export class TermStatistics {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** What the terms weigh by themselves, by their number, as the lists below. */
  readonly #ownWeights: number[] = [];
  readonly #counts: number[] = [];
  /** What the terms weigh in the present comparison: 0 for those the query does not have. */
  readonly #asked: number[] = [];
  #askedNumbers: TermSet = [];
  #textCount = 0;
  /** Grows by one with each change: what weighed something before may weigh something else now. */
  version = 0;

  add(terms: readonly Term[]): TermSet {
    const set = [...new Set(terms.map((term) => this.#numberOf(term)))];
    this.#count(set, 1);
    return set;
  }

  remove(set: TermSet): void {
    this.#count(set, -1);
  }

  /** The terms that some text kept has, the rarest first. */
  known(terms: readonly Term[]): TermSet {
    const numbers = new Set<number>();
    for (const term of terms) {
      const number = this.#numbers.get(term.text);
      if (number !== undefined && this.#countOf(number) > 0) numbers.add(number);
    }
    return [...numbers].sort((a, b) => this.#countOf(a) - this.#countOf(b));
  }

  textOf(number: number): string {
    return this.#texts[number] ?? "";
  }

  /** What the length of a text counts against it; it holds until the next change. */
  lengthOf(set: TermSet): number {
    let weight = 0;
    for (const number of set) weight += this.#weightOf(number);
    return weight ** setShare;
  }

  /** Compares other texts with this one. Holds until the next `compare` and the next change. */
  compare(terms: readonly Term[]): Comparison {
    for (const number of this.#askedNumbers) this.#asked[number] = 0;
    const queryShare = this.#ask(terms) ** (1 - setShare);
    const asked = this.#asked;
    const ownWeights = this.#ownWeights;
    return (set, length) => {
      let shared = 0;
      for (const number of set) shared += asked[number] ?? 0;
      if (shared === 0) return 0;
      let matter = 0;
      for (const number of set) if (asked[number] !== 0) matter += ownWeights[number] ?? 0;
      const likeness = Math.min(1, shared / (queryShare * length));
      return likeness > 0.999 ? 1 : likeness * Math.min(1, matter / leastMatter);
    };
  }

  /** Sets what is asked, and returns what all of it weighs; an unknown term weighs most. */
  #ask(terms: readonly Term[]): number {
    const numbers: number[] = [];
    const unknown = new Set<string>();
    let total = 0;
    for (const term of terms) {
      const number = this.#numbers.get(term.text);
      if (number === undefined) {
        if (!unknown.has(term.text)) total += term.weight * this.#rarity(0);
        unknown.add(term.text);
      } else if (this.#asked[number] === 0) {
        const weight = this.#weightOf(number);
        this.#asked[number] = weight;
        numbers.push(number);
        total += weight;
      }
    }
    this.#askedNumbers = numbers;
    return total;
  }

  #numberOf(term: Term): number {
    const known = this.#numbers.get(term.text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#numbers.set(term.text, number);
    this.#texts.push(term.text);
    this.#ownWeights.push(term.weight);
    this.#counts.push(0);
    this.#asked.push(0);
    return number;
  }

  #count(set: TermSet, change: 1 | -1): void {
    for (const number of set) this.#counts[number] = this.#countOf(number) + change;
    this.#textCount += change;
    this.version += 1;
  }

  #countOf(number: number): number {
    return this.#counts[number] ?? 0;
  }

  #weightOf(number: number): number {
    return (this.#ownWeights[number] ?? 0) * this.#rarity(this.#countOf(number));
  }

  /** Inverse document frequency, smoothed so that it does not leap about while there are few texts. */
  #rarity(count: number): number {
    return Math.log(1 + (this.#textCount + 10) / (count + 1));
  }
}
