import { CustomerServiceError } from "../errors.ts";
import { isUnfinished, type Ticket } from "./ticket.ts";

/** What is asked of a ticket is not possible as things stand. */
export function ticketRefusal(ticketId: string, why: string): CustomerServiceError {
  return new CustomerServiceError("ticket.refused", `Ticket ${ticketId}: ${why}.`, { details: { ticketId } });
}

/** The ticket, if somebody still has to work on it; refuses with `ticket.refused`. */
export function unfinished(ticket: Ticket, what: string): Ticket {
  if (isUnfinished(ticket.status)) return ticket;
  throw ticketRefusal(ticket.id, `it is ${ticket.status}; reopen it before it is ${what}`);
}
