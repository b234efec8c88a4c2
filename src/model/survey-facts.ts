import type { SurveyReason } from "./survey-policy.ts";

/** What happens to the survey of a ticket, as its log tells it. */
export type SurveyFact =
  /** `of`: the highest score there is; 5 when it is missing. */
  | { readonly kind: "surveyed"; readonly surveyId: string; readonly score: number; readonly of?: number | undefined }
  | { readonly kind: "survey_commented"; readonly surveyId: string };

/** What the desk decided about a survey, and why. */
export type SurveyDecision =
  | { readonly step: "survey"; readonly closure: number; readonly send: boolean; readonly reason: SurveyReason }
  | {
      readonly step: "survey_reminder";
      readonly closure: number;
      readonly send: boolean;
      readonly reason: SurveyReason;
    }
  /** What was written so soon after the score, and is nothing else, is its comment. */
  | { readonly step: "survey_comment"; readonly surveyId: string; readonly minutesAfter: number };

export function surveyDeed(fact: SurveyFact): string {
  switch (fact.kind) {
    case "surveyed":
      return `gave ${fact.score} of ${fact.of ?? 5} in the survey.`;
    case "survey_commented":
      return "commented on it in the survey.";
    default:
      return fact satisfies never;
  }
}

export function surveySentence(decision: SurveyDecision): string {
  switch (decision.step) {
    case "survey":
      return `survey: ${decision.send ? "asked" : "not asked"} about closure ${decision.closure}: ${decision.reason}.`;
    case "survey_reminder":
      return `survey: ${decision.send ? "asked once more" : "no reminder"} about closure ${decision.closure}: ${decision.reason}.`;
    case "survey_comment":
      return `survey: a comment, ${decision.minutesAfter} minutes after the score, which nothing else took.`;
    default:
      return decision satisfies never;
  }
}
