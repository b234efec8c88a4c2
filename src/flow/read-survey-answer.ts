import type { ServiceContext } from "../context.ts";
import { type Survey, scoreIn, surveyIdIn } from "../model/survey.ts";
import type { Turn } from "./turn.ts";

/**
 * Is this the answer to a survey? A button of one says so itself, whoever has the conversation. A lone number is one only
 * for the survey that waits in this conversation, and not while it is a human's, who may have asked for a number too.
 */
export async function readSurveyAnswer(turn: Turn, service: ServiceContext): Promise<Turn> {
  const { conversation } = turn;
  const last = turn.messages.at(-1)?.content;
  const pressed = surveyIdIn(last?.choice?.id);
  const asked = conversation.state === "bot" || conversation.state === "ended" ? conversation.surveyId : null;
  const surveyId = pressed ?? asked;
  if (last === undefined || surveyId === null) return turn;
  const score = scoreIn(surveyId, last.text, last.choice?.id);
  if (score === null) return turn;
  const survey = await service.store.read(service.tenant, (reader) => reader.get("survey", surveyId));
  if (survey?.conversationId === conversation.id && takesAnswers(survey, service.clock.now())) {
    return { ...turn, outcome: { kind: "survey_answer", surveyId, score } };
  }
  // A button that was pressed again, or too late, is no question.
  return pressed === null ? turn : { ...turn, outcome: { kind: "survey_over" } };
}

function takesAnswers(survey: Survey, now: Date): boolean {
  return survey.status === "sent" && survey.expiresAt.getTime() >= now.getTime();
}
