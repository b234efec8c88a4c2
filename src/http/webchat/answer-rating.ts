import * as z from "zod/mini";
import { text } from "../../model/check.ts";
import { surveyChoiceId } from "../../model/survey.ts";
import { readJson } from "../read-json.ts";
import { refusedRequest } from "../refusal.ts";
import type { Chat } from "./chat.ts";
import { ratingOf } from "./chat-message.ts";
import type { Rating } from "./protocol.ts";
import { hear } from "./send-message.ts";
import type { Visitor } from "./session-token.ts";

/** Among the latest so many messages is looked for the survey. */
const latestCount = 50;

const rating = z.object({
  score: z.int(),
  comment: z.optional(text(0, 4_000)),
}) satisfies z.ZodMiniType<Rating>;

/**
 * `POST /rating`: as if the visitor had pressed the score and written the comment, one after the other. So a score that is
 * given here, by a press and by a number is the same thing: it stands in the conversation, the survey takes one, and thanks.
 * The comment is one by the survey's rules, and what is a question to the desk is answered.
 */
export async function answerRating(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  chat.limits.messages.take(visitor.address);
  const { score, comment = "" } = await readJson(request, rating);
  const { surveyId, options } = await lastSurvey(chat, visitor);
  const choice = options.find(({ id }) => id === surveyChoiceId(surveyId, score));
  if (choice === undefined) throw refusedRequest(422, "off_scale", "score: expected one that was offered.");
  // Named after the survey: whoever sends it again, or another one, is heard once.
  await hear(chat, visitor, `rating:${surveyId}`, { text: "", choice });
  if (comment.trim() !== "") await hear(chat, visitor, `comment:${surveyId}`, { text: comment });
  return new Response(null, { status: 204 });
}

async function lastSurvey(chat: Chat, visitor: Visitor) {
  const conversation = await chat.conversationOf(visitor);
  const page = { descending: true, limit: latestCount } as const;
  const latest = conversation === null ? [] : await chat.service.conversations.messages(conversation.id, page);
  for (const { direction, content } of latest) {
    const options = content.options ?? [];
    const asked = direction === "outbound" ? ratingOf(options) : null;
    if (asked !== null) return { ...asked, options };
  }
  throw refusedRequest(409, "not_asked", "No survey was asked here.");
}
