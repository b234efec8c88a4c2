import type { ServiceContext } from "../context.ts";
import { scoreIn } from "../model/survey.ts";
import type { Turn } from "./turn.ts";

/** Is this the answer to the survey we asked in this conversation? A button of it, or a lone number. */
export async function readSurveyAnswer(turn: Turn, service: ServiceContext): Promise<Turn> {
  const { surveyId } = turn.conversation;
  if (surveyId === null) return turn;
  const last = turn.messages.at(-1);
  const score = last === undefined ? null : scoreIn(surveyId, last.content.text, last.content.choice?.id);
  if (score === null) return turn;
  const survey = await service.store.read(service.tenant, (tx) => tx.get("survey", surveyId));
  const open = survey?.status === "sent" && survey.expiresAt.getTime() >= service.clock.now().getTime();
  return open ? { ...turn, outcome: { kind: "survey_answer", surveyId, score } } : turn;
}
