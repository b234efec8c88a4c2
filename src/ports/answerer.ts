import type { Classification } from "../model/classification.ts";
import type { Customer, Language } from "../model/customer.ts";
import type { AnswerCandidate } from "../model/decision.ts";
import type { MessageContent, MessageOption } from "../model/message.ts";

/** What an answerer is asked. */
export interface AnswerRequest {
  readonly text: string;
  /** The language of this text; the customer's own stands in `customer.language`. */
  readonly language: Language;
  readonly customer: Customer;
  readonly classification: Classification;
  /** Which of the options of an answer before was chosen; its title is the text then. */
  readonly choice?: MessageContent["choice"];
}

/** What an answerer offers. */
export interface Answer {
  /** `null` to abstain and tell why: `explain` shows the candidates either way. */
  readonly text: string | null;
  /** 0 to 1. Below the desk's `answerThreshold` the answer is not given. */
  readonly confidence: number;
  /** What was weighed. */
  readonly candidates?: readonly AnswerCandidate[] | undefined;
  /** What the customer may choose next. */
  readonly options?: readonly MessageOption[] | undefined;
}

/**
 * Answers a question, or abstains: the FAQ, a search, your own function that looks up an order, a model. Answerers are
 * asked in order, outside any transaction; the first that is sure enough answers. When one throws, it counts as
 * abstaining, and the error is logged and told by `explain`.
 */
export interface Answerer {
  readonly name: string;
  /** `null` to abstain. */
  answer(request: AnswerRequest): Promise<Answer | null>;
}
