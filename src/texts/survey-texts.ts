import type { Language } from "../model/customer.ts";
import { type Survey, type SurveyKind, surveyScales } from "../model/survey.ts";
import type { TextBook, Texts } from "./texts.ts";

/** A score that can be given, and what it is called; "" by its number alone. */
export interface SurveyScore {
  readonly score: number;
  readonly label: string;
}

/** A survey in words: what is asked, and what can be answered. */
export interface SurveyWords {
  readonly question: string;
  /** From the lowest to the highest. */
  readonly scores: readonly SurveyScore[];
}

const keys = {
  csat: { question: "csatQuestion", labels: "surveyScores" },
  nps: { question: "npsQuestion", labels: "npsScores" },
  ces: { question: "cesQuestion", labels: "cesScores" },
} as const;

export function surveyWords(
  texts: TextBook,
  language: Language,
  { kind, ticketId }: Pick<Survey, "kind" | "ticketId">,
): SurveyWords {
  const { lowest } = surveyScales[kind];
  const labels = surveyLabels(texts.of(language), kind);
  return {
    question: texts.render(language, keys[kind].question, { ticket: ticketId }),
    scores: labels.map((label, index) => ({ score: lowest + index, label })),
  };
}

/** What each score of this kind is called, from the lowest on. */
export function surveyLabels(texts: Texts, kind: SurveyKind): readonly string[] {
  return texts[keys[kind].labels];
}

/** The ends of a scale, as texts name them. */
export function surveyScale(texts: TextBook, language: Language, kind: SurveyKind) {
  const labels = surveyLabels(texts.of(language), kind);
  const [lowestLabel = "", highestLabel = ""] = [labels[0], labels.at(-1)];
  return { ...surveyScales[kind], lowestLabel, highestLabel };
}
