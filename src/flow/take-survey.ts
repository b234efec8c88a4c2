import type { Act } from "../acts/act.ts";
import { surveyOf } from "../acts/lookup.ts";
import { languageFor, say, sayText } from "../acts/say.ts";
import { takeAnswer, takeWrittenComment } from "../acts/survey-answer.ts";
import { type Conversation, endedConversation } from "../model/conversation.ts";
import type { Actor, Message } from "../model/message.ts";
import { isOpen, isScore } from "../model/survey.ts";
import { surveyScale } from "../texts/survey-texts.ts";
import type { OutcomeOf, Turn } from "./turn.ts";

/** What customers answer to surveys in the conversation. Each resolves with the conversation, which the caller puts. */

export async function acceptScore(
  act: Act,
  conversation: Conversation,
  turn: Turn,
  { surveyId, score }: OutcomeOf<"survey_answer">,
): Promise<Conversation> {
  const survey = await surveyOf(act, surveyId);
  // Its page may have taken the answer while the turn was thought out.
  if (!isOpen(survey, act.now)) return sayOver(act, conversation);
  if (!isScore(survey.kind, score)) {
    const scale = surveyScale(act.service.texts, languageFor(act, conversation), survey.kind);
    return sayText(act, conversation, "surveyScale", scale);
  }
  const commentUntil = conversation.surveyId === surveyId ? endOfComment(act, conversation) : null;
  await takeAnswer(act, surveyId, { score, comment: null, commentUntil }, customerOf(turn));
  if (commentUntil === null) return endIfOver(act, await sayText(act, conversation, "surveyThanks"));
  const texts = act.service.texts.of(languageFor(act, conversation));
  const text = `${texts.surveyThanks}\n${texts.surveyCommentWish}`;
  return endIfOver(act, (await say(act, conversation, { text })).conversation);
}

/** Thanked for once: what is written afterwards is added without a word. */
export async function acceptComment(
  act: Act,
  conversation: Conversation,
  turn: Turn,
  { surveyId }: OutcomeOf<"survey_comment">,
): Promise<Conversation> {
  const isFirst = (await surveyOf(act, surveyId)).comment === null;
  await takeWrittenComment(act, surveyId, turn.text, customerOf(turn));
  return endIfOver(act, isFirst ? await sayText(act, conversation, "surveyCommentThanks") : conversation);
}

/**
 * The bot answers something else: the next number may answer that. What was written before this answer, and waits, may
 * still be the score.
 */
export async function forgetSurvey(act: Act, conversation: Conversation, { messages }: Turn): Promise<Conversation> {
  if (conversation.surveyId === null) return conversation;
  const latest = await latestMessages(act, conversation);
  const heard = messages.at(-1)?.sequence ?? 0;
  const waits = latest.some(({ direction, sequence }) => direction === "inbound" && sequence > heard);
  return waits ? conversation : { ...conversation, surveyId: null };
}

/** Until when a comment may be written after the score; `null` when none is asked for. */
function endOfComment(act: Act, conversation: Conversation): Date | null {
  const minutes = act.service.policy.survey?.commentMinutes ?? 0;
  return isTheBots(conversation) && minutes > 0 ? new Date(act.now.getTime() + minutes * 60_000) : null;
}

/** Said once: who answers it again, or is a machine that answers everything, gets no second answer. */
export async function sayOver(act: Act, conversation: Conversation): Promise<Conversation> {
  const text = act.service.texts.render(languageFor(act, conversation), "surveyOver");
  const said = (await latestMessages(act, conversation)).find(({ direction }) => direction === "outbound");
  if (said?.content.text === text) return endIfOver(act, conversation);
  return endIfOver(act, (await say(act, conversation, { text })).conversation);
}

function latestMessages(act: Act, { id: conversationId }: Conversation): Promise<readonly Message[]> {
  return act.tx.find("message", "ofConversation", { conversationId }, { limit: 20, descending: true });
}

/** The conversation that the answer took up is over with it. */
function endIfOver(act: Act, conversation: Conversation): Conversation {
  if (!isTheBots(conversation)) return conversation;
  const ended = endedConversation(conversation);
  act.emit("conversation.ended", { conversation: ended });
  return ended;
}

function customerOf({ customer }: Turn): Actor {
  return { kind: "customer", id: customer.id };
}

function isTheBots({ ticketId, state }: Conversation): boolean {
  return ticketId === null && state === "bot";
}
