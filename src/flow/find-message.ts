import type { Act } from "../acts/act.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Message } from "../model/message.ts";

/** What channels tell of a message comes lately: so many messages back, nobody asks any more whether one was read. */
const messagesLookedAt = 200;
const pageSize = 10;

/** The conversation of a channel's thread; `null` when nobody wrote there yet. */
export async function conversationAt(act: Act, channelId: string, address: string): Promise<Conversation | null> {
  const [found] = await act.tx.find("conversation", "byAddress", { channelId, address }, { limit: 1 });
  return found ?? null;
}

/** The latest message of the conversation that is so, locked; `null` when there is none among those of late. */
export async function findMessage(
  act: Act,
  conversationId: string,
  isSo: (message: Message) => boolean,
): Promise<Message | null> {
  let after: Message | undefined;
  for (let seen = 0; seen < messagesLookedAt; seen += pageSize) {
    const page = { limit: pageSize, after, descending: true };
    const messages = await act.tx.find("message", "ofConversation", { conversationId }, page);
    const found = messages.find(isSo);
    if (found !== undefined) return act.tx.get("message", found.id, { lock: true, known: found });
    if (messages.length < pageSize) return null;
    after = messages.at(-1);
  }
  return null;
}
