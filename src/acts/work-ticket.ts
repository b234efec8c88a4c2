import { moveConversation } from "../model/conversation.ts";
import type { Message } from "../model/message.ts";
import { handedBack, type Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { conversationOf } from "./lookup.ts";
import { changeStatus, startWork, unansweredTimer } from "./move-ticket.ts";
import { say, sayText } from "./say.ts";
import { cancelResponse, fulfilResponse } from "./sla.ts";

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
  await fulfilResponse(act, replied);
  act.emit("ticket.replied", { ticket: replied, message: said.message });
  return said.message;
}

/** The bot speaks again; the ticket waits for the customer, without an agent. */
export async function returnToBot(act: Act, ticket: Ticket): Promise<Ticket> {
  const pending = ticket.status === "pending" ? ticket : await changeStatus(act, ticket, "pending", handedBack);
  await cancelResponse(act, pending, handedBack);
  const released = await releaseAgent(act, pending, handedBack);
  const conversation = await conversationOf(act, ticket.conversationId);
  const told = await sayText(act, moveConversation(conversation, "bot"), "returnedToBot");
  const returned = await act.tx.put("conversation", told);
  act.emit("conversation.returned_to_bot", { conversation: returned, ticket: released });
  return released;
}
