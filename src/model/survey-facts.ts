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
