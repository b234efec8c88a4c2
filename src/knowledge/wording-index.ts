import MiniSearch from "minisearch";
import type { Language } from "../model/customer.ts";
import type { KnowledgeEntry } from "../model/knowledge.ts";
import { languageOf } from "../model/language.ts";
import type { Term } from "../model/tokenize.ts";
import { tokenize } from "../model/tokenize.ts";
import type { ConceptFinder } from "./concept-finder.ts";
import type { TermSet } from "./term-statistics.ts";
import { TermStatistics } from "./term-statistics.ts";

/** A wording that is like the question. */
export interface WordingMatch {
  readonly wording: Wording;
  /** 0 to 1. */
  readonly similarity: number;
}

/** The matches, and the terms of the question they were found by, the rarest first. */
export interface Found {
  readonly matches: readonly WordingMatch[];
  readonly terms: TermSet;
}

/** Up to so many wordings, comparing with each is faster than asking the search index which to compare with. */
const fewWordings = 500;
/** The rarest terms of a question find the wordings to compare with; the frequent ones would find nearly all. */
const telling = 10;
/** A concept in common says a little less than the same words. */
const conceptShare = 0.95;
/** The same matter in another language is told in that language only if nothing else is found. */
const otherLanguageShare = 0.7;
/** Less than this is chance: a question word, a single character. */
const leastSimilarity = 0.04;
/** So much of the best similarity a rival needs to matter. */
const leastShare = 0.3;

/** A text as written and, when it has concepts, as what it means. */
interface Reading {
  readonly terms: TermSet;
  /** What its length counts against it. */
  length: number;
}

/** One way to ask for an entry. */
export interface Wording {
  readonly number: number;
  readonly entry: KnowledgeEntry;
  readonly text: string;
  readonly language: Language;
  readonly written: Reading;
  readonly meant: Reading | null;
  /** The version of the statistics at which the readings were weighed. */
  weighedAt: number;
}

/** Finds the wordings that are like a question: as written, or as what is meant by it. */
export class WordingIndex {
  readonly #findConcepts: ConceptFinder;
  readonly #statistics = new TermStatistics();
  readonly #wordings = new Map<number, Wording>();
  readonly #search = new MiniSearch<{ id: number; terms: string }>({
    fields: ["terms"],
    tokenize: (terms) => terms.split(" "),
    processTerm: (term) => term,
  });
  #lastNumber = 0;

  constructor(findConcepts: ConceptFinder) {
    this.#findConcepts = findConcepts;
  }

  /** Adds every wording of the entry; returns the numbers to remove them by. */
  add(entry: KnowledgeEntry): readonly number[] {
    return [entry.question, ...entry.variants].map((text) => {
      const written = tokenize(text);
      const meant = this.#findConcepts(written);
      this.#lastNumber += 1;
      const wording: Wording = {
        number: this.#lastNumber,
        entry,
        text,
        language: languageOf(text, ""),
        written: { terms: this.#statistics.add(written), length: 0 },
        meant: meant === null ? null : { terms: this.#statistics.add(meant), length: 0 },
        weighedAt: -1,
      };
      this.#wordings.set(wording.number, wording);
      this.#search.add(this.#documentOf(wording));
      return wording.number;
    });
  }

  remove(number: number): void {
    const wording = this.#wordings.get(number);
    if (wording === undefined) return;
    this.#search.remove(this.#documentOf(wording));
    this.#wordings.delete(number);
    this.#statistics.remove(wording.written.terms);
    if (wording.meant !== null) this.#statistics.remove(wording.meant.terms);
  }

  /** Every wording like the text whose entry `accepts`, in no order. */
  find(text: string, accepts: (entry: KnowledgeEntry) => boolean): Found {
    const written = tokenize(text);
    const meant = this.#findConcepts(written);
    const terms = this.#statistics.known(meant === null ? written : [...meant, ...written]);
    if (terms.length === 0) return { matches: [], terms };
    const candidates = this.#candidates(terms, accepts);
    const similarities = candidates.map(() => 0);
    this.#compare(candidates, written, "written", similarities);
    if (meant !== null) this.#compare(candidates, meant, "meant", similarities);
    return { matches: matchesAmong(candidates, similarities, languageOf(text, "")), terms };
  }

  /** The terms of the question that the wording has too, for people to read. */
  evidence({ wording }: WordingMatch, terms: TermSet): readonly string[] {
    const own = new Set([...wording.written.terms, ...(wording.meant?.terms ?? [])]);
    return terms.filter((number) => own.has(number)).map((number) => this.#statistics.textOf(number));
  }

  #candidates(terms: TermSet, accepts: (entry: KnowledgeEntry) => boolean): readonly Wording[] {
    const candidates: Wording[] = [];
    const consider = (wording: Wording | undefined) => {
      if (wording === undefined || !accepts(wording.entry)) return;
      this.#weigh(wording);
      candidates.push(wording);
    };
    if (this.#wordings.size <= fewWordings) {
      for (const wording of this.#wordings.values()) consider(wording);
      return candidates;
    }
    const rarest = terms.slice(0, telling);
    const found = this.#search.search(rarest.map((number) => this.#statistics.textOf(number)).join(" "));
    for (const { id } of found) consider(this.#wordings.get(id));
    return candidates;
  }

  /** Raises the similarities of those candidates that are more like the terms in this reading. */
  #compare(
    candidates: readonly Wording[],
    terms: readonly Term[],
    by: "written" | "meant",
    similarities: number[],
  ): void {
    const compare = this.#statistics.compare(terms);
    const share = by === "meant" ? conceptShare : 1;
    let index = 0;
    for (const candidate of candidates) {
      const reading = candidate[by];
      const similarity = reading === null ? 0 : share * compare(reading.terms, reading.length);
      if (similarity > (similarities[index] ?? 0)) similarities[index] = similarity;
      index += 1;
    }
  }

  #weigh(wording: Wording): void {
    if (wording.weighedAt === this.#statistics.version) return;
    wording.weighedAt = this.#statistics.version;
    wording.written.length = this.#statistics.lengthOf(wording.written.terms);
    if (wording.meant !== null) wording.meant.length = this.#statistics.lengthOf(wording.meant.terms);
  }

  #documentOf(wording: Wording): { id: number; terms: string } {
    const numbers = new Set([...wording.written.terms, ...(wording.meant?.terms ?? [])]);
    return { id: wording.number, terms: [...numbers].map((number) => this.#statistics.textOf(number)).join(" ") };
  }
}

function matchesAmong(
  candidates: readonly Wording[],
  similarities: readonly number[],
  language: Language,
): readonly WordingMatch[] {
  const least = Math.max(leastSimilarity, leastShare * similarities.reduce((a, b) => Math.max(a, b), 0));
  const matches: WordingMatch[] = [];
  let index = 0;
  for (const wording of candidates) {
    const sameLanguage = wording.language === language || wording.language === "" || language === "";
    const similarity = (similarities[index] ?? 0) * (sameLanguage ? 1 : otherLanguageShare);
    if (similarity >= least) matches.push({ wording, similarity });
    index += 1;
  }
  return matches;
}
