import { type Conversation, moveConversation } from "../model/conversation.ts";
import type { Message } from "../model/message.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { conversationOf } from "./lookup.ts";
import { changeStatus, startWork, unansweredTimer } from "./move-ticket.ts";
import { say, sayText } from "./say.ts";

/** The agent of the ticket answers: work has begun, and nobody needs to be warned that it has not. */
export async function replyToCustomer(act: Act, ticket: Ticket, text: string): Promise<Message> {
  const conversation = await conversationOf(act, ticket.conversationId);
  const said = await say(act, conversation, { text }, { author: act.by, ticketId: ticket.id });
  await act.tx.put("conversation", said.conversation);
  const working = await startWork(act, ticket, "the agent answered");
  const replied = await act.tx.put("ticket", {
    ...working,
    firstRepliedAt: working.firstRepliedAt ?? act.now,
    awaitingReplySince: null,
    updatedAt: act.now,
  });
  await act.cancelTimer(unansweredTimer(ticket.id));
  await act.record(`ticket:${ticket.id}`, { kind: "replied", messageId: said.message.id });
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
  const pending = ticket.status === "pending" ? ticket : await changeStatus(act, ticket, "pending", reason);
  const released = await releaseAgent(act, pending, reason);
  const told = await sayText(act, moveConversation(conversation, "bot"), "returnedToBot");
  act.emit("conversation.returned_to_bot", { conversation: told, ticket: released });
  return told;
}
