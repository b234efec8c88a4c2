import type { TicketFact } from "../../ticket-facts.ts";

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
