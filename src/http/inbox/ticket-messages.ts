import type { CustomerService } from "../../customer-service.ts";
import type { Message } from "../../model/message.ts";
import { messageView } from "./message-view.ts";
import type { MessagePage } from "./protocol.ts";

/** Messages that are shown at once. */
const pageSize = 50;

/** The latest messages of a conversation, or the latest before one, oldest first. */
export async function ticketMessages(
  service: CustomerService,
  conversationId: string,
  agentNames: ReadonlyMap<string, string>,
  before: number | null = null,
): Promise<MessagePage> {
  // What an index is ordered by is all that a store takes of the record after which it begins.
  const after = before === null ? undefined : ({ sequence: before, id: "" } as Message);
  const page = { limit: pageSize, after, descending: true };
  const found = await service.conversations.messages(conversationId, page);
  const messages = [...found].reverse();
  return {
    messages: messages.map((message) => messageView(message, agentNames)),
    hasEarlier: (messages[0]?.sequence ?? 1) > 1,
  };
}
