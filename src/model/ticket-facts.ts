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
