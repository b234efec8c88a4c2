import { CustomerServiceError } from "../errors.ts";

/** Satisfaction (1 to 5), would recommend (0 to 10), or how easy it was (1 to 7). */
export type SurveyKind = "csat" | "nps" | "ces";

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
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly answeredAt: Date | null;
  /** When it was asked again; once at most. */
  readonly remindedAt: Date | null;
  /** After this no answer is taken. */
  readonly expiresAt: Date;
}

/** What the survey policy looks at. */
export interface SurveyContext {
  /** A person of the desk answered, resolved or closed the ticket. */
  readonly humanHandled: boolean;
  /** The ticket is still in the closure that is asked about. */
  readonly stillClosed: boolean;
  /** When this customer was last asked anything; `null` for never. */
  readonly lastAskedAt: Date | null;
  readonly now: Date;
}

/** When the desk asks. */
export interface SurveyPolicy {
  /** Days that must lie between two surveys of one customer. */
  readonly quietDays: number;
  /** Also ask about tickets that no human handled. */
  readonly askWithoutHuman: boolean;
}

/** Why a survey is asked, or is not. */
export type SurveyReason =
  | "closed_ticket"
  | "reopened_before_asking"
  | "no_human_handled_it"
  | "asked_this_customer_lately";

/** Whether to ask about this closure, and why. Pure: the same context gives the same answer. */
export function shouldSurvey(context: SurveyContext, policy: SurveyPolicy): { send: boolean; reason: SurveyReason } {
  if (!context.stillClosed) return { send: false, reason: "reopened_before_asking" };
  if (!context.humanHandled && !policy.askWithoutHuman) return { send: false, reason: "no_human_handled_it" };
  const quietMs = policy.quietDays * 86_400_000;
  if (context.lastAskedAt !== null && context.now.getTime() - context.lastAskedAt.getTime() < quietMs) {
    return { send: false, reason: "asked_this_customer_lately" };
  }
  return { send: true, reason: "closed_ticket" };
}

/** The survey with its one answer; refuses with `survey.refused` a second answer, a late one, or a score off the scale. */
export function answerSurvey(survey: Survey, answer: { score: number; comment: string | null }, at: Date): Survey {
  const refuse = (why: string) =>
    new CustomerServiceError("survey.refused", `Survey ${survey.id} takes no answer: ${why}.`, {
      details: { surveyId: survey.id, ticketId: survey.ticketId },
    });
  if (survey.status === "answered") throw refuse("it has one already");
  if (survey.status !== "sent") throw refuse(`it is ${survey.status}, not sent`);
  if (at.getTime() > survey.expiresAt.getTime()) throw refuse(`it expired at ${survey.expiresAt.toISOString()}`);
  if (!Number.isInteger(answer.score) || answer.score < 1 || answer.score > 5) {
    throw refuse(`the score is a whole number from 1 to 5; got ${answer.score}`);
  }
  return { ...survey, status: "answered", score: answer.score, comment: answer.comment, answeredAt: at };
}

/** Choice ids of the survey's buttons: `survey:<survey id>:<score>`. */
export function surveyChoiceId(surveyId: string, score: number): string {
  return `survey:${surveyId}:${score}`;
}

/** The survey whose button this choice is; `null` when it is something else. */
export function surveyIdIn(choiceId: string | undefined): string | null {
  return /^survey:([^:]+):/.exec(choiceId ?? "")?.[1] ?? null;
}

const spelled = ["一|one", "二|两|two", "三|three", "四|four", "五|five"];

/**
 * The score in a customer's message, `null` when it is not one: a button of this survey, the title of one, a number with
 * nothing or a few words after it ("5", "５分", "4/5", "5, very nice"), a spelled one ("五分", "five"), or that many stars.
 * A number off the scale is returned as it is, for the refusal.
 */
export function scoreIn(
  surveyId: string,
  text: string,
  choiceId: string | undefined,
  titles: readonly string[] = [],
): number | null {
  if (choiceId !== undefined) {
    const prefix = `survey:${surveyId}:`;
    return choiceId.startsWith(prefix) ? Number(choiceId.slice(prefix.length)) : null;
  }
  const plain = text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/[\s.。!！~]+$/u, "");
  const title = titles.findIndex((one) => one.toLowerCase() === plain);
  if (title >= 0) return title + 1;
  const number =
    /^(\d{1,2})\s*(?:\/\s*5|分|星|points?|stars?)?(?:$|[,，!！][^?？]{0,60}$|\s\p{Script=Han}[^?？]{0,60}$)/u.exec(
      plain,
    )?.[1];
  if (number !== undefined) return Number(number);
  const word = spelled.findIndex((words) => new RegExp(`^(?:${words})\\s*(?:分|星|points?|stars?)?$`, "u").test(plain));
  if (word >= 0) return word + 1;
  return /^(?:⭐️?){1,5}$/u.test(plain) ? (plain.match(/⭐/gu)?.length ?? null) : null;
}

/** Counts over some surveys: CSAT is the share of 4s and 5s among all answers; the response rate stands beside it. */
export interface SurveyStatistics {
  readonly asked: number;
  readonly answered: number;
  readonly suppressed: number;
  /** 0 to 1; `null` without answers. */
  readonly csat: number | null;
  /** 0 to 1; `null` when nobody was asked. */
  readonly responseRate: number | null;
  readonly averageScore: number | null;
}

export function surveyStatistics(surveys: Iterable<Survey>): SurveyStatistics {
  let asked = 0;
  let suppressed = 0;
  const scores: number[] = [];
  for (const survey of surveys) {
    if (survey.status === "suppressed") suppressed += 1;
    if (survey.status === "sent" || survey.status === "answered") asked += 1;
    if (survey.score !== null) scores.push(survey.score);
  }
  const answered = scores.length;
  return {
    asked,
    answered,
    suppressed,
    csat: answered === 0 ? null : scores.filter((score) => score >= 4).length / answered,
    responseRate: asked === 0 ? null : answered / asked,
    averageScore: answered === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / answered,
  };
}
