import { CustomerServiceError } from "../errors.ts";
import type { SurveyReason } from "./survey-policy.ts";
import { firstCharacters, maxTextLength } from "./text.ts";

/** Satisfaction (1 to 5), would recommend (0 to 10), or how easy it was (1 to 7). */
export type SurveyKind = "csat" | "nps" | "ces";

/** The lowest and the highest score of each kind; all whole numbers between are scores too. */
export const surveyScales: Readonly<Record<SurveyKind, { readonly lowest: number; readonly highest: number }>> = {
  csat: { lowest: 1, highest: 5 },
  nps: { lowest: 0, highest: 10 },
  ces: { lowest: 1, highest: 7 },
};

/** How satisfied a customer was with one closure of a ticket. */
export interface Survey {
  readonly id: string;
  readonly version: number;
  readonly ticketId: string;
  /** What is asked, and so the scale of its score. */
  readonly kind: SurveyKind;
  /** The closure of the ticket it asks about: 1 for the first. */
  readonly closure: number;
  readonly customerId: string;
  readonly conversationId: string;
  readonly channelId: string;
  readonly queue: string;
  /** Who is rated: the agent at the closure, whoever holds the ticket later. */
  readonly agentId: string | null;
  readonly status: "scheduled" | "sent" | "answered" | "suppressed";
  /** Why it was suppressed. */
  readonly statusReason: SurveyReason | null;
  /** Within the scale of its kind. */
  readonly score: number | null;
  readonly comment: string | null;
  /** Until when what the customer writes in the conversation is its comment; `null` while none was asked for there. */
  readonly commentUntil: Date | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly answeredAt: Date | null;
  /** When it was asked again; once at most. */
  readonly remindedAt: Date | null;
  /** After this no answer is taken. */
  readonly expiresAt: Date;
}

/** Why a survey does not take what it is given: `details.reason` of `survey.refused`. */
export type SurveyRefusal =
  /** The link's token is not one that this desk made for this ticket. */
  | "not_signed"
  /** It was not asked yet, or never will be. */
  | "not_asked"
  | "expired"
  /** It has its one answer. */
  | "answered"
  | "off_scale"
  /** A comment belongs to an answer, and there is none yet. */
  | "not_answered"
  /** It has its one comment. */
  | "commented";

export function refusedSurvey(ticketId: string | null, reason: SurveyRefusal, why: string): CustomerServiceError {
  const survey = ticketId === null ? "A survey" : `The survey of ticket ${ticketId}`;
  return new CustomerServiceError("survey.refused", `${survey}: ${why}.`, { details: { ticketId, reason } });
}

/** Whether a score is on the scale of this kind. */
export function isScore(kind: SurveyKind, score: number): boolean {
  const { lowest, highest } = surveyScales[kind];
  return Number.isInteger(score) && score >= lowest && score <= highest;
}

/** Whether it takes an answer now: it was asked, has none, and its time is not over. */
export function isOpen(survey: Survey, at: Date): boolean {
  return survey.status === "sent" && !isExpired(survey, at);
}

export function isExpired({ expiresAt }: Pick<Survey, "expiresAt">, at: Date): boolean {
  return at.getTime() > expiresAt.getTime();
}

/** The survey with its one answer; refuses with `survey.refused` a second answer, a late one, or a score off the scale. */
export function answerSurvey(survey: Survey, answer: { score: number; comment: string | null }, at: Date): Survey {
  const { ticketId, status, kind, expiresAt } = survey;
  const { lowest, highest } = surveyScales[kind];
  if (status === "answered") throw refusedSurvey(ticketId, "answered", "it has its answer already");
  if (status !== "sent") throw refusedSurvey(ticketId, "not_asked", `it is ${status}, not sent`);
  if (isExpired(survey, at)) throw refusedSurvey(ticketId, "expired", `it expired at ${expiresAt.toISOString()}`);
  if (!isScore(kind, answer.score)) {
    const rule = `the score is a whole number from ${lowest} to ${highest}; got ${answer.score}`;
    throw refusedSurvey(ticketId, "off_scale", rule);
  }
  return { ...survey, status: "answered", score: answer.score, comment: answer.comment, answeredAt: at };
}

/** The survey with the one comment that its page sends; refuses with `survey.refused`. */
export function commentOnSurvey(survey: Survey, comment: string, at: Date): Survey {
  const { ticketId, status, expiresAt } = survey;
  if (status !== "answered") throw refusedSurvey(ticketId, "not_answered", "a comment comes with or after the score");
  if (survey.comment !== null) throw refusedSurvey(ticketId, "commented", "it has its comment already");
  if (isExpired(survey, at)) throw refusedSurvey(ticketId, "expired", `it expired at ${expiresAt.toISOString()}`);
  return { ...survey, comment };
}

/** Whether what its customer writes in the conversation now is its comment. */
export function awaitsComment({ status, commentUntil }: Survey, at: Date): boolean {
  return status === "answered" && commentUntil !== null && at.getTime() <= commentUntil.getTime();
}

/** In a conversation people write in several messages: what comes later is added. */
export function addComment(survey: Survey, text: string): Survey {
  const whole = survey.comment === null ? text : `${survey.comment}\n${text}`;
  return { ...survey, comment: firstCharacters(whole, maxTextLength) };
}

/** Choice ids of the survey's buttons: `survey:<survey id>:<score>`. */
export function surveyChoiceId(surveyId: string, score: number): string {
  return `survey:${surveyId}:${score}`;
}

/** What a button of a survey says; `null` when the choice is something else. */
export function surveyChoice(choiceId: string | undefined): { surveyId: string; score: number } | null {
  const [, surveyId, score] = /^survey:([^:]+):(\d{1,2})$/.exec(choiceId ?? "") ?? [];
  return surveyId === undefined ? null : { surveyId, score: Number(score) };
}
