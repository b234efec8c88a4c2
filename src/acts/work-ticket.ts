import { type Conversation, moveConversation } from "../model/conversation.ts";
import type { Message, MessageContent } from "../model/message.ts";
import type { Ticket } from "../model/ticket.ts";
import { ticketRefusal } from "../model/ticket-refusal.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { unansweredTimer } from "./await-reply.ts";
import { conversationOf, existing } from "./lookup.ts";
import { changeStatus, startWork } from "./move-ticket.ts";
import { say, sayText } from "./say.ts";
import { cancelResponse, fulfilResponse } from "./sla.ts";

/**
 * One human speaks in a conversation. A ticket that it is not about is answered by whoever has the ticket that it is about;
 * refuses others with `ticket.refused`.
 */
export async function mayReply(act: Act, ticket: Ticket, agentId: string): Promise<void> {
  const { ticketId } = await conversationOf(act, ticket.conversationId);
  if (ticketId === null || ticketId === ticket.id) return;
  const other = await existing(act.tx, "ticket", ticketId);
  if (other.agentId === agentId) return;
  const holder = other.agentId === null ? "no agent has" : `agent ${other.agentId} has`;
  throw ticketRefusal(ticket.id, `its conversation is about ${ticketId}, which ${holder}; take that one first`);
}

/** The agent of the ticket answers: work has begun, and nobody needs to be warned that it has not. */
export async function replyToCustomer(
  act: Act,
  ticket: Ticket,
  content: MessageContent,
  canned?: string,
): Promise<Message> {
  const conversation = await conversationOf(act, ticket.conversationId);
  const said = await say(act, conversation, content, { author: act.by, ticketId: ticket.id });
  await act.tx.put("conversation", said.conversation);
  const working = await startWork(act, ticket, "the agent answered");
  const replied = await act.tx.put("ticket", {
    ...working,
    firstRepliedAt: working.firstRepliedAt ?? act.now,
    awaitingReplySince: null,
    updatedAt: act.now,
  });
  await act.cancelTimer(unansweredTimer(ticket.id));
  await act.record(`ticket:${ticket.id}`, {
    kind: "replied",
    messageId: said.message.id,
    ...(canned === undefined ? {} : { canned }),
  });
  await fulfilResponse(act, replied);
  act.emit("ticket.replied", { ticket: replied, message: said.message });
  return said.message;
}

/**
 * The bot speaks again; the ticket waits for the customer, without an agent. Resolves with the conversation, which the
 * caller puts.
 */
export async function returnToBot(
  act: Act,
  conversation: Conversation,
  ticket: Ticket,
  reason: string,
): Promise<Conversation> {
  if (conversation.ticketId !== ticket.id) {
    throw ticketRefusal(ticket.id, `its conversation is about ${conversation.ticketId}; that one is handed back`);
  }
  const pending =
    ticket.status === "pending" ? ticket : await changeStatus(act, ticket, "pending", reason, { toBot: true });
  await cancelResponse(act, pending, reason);
  const released = await releaseAgent(act, pending, reason);
  const told = await sayText(act, moveConversation(conversation, "bot"), "returnedToBot");
  act.emit("conversation.returned_to_bot", { conversation: told, ticket: released });
  return told;
}
