import * as z from "zod";
import { CustomerServiceError } from "../errors.ts";
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

export const knowledgeEntrySchema = z
  .object({
    id: z.string().min(1).max(200).optional(),
    question: z.string().trim().min(1).max(2_000),
    variants: z.array(z.string().trim().min(1).max(2_000)).max(1_000).readonly().default([]),
    answer: z.string().trim().min(1).max(20_000),
    language: z.string().min(2).max(35).nullable().default(null),
  })
  .transform((entry): KnowledgeEntry => ({ ...entry, id: entry.id ?? entry.question }));

/** An entry as people write it: the question and the answer are enough. */
export type KnowledgeEntryInput = z.input<typeof knowledgeEntrySchema>;

/** Checked entries; refuses with `knowledge.invalid`, naming the entry and the rule, and takes none of them. */
export function parseKnowledgeEntries(input: readonly unknown[]): readonly KnowledgeEntry[] {
  const seen = new Set<string>();
  return input.map((value, index) => {
    const parsed = knowledgeEntrySchema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = [`entry ${index + 1}`, ...(issue?.path ?? [])].join(".");
      throw new CustomerServiceError("knowledge.invalid", `Knowledge ${where}: ${issue?.message}.`, {
        details: { index, path: issue?.path ?? [] },
      });
    }
    if (seen.has(parsed.data.id)) {
      throw new CustomerServiceError(
        "knowledge.invalid",
        `Knowledge entry ${index + 1}: the id "${parsed.data.id}" is used twice.`,
        { details: { index, id: parsed.data.id } },
      );
    }
    seen.add(parsed.data.id);
    return parsed.data;
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
