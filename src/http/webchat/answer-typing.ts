import { topics } from "../../live/topics.ts";
import type { Chat } from "./chat.ts";
import type { Visitor } from "./session-token.ts";

/** `POST /typing`. Nothing is kept of it, and nothing to be seen before the visitor wrote something. */
export async function answerTyping(chat: Chat, visitor: Visitor): Promise<Response> {
  chat.limits.typing.take(visitor.address);
  const conversation = await chat.conversationOf(visitor);
  if (conversation !== null) {
    const by = { kind: "customer", id: conversation.customerId } as const;
    chat.service.live.tell(topics.conversation(conversation.id), { type: "typing", by });
  }
  return new Response(null, { status: 204 });
}
