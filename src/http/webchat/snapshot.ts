import { refusedRequest } from "../refusal.ts";
import type { Chat } from "./chat.ts";
import { beforeAll, cursorText, epochOf } from "./chat-cursor.ts";
import { chatMessages, chatState, noConversation, readUpToIn } from "./chat-view.ts";
import type { ChatSnapshot } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

/** Messages of one snapshot. */
const pageSize = 50;

/** `GET /conversation?before=`. */
export async function answerSnapshot(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  chat.limits.looks.take(visitor.address);
  const before = numberIn(new URL(request.url).searchParams.get("before"));
  return Response.json(await snapshotOf(chat, visitor, before), { headers: { "cache-control": "no-store" } });
}

async function snapshotOf(chat: Chat, visitor: Visitor, before: number | null): Promise<ChatSnapshot> {
  const { service } = chat;
  const conversation = await chat.conversationOf(visitor);
  if (conversation === null) {
    return { cursor: cursorText(beforeAll), conversation: noConversation, messages: [], hasEarlier: false };
  }
  const { id, lastSequence, ownerRevision } = conversation;
  const page = { descending: true, limit: pageSize } as const;
  const latest = await service.conversations.messages(id, page);
  const shown = before === null ? latest : await service.conversations.messages(id, { ...page, after: before });
  const readUpTo = readUpToIn(latest);
  // What came after the conversation was read is in the snapshot, and not to be told again.
  const sequence = Math.max(lastSequence, latest[0]?.sequence ?? 0);
  return {
    cursor: cursorText({ epoch: await epochOf(id), sequence, ownerRevision, readUpTo }),
    conversation: await chatState(service, conversation, readUpTo),
    messages: await chatMessages(service, shown.toReversed(), visitor),
    hasEarlier: (shown.at(-1)?.sequence ?? 1) > 1,
  };
}

function numberIn(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw refusedRequest(422, "invalid", "before: expected the number of a message.");
}
