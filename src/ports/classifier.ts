import type { Classification, ClassificationRequest } from "../model/classification.ts";

/**
 * Says what kind of issue a message is. Check yours with `classifierContract` from `kefu/testing`.
 *
 * `classify` is called once for each turn, outside any transaction; it may ask a model. It abstains (`type: null`)
 * rather than guess: the next classifier in the list is asked then. When it throws, it counts as abstaining, and the
 * error is logged and told by `explain`.
 */
export interface Classifier {
  /** For decisions and logs: "rules", "gpt", ... */
  readonly name: string;
  classify(request: ClassificationRequest): Promise<Classification>;
}
