import type { Handover } from "../acts/hand-over.ts";
import type { ServiceContext } from "../context.ts";
import type { Classification } from "../model/classification.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity, Language } from "../model/customer.ts";
import type { Decision } from "../model/decision.ts";
import type { Message, MessageContent } from "../model/message.ts";

/** One turn of the desk in a conversation, as far as the steps have come. A step returns it one step on. */
export interface Turn {
  /** As it was when the turn began. */
  readonly conversation: Conversation;
  /** What the customer wrote since the last turn, oldest first; never empty. */
  readonly messages: readonly Message[];
  /** All of it as one text. */
  readonly text: string;
  readonly language: Language;
  readonly customer: Customer;
  /** The identities under which the customer wrote. Those of version 0 are new, and kept with the turn. */
  readonly identities: readonly Identity[];
  /** Abstaining until the message has been classified. */
  readonly classification: Classification;
  readonly decisions: readonly Decision[];
  /** `null` until a step knows what to do. */
  readonly outcome: Outcome | null;
}

/** The customer may still be writing: the turn waits so long for the rest. */
export interface StillWriting {
  readonly waitMs: number;
}

/** What a turn comes to. */
export type Outcome =
  /** The bot speaks. */
  | { readonly kind: "reply"; readonly content: MessageContent; readonly by: string; readonly confidence: number }
  | { readonly kind: "handover"; readonly handover: Handover }
  /** A human has the conversation, or will: the message is for them. */
  | { readonly kind: "for_human" }
  /** The customer would rather have the bot than wait for a human, or speak with one. */
  | { readonly kind: "return_to_bot" }
  | { readonly kind: "survey_answer"; readonly surveyId: string; readonly score: number }
  /** What was written just after the score. */
  | { readonly kind: "survey_comment"; readonly surveyId: string }
  /** A survey's button, pressed after its answer was taken or its time was over. */
  | { readonly kind: "survey_over" };

export type OutcomeOf<K extends Outcome["kind"]> = Extract<Outcome, { kind: K }>;

export type Step = (turn: Turn, service: ServiceContext) => Turn | Promise<Turn>;

export function decided(turn: Turn, decision: Decision, outcome: Outcome | null = null): Turn {
  return { ...turn, decisions: [...turn.decisions, decision], outcome };
}
