import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import type { Language } from "./customer.ts";

/** A question the desk can answer by itself. */
export interface KnowledgeEntry {
  /** Unique in its store. An entry given without one gets its question as id. */
  readonly id: string;
  readonly question: string;
  /** Other ways to ask the same. */
  readonly variants: readonly string[];
  readonly answer: string;
  /** Only for customers of this language; `null` for all. */
  readonly language: Language | null;
}

const wording = z.string().check(z.trim(), z.minLength(1), z.maxLength(2_000));

/** What is checked of an entry. */
export const knowledgeEntrySchema = z.pipe(
  z.object({
    id: z.optional(text(1, 200)),
    question: wording,
    variants: z._default(z.readonly(z.array(wording).check(z.maxLength(1_000))), []),
    answer: z.string().check(z.trim(), z.minLength(1), z.maxLength(20_000)),
    language: z._default(z.nullable(text(2, 35)), null),
  }),
  z.transform((entry): KnowledgeEntry => ({ ...entry, id: entry.id ?? entry.question })),
);

/** An entry as people write it: the question and the answer are enough. */
export type KnowledgeEntryInput = z.input<typeof knowledgeEntrySchema>;

/** Checked entries; refuses with `knowledge.invalid`, naming the entry and the rule, and takes none of them. */
export function parseKnowledgeEntries(input: readonly unknown[]): readonly KnowledgeEntry[] {
  const seen = new Set<string>();
  return input.map((value, index) => {
    const entry = checked(knowledgeEntrySchema, value, (where, rule, path) => {
      const place = [`entry ${index + 1}`, ...(where === "" ? [] : [where])].join(".");
      return new CustomerServiceError("knowledge.invalid", `Knowledge ${place}: ${rule}.`, {
        details: { index, path },
      });
    });
    if (seen.has(entry.id)) {
      const sentence = `Knowledge entry ${index + 1}: the id "${entry.id}" is used twice.`;
      throw new CustomerServiceError("knowledge.invalid", sentence, { details: { index, id: entry.id } });
    }
    seen.add(entry.id);
    return entry;
  });
}

/** One entry that a search found. */
export interface KnowledgeCandidate {
  readonly entry: KnowledgeEntry;
  /** 0 to 1: the probability, as far as the store can tell, that this entry answers the question. */
  readonly score: number;
  /** What the score rests on: the wording that matched, and the terms in common. */
  readonly evidence: { readonly wording: string; readonly terms: readonly string[] };
}
