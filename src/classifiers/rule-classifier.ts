import type { ClassificationCandidate, IssueType } from "../model/classification.ts";
import { normalizeText } from "../model/tokenize.ts";
import type { Classifier } from "../ports/classifier.ts";
import type { ClassifierRule, WishRule } from "./default-rules.ts";
import { defaultClassifierRules, defaultWishRules } from "./default-rules.ts";
import type { ExampleMatcher } from "./example-matcher.ts";
import { exampleMatcher } from "./example-matcher.ts";

/** What {@link ruleClassifier} goes by. */
export interface RuleClassifierOptions {
  /** Default: {@link defaultClassifierRules}. To add your own: `[...defaultClassifierRules, { type, confidence, pattern }]`. */
  readonly rules?: readonly ClassifierRule[];
  /** Default: {@link defaultWishRules}. */
  readonly wishes?: readonly WishRule[];
  /** Messages of each type, as customers write them: a message much like one of them is of its type. */
  readonly examples?: Readonly<Record<string, readonly string[]>>;
}

/** Classifies by patterns and by likeness to examples, without a model. Abstains when neither speaks. */
export function ruleClassifier(options: RuleClassifierOptions = {}): Classifier {
  const rules = options.rules ?? defaultClassifierRules;
  const wishes = options.wishes ?? defaultWishRules;
  const matchExamples = exampleMatcher(options.examples ?? {});
  return {
    name: "rules",
    async classify({ text }) {
      const normal = normalizeText(text);
      const candidates = candidatesFor(normal, rules, matchExamples);
      const best = candidates[0];
      return {
        type: best?.type ?? null,
        confidence: best?.confidence ?? 0,
        candidates,
        wishes: [...new Set(wishes.filter(({ pattern }) => matchIn(normal, pattern) !== null).map(({ wish }) => wish))],
        by: "rules",
      };
    },
  };
}

/** Each type once, best first; among equals the one whose rule stands first. */
function candidatesFor(
  text: string,
  rules: readonly ClassifierRule[],
  matchExamples: ExampleMatcher,
): readonly ClassificationCandidate[] {
  const byType = new Map<IssueType, ClassificationCandidate>();
  const consider = ({ type, confidence, evidence }: ClassificationCandidate) => {
    const known = byType.get(type);
    byType.set(type, {
      type,
      confidence: Math.max(confidence, known?.confidence ?? 0),
      evidence: [...(known?.evidence ?? []), ...evidence],
    });
  };
  for (const { type, confidence, pattern } of rules) {
    const found = matchIn(text, pattern);
    if (found !== null) consider({ type, confidence, evidence: [found] });
  }
  for (const candidate of matchExamples(text)) consider(candidate);
  return [...byType.values()].sort((a, b) => b.confidence - a.confidence);
}

/** The words that match. `search` keeps no state in the pattern, as `exec` does in one with the flag `g`. */
function matchIn(text: string, pattern: RegExp): string | null {
  return text.search(pattern) < 0 ? null : (text.match(pattern)?.[0] ?? null);
}
