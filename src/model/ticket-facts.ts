import type { Json } from "./job.ts";
import type { TicketLinkKind } from "./ticket.ts";

/** What people do with a ticket as a file: to its links, tags, fields, type and queue. */
export type TicketFact =
  | { readonly kind: "linked"; readonly link: TicketLinkKind; readonly ticketId: string }
  | { readonly kind: "unlinked"; readonly link: TicketLinkKind; readonly ticketId: string }
  | { readonly kind: "merged"; readonly into: string; readonly reason: string }
  | { readonly kind: "took_in"; readonly ticketId: string; readonly subject: string; readonly tags: readonly string[] }
  | { readonly kind: "unmerged"; readonly from: string; readonly reason: string }
  | { readonly kind: "gave_back"; readonly ticketId: string; readonly tags: readonly string[] }
  | { readonly kind: "split"; readonly into: string; readonly messageIds: readonly string[] }
  | { readonly kind: "split_off"; readonly ticketId: string; readonly messageIds: readonly string[] }
  | { readonly kind: "tagged"; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: "fields_set"; readonly fields: Readonly<Record<string, Json>> }
  | { readonly kind: "retyped"; readonly from: string; readonly to: string }
  | { readonly kind: "transferred"; readonly from: string; readonly to: string; readonly reason: string };

/** What was done, to be read after the name of who did it. */
export function ticketDeed(fact: TicketFact): string {
  switch (fact.kind) {
    case "linked":
      return `linked the ticket: ${fact.link} ${fact.ticketId}.`;
    case "unlinked":
      return `took the link away: ${fact.link} ${fact.ticketId}.`;
    case "merged":
      return `merged the ticket into ${fact.into}: ${fact.reason}.`;
    case "took_in":
      return `merged ticket ${fact.ticketId} ("${fact.subject}") into this one${tagsOf(fact)}.`;
    case "unmerged":
      return `took the ticket out of ${fact.from} again: ${fact.reason}.`;
    case "gave_back":
      return `took ticket ${fact.ticketId} out of this one again${tagsOf(fact)}.`;
    case "split":
      return `made ticket ${fact.into} of ${fact.messageIds.length} messages of this one.`;
    case "split_off":
      return `made the ticket of ${fact.messageIds.length} messages of ${fact.ticketId}.`;
    case "tagged":
      return `changed the tags:${fact.added.map((tag) => ` +${tag}`).join("")}${fact.removed.map((tag) => ` -${tag}`).join("")}.`;
    case "fields_set":
      return `set ${Object.entries(fact.fields)
        .map(([name, value]) => `${name} to ${JSON.stringify(value)}`)
        .join(", ")}.`;
    case "retyped":
      return `changed the type from ${fact.from} to ${fact.to}.`;
    case "transferred":
      return `moved the ticket from queue ${fact.from} to ${fact.to}: ${fact.reason}.`;
    default:
      return fact satisfies never;
  }
}

function tagsOf({ tags }: { readonly tags: readonly string[] }): string {
  return tags.length === 0 ? "" : `, with its tags ${tags.join(", ")}`;
}
