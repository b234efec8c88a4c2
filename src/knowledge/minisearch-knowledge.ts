import type { KnowledgeEntry, KnowledgeEntryInput } from "../model/knowledge.ts";
import { parseKnowledgeEntries } from "../model/knowledge.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import { conceptFinder } from "./concept-finder.ts";
import type { Concepts } from "./concepts.ts";
import { defaultConcepts } from "./concepts.ts";
import { confidence, nearness } from "./confidence.ts";
import type { WordingMatch } from "./wording-index.ts";
import { WordingIndex } from "./wording-index.ts";

/** What {@link miniSearchKnowledge} goes by. */
export interface MiniSearchKnowledgeOptions {
  /** Different words for one matter. Default: {@link defaultConcepts}; `{}` for none. */
  readonly concepts?: Concepts;
}

/**
 * Knowledge kept in memory and searched with MiniSearch: Chinese and English, without a model or a network.
 *
 * Give the entries, or only a map from question to answer. Refuses with `knowledge.invalid`.
 */
export function miniSearchKnowledge(
  entries: Readonly<Record<string, string>> | readonly KnowledgeEntryInput[] = [],
  options: MiniSearchKnowledgeOptions = {},
): KnowledgeStore {
  const index = new WordingIndex(conceptFinder(options.concepts ?? defaultConcepts));
  const kept = new Map<string, { readonly entry: KnowledgeEntry; readonly wordings: readonly number[] }>();

  function remove(id: string): boolean {
    for (const wording of kept.get(id)?.wordings ?? []) index.remove(wording);
    return kept.delete(id);
  }

  function add(input: readonly unknown[]): void {
    for (const entry of parseKnowledgeEntries(input)) {
      remove(entry.id);
      kept.set(entry.id, { entry, wordings: index.add(entry) });
    }
  }

  add(isList(entries) ? entries : Object.entries(entries).map(([question, answer]) => ({ question, answer })));

  return {
    async add(input) {
      add(input);
    },
    async remove(id) {
      return remove(id);
    },
    async get(id) {
      return kept.get(id)?.entry ?? null;
    },
    async search(text, { limit, language }) {
      const wanted = primary(language);
      const found = index.find(text, (entry) => entry.language === null || primary(entry.language) === wanted);
      return rank(found.matches, limit).map(({ match, score }) => ({
        entry: match.wording.entry,
        score,
        evidence: { wording: match.wording.text, terms: index.evidence(match, found.terms) },
      }));
    },
  };
}

/** "zh" of "zh-CN": one language, wherever it is spoken. */
function primary(language: string): string {
  return language.toLowerCase().replace(/-.*/, "");
}

function isList(entries: object): entries is readonly KnowledgeEntryInput[] {
  return Array.isArray(entries);
}

/** One match for each entry, its best wording, with the score of the entry; best first. */
function rank(matches: readonly WordingMatch[], limit: number): readonly { match: WordingMatch; score: number }[] {
  const byEntry = new Map<KnowledgeEntry, { match: WordingMatch; similarities: number[] }>();
  for (const match of matches) {
    const known = byEntry.get(match.wording.entry);
    if (known === undefined) {
      byEntry.set(match.wording.entry, { match, similarities: [match.similarity] });
      continue;
    }
    known.similarities.push(match.similarity);
    if (match.similarity > known.match.similarity) known.match = match;
  }
  const ranked = [...byEntry.values()]
    .map(({ match, similarities }) => ({ match, near: nearness(similarities) }))
    .sort((a, b) => b.near - a.near);
  const first = ranked[0]?.near ?? 0;
  const second = ranked[1]?.near ?? 0;
  return ranked.slice(0, limit).map(({ match, near }, place) => ({
    match,
    score: confidence(near, place === 0 ? second : first),
  }));
}
