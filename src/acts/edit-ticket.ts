import { differingTags, retagged } from "../model/tags.ts";
import type { Ticket, TicketLink } from "../model/ticket.ts";
import type { TicketFact } from "../model/ticket-facts.ts";
import { changedFields, checkedFields } from "../model/ticket-fields.ts";
import { hasLink, inverseLinks, withLink, withoutLink } from "../model/ticket-links.ts";
import type { Act } from "./act.ts";

/** What is known of a ticket is another, and nothing is done about it: who has it and where it stands remain. */
export async function editTicket(act: Act, edited: Ticket, fact: TicketFact): Promise<Ticket> {
  const kept = await act.tx.put("ticket", { ...edited, updatedAt: act.now });
  await act.record(`ticket:${kept.id}`, fact);
  act.emit("ticket.edited", { ticket: kept });
  return kept;
}

/** Tags that are there already, or are not, change nothing. */
export async function tagTicket(
  act: Act,
  ticket: Ticket,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<Ticket> {
  const edited = retagged(ticket, add, remove);
  const added = differingTags(edited.tags, ticket.tags);
  const removed = differingTags(ticket.tags, edited.tags);
  if (added.length > 0 || removed.length > 0) return editTicket(act, edited, { kind: "tagged", added, removed });
  // A tag that a merged ticket brought, and that is now the ticket's own, differs in the links alone.
  return JSON.stringify(edited) === JSON.stringify(ticket) ? ticket : act.tx.put("ticket", edited);
}

/** All fields together are to fit the schema; one that is given as `undefined` is gone. */
export async function setTicketFields(
  act: Act,
  ticket: Ticket,
  given: Readonly<Record<string, unknown>>,
): Promise<Ticket> {
  const together = Object.entries({ ...ticket.fields, ...given }).filter(([, value]) => value !== undefined);
  const fields = checkedFields(Object.fromEntries(together), act.service.policy.ticketFields);
  const changed = changedFields(ticket.fields, fields);
  if (Object.keys(changed).length === 0) return ticket;
  return editTicket(act, { ...ticket, fields }, { kind: "fields_set", fields: changed });
}

/** The link on one ticket; that on the other is its inverse. */
export async function addLink(act: Act, ticket: Ticket, link: TicketLink): Promise<Ticket> {
  if (hasLink(ticket, link.kind, link.ticketId)) return ticket;
  return editTicket(act, withLink(ticket, link), { kind: "linked", link: link.kind, ticketId: link.ticketId });
}

export async function removeLink(act: Act, ticket: Ticket, { kind, ticketId }: TicketLink): Promise<Ticket> {
  if (!hasLink(ticket, kind, ticketId)) return ticket;
  return editTicket(act, withoutLink(ticket, kind, ticketId), { kind: "unlinked", link: kind, ticketId });
}

/** The same link as it stands on the other ticket. */
export function inverseOf(ticket: Ticket, { kind }: TicketLink): TicketLink {
  return { kind: inverseLinks[kind], ticketId: ticket.id };
}
