import * as z from "zod/mini";
import { checked } from "./check.ts";
import type { Language } from "./customer.ts";
import { type Priority, priorities } from "./priority.ts";
import { type Signal, signals } from "./signals.ts";

/** What the desk does with an issue: the three of the tutorial, or a type of the user's own. */
export type IssueType = "simple" | "technical" | "general" | (string & {});

/** What the customer asks of the desk itself, whatever the issue is. */
export type Wish = "human" | "bot";

/** What a classifier is given. */
export interface ClassificationRequest {
  readonly text: string;
  readonly language: Language;
}

/** One type a classifier considered. */
export interface ClassificationCandidate {
  readonly type: IssueType;
  /** 0 to 1. */
  readonly confidence: number;
  /** The words, rule or example it rests on. */
  readonly evidence: readonly string[];
}

/** What one classifier says. To abstain is an answer: `type: null`. */
export interface Classification {
  /** `null` when the classifier abstains. */
  readonly type: IssueType | null;
  /** 0 to 1; how sure it is of `type`. 0 when it abstains. */
  readonly confidence: number;
  /** Every type considered, best first. */
  readonly candidates: readonly ClassificationCandidate[];
  /** Wishes are heard even when the classifier abstains on the type. */
  readonly wishes: readonly Wish[];
  /** What the classifier hears besides what the built-in rules do. */
  readonly signals?: readonly Signal[] | undefined;
  /** When the classifier itself sees how urgent it is. */
  readonly priority?: Priority | undefined;
  /** Name and version of what decided, for `explain` and replay. */
  readonly by: string;
  /** "name: message" of each classifier that failed on the way, and so abstained. */
  readonly errors?: readonly string[] | undefined;
}

const classificationSchema = z.object({
  type: z.nullable(z.string()),
  confidence: z.number(),
  candidates: z.array(z.object({ type: z.string(), confidence: z.number(), evidence: z.array(z.string()) })),
  wishes: z.array(z.enum(["human", "bot"])),
  signals: z.optional(z.array(z.enum(signals))),
  priority: z.optional(z.enum(priorities)),
  by: z.string(),
  errors: z.optional(z.array(z.string())),
});

/** What a classifier returned, checked: it comes from outside. Throws when it is something else. */
export function parseClassification(returned: unknown): Classification {
  return checked(classificationSchema, returned, (where, rule) => new Error(`no Classification: ${where} ${rule}`));
}
