import { CustomerServiceError } from "../errors.ts";
import type { Agent } from "../model/agent.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";

/** The ticket, kept from others until the act is done; refuses with `ticket.not_found`. */
export async function ticketOf(act: Act, ticketId: string): Promise<Ticket> {
  const ticket = await act.tx.get("ticket", ticketId, { lock: true });
  if (ticket !== null) return ticket;
  throw new CustomerServiceError("ticket.not_found", `There is no ticket ${ticketId}.`, { details: { ticketId } });
}

export async function agentOf(act: Act, agentId: string): Promise<Agent> {
  const agent = await act.tx.get("agent", agentId, { lock: true });
  if (agent !== null) return agent;
  throw new CustomerServiceError("agent.not_found", `There is no agent ${agentId}.`, { details: { agentId } });
}

export async function conversationOf(act: Act, conversationId: string): Promise<Conversation> {
  const conversation = await act.tx.get("conversation", conversationId, { lock: true });
  if (conversation !== null) return conversation;
  throw new CustomerServiceError("conversation.not_found", `There is no conversation ${conversationId}.`, {
    details: { conversationId },
  });
}
