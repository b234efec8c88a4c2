import type { Answerer } from "../ports/answerer.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";

/** As many of the terms in common as say enough to a reader of the log. */
const termsTold = 5;

/** Answers with the best match among the first `limit` (default 3) that the knowledge store finds. */
export function knowledgeAnswerer(knowledge: KnowledgeStore, options: { readonly limit?: number } = {}): Answerer {
  const limit = options.limit ?? 3;
  return {
    name: "knowledge",
    async answer({ text, language }) {
      const found = await knowledge.search(text, { limit, language });
      return {
        text: found[0]?.entry.answer ?? null,
        confidence: found[0]?.score ?? 0,
        candidates: found.map(({ entry, score, evidence }) => ({
          by: "knowledge",
          id: entry.id,
          confidence: score,
          evidence: [evidence.wording, ...evidence.terms.slice(0, termsTold)],
        })),
      };
    },
  };
}
