import * as z from "zod/mini";
import type { Conversation } from "../../model/conversation.ts";
import { isForward, type Message } from "../../model/message.ts";
import { readJson } from "../read-json.ts";
import type { Chat } from "./chat.ts";
import { eventIdOf } from "./chat-message.ts";
import type { ReadUpTo } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

/** Receipts of one request; what is older stays as it was. */
const mostReceipts = 50;

const sequence = z._default(z.int().check(z.minimum(0), z.maximum(999_999_999)), 0);
const readUpTo = z.object({ delivered: sequence, read: sequence }) satisfies z.ZodMiniType<ReadUpTo>;

/** `POST /read`. */
export async function answerReadUpTo(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  chat.limits.looks.take(visitor.address);
  const upTo = await readJson(request, readUpTo);
  const conversation = await chat.conversationOf(visitor);
  const receipts = conversation === null ? [] : await receiptsDue(chat, conversation, upTo);
  for (const { message, status } of receipts) {
    await chat.desk.receive({
      type: "delivery",
      // With a colon, as no message of a browser is called.
      eventId: eventIdOf(visitor, `${status}:${message.id}`),
      address: visitor.address,
      messageId: message.externalId ?? message.id,
      idempotencyKey: message.id,
      status,
    });
  }
  return new Response(null, { status: 204 });
}

interface ReceiptDue {
  readonly message: Message;
  readonly status: "delivered" | "read";
}

/** Oldest first, for those of the desk's latest messages that stand further back. */
async function receiptsDue(
  { service }: Chat,
  { id }: Conversation,
  { delivered, read }: Required<z.output<typeof readUpTo>>,
): Promise<readonly ReceiptDue[]> {
  const after = Math.max(delivered, read) + 1;
  const messages = await service.conversations.messages(id, { after, descending: true, limit: mostReceipts });
  const due: ReceiptDue[] = [];
  for (const message of messages.filter(({ direction }) => direction === "outbound")) {
    const status = message.sequence <= read ? "read" : "delivered";
    if (isForward(message.status, status)) due.push({ message, status });
    // Those before it were read with it.
    else if (status === "read") break;
  }
  return due.reverse();
}
