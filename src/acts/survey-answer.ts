import type { Actor } from "../model/message.ts";
import { addComment, answerSurvey, commentOnSurvey, type Survey, surveyScales } from "../model/survey.ts";
import type { Act } from "./act.ts";
import { surveyOf } from "./lookup.ts";
import { reminderTimer } from "./survey.ts";

/** Takes the one answer of a survey; refuses with `survey.refused`. `commentUntil`: a comment may follow in the conversation. */
export async function takeAnswer(
  act: Act,
  surveyId: string,
  { score, comment, commentUntil }: { score: number; comment: string | null; commentUntil: Date | null },
  by: Actor,
): Promise<Survey> {
  const survey = await surveyOf(act, surveyId);
  const answered = { ...answerSurvey(survey, { score, comment }, act.now), commentUntil };
  const kept = await act.tx.put("survey", answered);
  await act.cancelTimer(reminderTimer(survey));
  const of = surveyScales[survey.kind].highest;
  await act.record(`ticket:${survey.ticketId}`, { kind: "surveyed", surveyId, score, of }, by);
  act.emit("survey.answered", { survey: kept });
  if (comment !== null) await tellOfComment(act, kept, by);
  return kept;
}

/** The one comment that a survey's page sends after the score; refuses with `survey.refused`. */
export async function takeComment(act: Act, surveyId: string, comment: string, by: Actor): Promise<Survey> {
  const survey = await surveyOf(act, surveyId);
  return keepComment(act, commentOnSurvey(survey, comment, act.now), by);
}

/** What the customer wrote in the conversation after the score. */
export async function takeWrittenComment(act: Act, surveyId: string, text: string, by: Actor): Promise<Survey> {
  const survey = await surveyOf(act, surveyId);
  return keepComment(act, addComment(survey, text), by);
}

async function keepComment(act: Act, commented: Survey, by: Actor): Promise<Survey> {
  const kept = await act.tx.put("survey", commented);
  await tellOfComment(act, kept, by);
  return kept;
}

async function tellOfComment(act: Act, survey: Survey, by: Actor): Promise<void> {
  await act.record(`ticket:${survey.ticketId}`, { kind: "survey_commented", surveyId: survey.id }, by);
  act.emit("survey.commented", { survey });
}
