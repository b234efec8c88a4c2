import type { Decision, Fact } from "../decision.ts";
import type { Actor } from "../message.ts";

/** What somebody did. What was decided is told apart, since it has no one who does it. */
export type Deed = Exclude<Fact, { readonly kind: "decided" }>;

/** Tells in one language what happened, and why: a whole sentence for each thing. */
export interface Storyteller {
  readonly deed: (by: Actor, fact: Deed) => string;
  readonly decision: (decision: Decision) => string;
}
