import type { ServiceContext } from "../context.ts";
import { isQuestion } from "../model/question.ts";
import { awaitsComment } from "../model/survey.ts";
import { surveyAsked } from "./read-survey-answer.ts";
import { decided, type Turn } from "./turn.ts";

/**
 * Is this the comment on the score that the customer has just given? Only what nothing else took: neither an answer of the
 * bot's, nor a wish for a human, nor an issue for agents, nor a question that nobody could answer, which a human gets.
 */
export async function readSurveyComment(turn: Turn, service: ServiceContext): Promise<Turn> {
  const last = turn.decisions.at(-1);
  const isLeftOver = last?.step === "answer" && last.outcome === "abstained" && last.reason === "no_answer";
  if (!isLeftOver || last.error !== undefined || isQuestion(turn.text)) return turn;
  const survey = await surveyAsked(turn, service);
  const now = service.clock.now();
  if (survey === null || !awaitsComment(survey, now)) return turn;
  const minutesAfter = Math.floor((now.getTime() - (survey.answeredAt ?? now).getTime()) / 60_000);
  return decided(
    turn,
    { step: "survey_comment", surveyId: survey.id, minutesAfter },
    { kind: "survey_comment", surveyId: survey.id },
  );
}
