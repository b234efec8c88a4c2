import type { ClassificationCandidate } from "../model/classification.ts";
import { tokenize } from "../model/tokenize.ts";

/** The types whose examples the text is like, each with its likest example as evidence. */
export type ExampleMatcher = (text: string) => readonly ClassificationCandidate[];

/** Less in common than this is chance. */
const leastLikeness = 0.4;

type TermWeights = ReadonlyMap<string, number>;

export function exampleMatcher(examples: Readonly<Record<string, readonly string[]>>): ExampleMatcher {
  const prepared = Object.entries(examples).flatMap(([type, texts]) =>
    texts.map((text) => ({ type, text, weights: termWeights(text) })),
  );
  return (text) => {
    if (prepared.length === 0) return [];
    const weights = termWeights(text);
    const best = new Map<string, ClassificationCandidate>();
    for (const example of prepared) {
      const confidence = likeness(weights, example.weights);
      if (confidence < leastLikeness || confidence <= (best.get(example.type)?.confidence ?? 0)) continue;
      best.set(example.type, { type: example.type, confidence, evidence: [example.text] });
    }
    return [...best.values()];
  };
}

function termWeights(text: string): TermWeights {
  return new Map(tokenize(text).map((term) => [term.text, term.weight]));
}

/** The weight in common over the mean weight of both, from 0 to 1: 1 for the same terms. */
function likeness(a: TermWeights, b: TermWeights): number {
  let shared = 0;
  for (const [term, weight] of a) if (b.has(term)) shared += weight;
  const both = total(a) + total(b);
  return both === 0 ? 0 : (2 * shared) / both;
}

function total(weights: TermWeights): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight;
  return sum;
}
