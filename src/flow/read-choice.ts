import type { Act } from "../acts/act.ts";
import type { Conversation } from "../model/conversation.ts";
import { canShow } from "../model/fit-message.ts";
import type { MessageContent, MessageOption } from "../model/message.ts";
import { optionBehind, typedOption } from "../model/message-options.ts";
import { surveyChoice } from "../model/survey.ts";

type Choice = MessageContent["choice"];

/**
 * What the customer chose, as who offered it named it: a press whose id was too long for the channel, or the number or the
 * title typed, in answer to the last message that offered something.
 */
export async function choiceIn(
  act: Act,
  conversation: Conversation,
  { choice, text }: Pick<MessageContent, "choice" | "text">,
): Promise<Choice> {
  if (choice !== undefined) {
    const whole = await longChoice(act, conversation, choice.id);
    return whole ?? (choice.title === undefined ? titled(choice, await offered(act, conversation)) : choice);
  }
  if (text === "") return undefined;
  const options = await offered(act, conversation);
  const { capabilities } = act.service.channels.get(conversation.channelId) ?? {};
  const option = typedOption(text, options, !canShow(options, capabilities?.options));
  // Scores are read by a turn, which knows whom the survey asked.
  return option === null || surveyChoice(option.id) !== null ? undefined : choiceOf(option);
}

/** What the desk offered last. */
async function offered(act: Act, { offerId }: Conversation): Promise<readonly MessageOption[]> {
  const offer = offerId === null ? null : await act.tx.get("message", offerId);
  return offer?.content.options ?? [];
}

/** Not every channel tells what stood on the button. */
function titled(choice: NonNullable<Choice>, options: readonly MessageOption[]): Choice {
  const option = options.find(({ id }) => id === choice.id);
  return option === undefined ? choice : choiceOf(option);
}

async function longChoice(act: Act, { id }: Conversation, choiceId: string): Promise<Choice> {
  const meant = optionBehind(choiceId);
  if (meant === null) return undefined;
  const offer = await act.tx.get("message", meant.messageId);
  const option = offer?.conversationId === id ? offer.content.options?.[meant.index] : undefined;
  return option === undefined ? undefined : choiceOf(option);
}

function choiceOf({ id, title }: MessageOption): NonNullable<Choice> {
  return { id, title };
}
