import { CustomerServiceError } from "../errors.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { endOffer, giveTo } from "./assign-ticket.ts";
import { agentOf, conversationOf } from "./lookup.ts";
import { joinConversation } from "./place-ticket.ts";

/** The agent takes what they were offered, and the customer is told who is there now. Refuses with `ticket.refused`. */
export async function acceptOffer(act: Act, ticket: Ticket, agentId: string): Promise<Ticket> {
  if (ticket.agentId === agentId) return ticket;
  requireOffer(ticket, agentId);
  const accepted = await giveTo(act, ticket, await agentOf(act, agentId), "accepted");
  await joinConversation(act, await conversationOf(act, ticket.conversationId), accepted);
  return accepted;
}

/** The agent lets it pass, and the next one is asked. Refuses with `ticket.refused`. */
export async function declineOffer(act: Act, ticket: Ticket, agentId: string, reason: string): Promise<Ticket> {
  requireOffer(ticket, agentId);
  return endOffer(act, ticket, "declined", reason);
}

/** Refuses with `ticket.refused` while another agent has the ticket or is asked to take it. */
export function refuseOthers({ id, agentId, reservedFor }: Ticket, by: string): void {
  if (agentId !== null && agentId !== by) throw refusal(id, `agent ${agentId} has it; assign it to take it over`);
  if (reservedFor === null || reservedFor === by) return;
  throw refusal(id, `it is offered to agent ${reservedFor}; assign it to take it over`);
}

function requireOffer(ticket: Ticket, agentId: string): void {
  refuseOthers(ticket, agentId);
  if (ticket.reservedFor === null) throw refusal(ticket.id, `it is not offered to agent ${agentId}; take it instead`);
}

function refusal(ticketId: string, why: string): CustomerServiceError {
  return new CustomerServiceError("ticket.refused", `Ticket ${ticketId}: ${why}.`, { details: { ticketId } });
}
