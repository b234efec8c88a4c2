import type { ServiceContext } from "../context.ts";
import type { Message } from "../model/message.ts";
import { isOpen, type Survey, surveyChoice } from "../model/survey.ts";
import { scoreIn } from "../model/survey-score.ts";
import { surveyLabels } from "../texts/survey-texts.ts";
import { textOf } from "./identify.ts";
import type { Turn } from "./turn.ts";

/**
 * Is this the answer to a survey? A button of one says so itself, whoever has the conversation. A score in words or
 * numbers is one only from whom the survey asked, as long as it was the last thing they were asked here: the bot or a human
 * who spoke since may have asked for a number too. What was written before the answer makes a turn of its own, and so does what was written after it.
 */
export async function readSurveyAnswer(turn: Turn, service: ServiceContext): Promise<Turn> {
  const { conversation, messages } = turn;
  const asked = await surveyAsked(turn, service);
  const labels = asked === null ? [] : surveyLabels(service.texts.of(turn.language), asked.kind);
  const answers = messages.map((message) => answerIn(message, asked, labels));
  const place = answers.findIndex((answer) => answer !== null);
  const answer = answers[place];
  if (answer === null || answer === undefined) return turn;
  if (place > 0) {
    const before = messages.slice(0, place);
    return { ...turn, messages: before, text: textOf(before) };
  }
  const survey = answer.surveyId === asked?.id ? asked : await surveyOf(answer.surveyId, service);
  const takesAnswers = survey?.conversationId === conversation.id && isOpen(survey, service.clock.now());
  const outcome = takesAnswers ? ({ kind: "survey_answer", ...answer } as const) : ({ kind: "survey_over" } as const);
  return { ...turn, messages: messages.slice(0, 1), outcome };
}

/** The survey that this customer was asked last, in a conversation of the bot's; `null` when something else came since. */
export async function surveyAsked({ conversation, customer }: Turn, service: ServiceContext): Promise<Survey | null> {
  const { surveyId, ticketId, state } = conversation;
  if (surveyId === null || ticketId !== null || state === "human" || state === "queued") return null;
  const survey = await surveyOf(surveyId, service);
  // In a group others write numbers, too.
  return survey?.customerId === customer.id ? survey : null;
}

function surveyOf(surveyId: string, { store, tenant }: ServiceContext): Promise<Survey | null> {
  return store.read(tenant, (reader) => reader.get("survey", surveyId));
}

function answerIn({ content }: Message, asked: Survey | null, labels: readonly string[]) {
  if (content.choice !== undefined) return surveyChoice(content.choice.id);
  const score = asked === null ? null : scoreIn(asked.kind, content.text, labels);
  return asked === null || score === null ? null : { surveyId: asked.id, score };
}
