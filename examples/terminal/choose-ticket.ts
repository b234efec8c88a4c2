import { CustomerServiceError, type Ticket, type TicketStatus } from "kefu";
import type { Seat } from "./seat.ts";

export const unfinished = ["escalated", "in_progress", "open", "pending"] as const;
export const ended = ["resolved", "closed"] as const;
export const everyStatus = [...unfinished, ...ended] as const;

const ticketId = /^T-[0-9A-Z]+$/i;

/** The ticket a command is about, and its other words. */
export interface Chosen {
  readonly ticket: Ticket;
  readonly text: string;
}

/**
 * The ticket that the words begin with; else the current one, else the only one, among those with such a status. Refuses
 * with `ticket.not_found`, naming the tickets to choose from.
 */
export async function chooseTicket(seat: Seat, words: string, statuses: readonly TicketStatus[]): Promise<Chosen> {
  const [first = "", ...others] = words.split(/\s+/);
  if (ticketId.test(first)) {
    const ticket = await seat.service.tickets.get(first.toUpperCase());
    seat.ticketId = ticket.id;
    return { ticket, text: others.join(" ") };
  }
  const possible = await ticketsIn(seat, statuses);
  const ticket = possible.find(({ id }) => id === seat.ticketId) ?? (possible.length === 1 ? possible[0] : undefined);
  if (ticket !== undefined) {
    seat.ticketId = ticket.id;
    return { ticket, text: words };
  }
  const which =
    possible.length === 0
      ? `There is no ticket that is ${statuses.join(" or ")}.`
      : `Which ticket? Name one of: ${possible.map(({ id }) => id).join(", ")}.`;
  throw new CustomerServiceError("ticket.not_found", which);
}

/** Tickets with these statuses, newest first in each. */
export async function ticketsIn(seat: Seat, statuses: readonly TicketStatus[]): Promise<readonly Ticket[]> {
  const lists = statuses.map((status) => seat.service.tickets.list({ status }, { limit: 20, descending: true }));
  return (await Promise.all(lists)).flat();
}
