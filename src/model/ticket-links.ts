import { CustomerServiceError } from "../errors.ts";
import type { Ticket, TicketLink, TicketLinkKind } from "./ticket.ts";

/** What each link is called on the other ticket. */
export const inverseLinks: Readonly<Record<TicketLinkKind, TicketLinkKind>> = {
  related: "related",
  duplicate_of: "duplicated_by",
  duplicated_by: "duplicate_of",
  follow_up_of: "followed_up_by",
  followed_up_by: "follow_up_of",
  split_from: "split_into",
  split_into: "split_from",
  merged_into: "merged_from",
  merged_from: "merged_into",
};

/** Links that people make and take away; the others tell where a ticket comes from. */
export type FreeLinkKind = "related" | "duplicate_of" | "duplicated_by";

/** Every {@link FreeLinkKind}. */
export const freeLinkKinds: readonly FreeLinkKind[] = ["related", "duplicate_of", "duplicated_by"];

const mostLinks = 500;

/** The ticket with this link, which it has once. Refuses with `ticket.refused` more than 500 links. */
export function withLink(ticket: Ticket, link: TicketLink): Ticket {
  if (hasLink(ticket, link.kind, link.ticketId)) return ticket;
  if (ticket.links.length < mostLinks) return { ...ticket, links: [...ticket.links, link] };
  throw new CustomerServiceError("ticket.refused", `Ticket ${ticket.id} has ${mostLinks} links; there are no more.`, {
    details: { ticketId: ticket.id },
  });
}

export function withoutLink(ticket: Ticket, kind: TicketLinkKind, ticketId: string): Ticket {
  return { ...ticket, links: ticket.links.filter((link) => link.kind !== kind || link.ticketId !== ticketId) };
}

export function hasLink({ links }: Pick<Ticket, "links">, kind: TicketLinkKind, ticketId: string): boolean {
  return links.some((link) => link.kind === kind && link.ticketId === ticketId);
}
