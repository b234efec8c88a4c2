import type { Language } from "../model/customer.ts";
import type { KnowledgeCandidate, KnowledgeEntry, KnowledgeEntryInput } from "../model/knowledge.ts";

/**
 * Keeps what the desk can answer by itself. Check yours with `knowledgeStoreContract` from `kefu/testing`.
 *
 * The store scores; whether a score is enough is the desk's policy (`answerThreshold`), not the store's.
 */
export interface KnowledgeStore {
  /** Adds entries, all or none; one whose id is there already replaces it. Refuses with `knowledge.invalid`. */
  add(entries: readonly KnowledgeEntryInput[]): Promise<void>;
  /** Removes the entry; false when there is none. */
  remove(id: string): Promise<boolean>;
  get(id: string): Promise<KnowledgeEntry | null>;
  /**
   * At most `limit` entries, best first, each with a score from 0 to 1. Entries of another language than `language` are
   * left out. A text without meaning finds nothing; it is no error.
   */
  search(
    text: string,
    options: { readonly limit: number; readonly language: Language },
  ): Promise<readonly KnowledgeCandidate[]>;
}
