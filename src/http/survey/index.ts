export type { WebHandler } from "../handler.ts";
export { surveyHandler } from "./survey-handler.ts";
export type { SurveyHandlerOptions } from "./survey-options.ts";
export type { SurveyPageWordOverrides, SurveyPageWords } from "./survey-page-words.ts";
