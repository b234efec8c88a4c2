import type { Conversation } from "../model/conversation.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { placeTicket } from "./place-ticket.ts";

/**
 * Finds an agent for a ticket whose conversation may be about another one. Then that one keeps the conversation, which is
 * about this ticket later.
 */
export async function placeBeside(act: Act, conversation: Conversation, ticket: Ticket): Promise<Ticket> {
  const isBeside = conversation.ticketId !== null && conversation.ticketId !== ticket.id;
  const laterTicketIds = [...conversation.laterTicketIds, ...(isBeside ? [ticket.id] : [])];
  const placed = await placeTicket(act, { ...conversation, laterTicketIds }, ticket);
  await act.tx.put("conversation", placed.conversation);
  return placed.ticket;
}
