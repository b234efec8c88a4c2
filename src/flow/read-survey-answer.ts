import type { ServiceContext } from "../context.ts";
import type { Message } from "../model/message.ts";
import { type Survey, scoreIn, surveyIdIn } from "../model/survey.ts";
import { textOf } from "./identify.ts";
import type { Turn } from "./turn.ts";

/**
 * Is this the answer to a survey? A button of one says so itself, whoever has the conversation. A score in words or
 * numbers is one only for the survey last asked here, and not while the conversation is a human's, who may have asked for
 * a number too. What was written before the answer makes a turn of its own, and so does what was written after it.
 */
export async function readSurveyAnswer(turn: Turn, service: ServiceContext): Promise<Turn> {
  const { conversation, messages } = turn;
  const free = conversation.ticketId === null && conversation.state !== "human" && conversation.state !== "queued";
  const asked = free ? conversation.surveyId : null;
  const titles = service.texts.of(turn.language).surveyScores;
  const answers = messages.map((message) => answerIn(message, asked, titles));
  const place = answers.findIndex((answer) => answer !== null);
  const answer = answers[place];
  if (answer === null || answer === undefined) return turn;
  if (place > 0) {
    const before = messages.slice(0, place);
    return { ...turn, messages: before, text: textOf(before) };
  }
  const survey = await service.store.read(service.tenant, (reader) => reader.get("survey", answer.surveyId));
  const open = survey?.conversationId === conversation.id && takesAnswers(survey, service.clock.now());
  const outcome = open ? ({ kind: "survey_answer", ...answer } as const) : ({ kind: "survey_over" } as const);
  return { ...turn, messages: messages.slice(0, 1), outcome };
}

function answerIn({ content }: Message, asked: string | null, titles: readonly string[]) {
  const surveyId = surveyIdIn(content.choice?.id) ?? asked;
  const score = surveyId === null ? null : scoreIn(surveyId, content.text, content.choice?.id, titles);
  return surveyId === null || score === null ? null : { surveyId, score };
}

function takesAnswers(survey: Survey, now: Date): boolean {
  return survey.status === "sent" && survey.expiresAt.getTime() >= now.getTime();
}
