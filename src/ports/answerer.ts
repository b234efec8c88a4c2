import type { Classification } from "../model/classification.ts";
import type { Customer, Language } from "../model/customer.ts";
import type { AnswerCandidate } from "../model/decision.ts";
import type { MessageOption } from "../model/message.ts";

/** What an answerer is asked. */
export interface AnswerRequest {
  readonly text: string;
  /** The language of this text; the customer's own stands in `customer.language`. */
  readonly language: Language;
  readonly customer: Customer;
  readonly classification: Classification;
}

/** What an answerer offers. To abstain is `text: null`; the candidates are told by `explain` either way. */
export interface Answer {
  readonly text: string | null;
  /** 0 to 1. Below the desk's `answerThreshold` the answer is not given. */
  readonly confidence: number;
  readonly candidates: readonly AnswerCandidate[];
  readonly options?: readonly MessageOption[] | undefined;
}

/**
 * Answers a question, or abstains: the FAQ, a search, your own function that looks up an order, a model. Answerers are
 * asked in order, outside any transaction; the first that is sure enough answers. When one throws, it counts as
 * abstaining, and the error is logged and told by `explain`.
 */
export interface Answerer {
  readonly name: string;
  answer(request: AnswerRequest): Promise<Answer>;
}
