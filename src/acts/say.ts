import type { Conversation } from "../model/conversation.ts";
import type { Actor, Message, MessageContent } from "../model/message.ts";
import type { TextKey } from "../texts/texts.ts";
import { type Act, bot, patientAttempts } from "./act.ts";

/**
 * Puts a message on its way to the customer, after all those before it. Resolves with the conversation, which the caller
 * puts, and the message.
 */
export async function say(
  act: Act,
  conversation: Conversation,
  content: MessageContent,
  options: { author?: Actor; ticketId?: string | null } = {},
): Promise<{ conversation: Conversation; message: Message }> {
  const sequence = conversation.lastSequence + 1;
  const message = await act.tx.put("message", {
    id: act.service.ids.row(),
    version: 0,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    sequence,
    direction: "outbound",
    author: options.author ?? bot,
    sender: null,
    content,
    status: "pending",
    statusReason: null,
    externalId: null,
    sentParts: 0,
    ticketId: options.ticketId ?? conversation.ticketId,
    createdAt: act.now,
    sentAt: null,
    editedAt: null,
    deletedAt: null,
    reaction: null,
    eventId: null,
    resentAs: null,
  });
  const offerId = content.options === undefined ? null : message.id;
  const said = { conversation: { ...conversation, offerId, lastSequence: sequence, updatedAt: act.now }, message };
  const payload = { messageId: message.id, language: languageFor(act, conversation) };
  const lane = `out:${conversation.id}`;
  await act.enqueue({ kind: "deliver", lane, payload, maxAttempts: patientAttempts }, said);
  return said;
}

/** Says one of the desk's own texts in the customer's language. */
export async function sayText(
  act: Act,
  conversation: Conversation,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
  ticketId?: string,
): Promise<Conversation> {
  const text = act.service.texts.render(languageFor(act, conversation), key, values);
  return (await say(act, conversation, { text }, ticketId === undefined ? {} : { ticketId })).conversation;
}

export function languageFor(act: Act, conversation: Conversation): string {
  return conversation.language ?? act.service.policy.defaultLanguage;
}
