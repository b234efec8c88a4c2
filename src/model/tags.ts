import { CustomerServiceError } from "../errors.ts";
import { cleanText } from "./text.ts";
import type { Ticket } from "./ticket.ts";

/** Most tags of a ticket, and most characters of a tag. */
const mostTags = 50;
const longestTag = 100;

/** What every tag is. */
export const tagRule = `a tag has 1 to ${longestTag} characters that are not all space`;

/** The tags as they are kept: trimmed, in lower case, each once. Refuses with `ticket.refused` empty and long ones. */
export function normalTags(tags: readonly string[]): readonly string[] {
  const normal = tags.map(normalTag);
  const wrong = normal.find((tag) => !isTag(tag));
  if (wrong === undefined) return [...new Set(normal)];
  throw new CustomerServiceError("ticket.refused", `A${tagRule.slice(1)}; got ${wrong.length}.`);
}

/** The tag as it is kept, if {@link isTag} takes it. */
export function normalTag(tag: string): string {
  return cleanText(tag).normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
}

export function isTag(normal: string): boolean {
  return normal !== "" && normal.length <= longestTag;
}

/**
 * The ticket with some tags more and some fewer; of one that is in both, it has none. A tag that a merged ticket brought is
 * the ticket's own when it is added by hand, and gone when it is removed.
 */
export function retagged(ticket: Ticket, add: readonly string[], remove: readonly string[]): Ticket {
  const tags = [...new Set([...ticket.tags, ...add])].filter((tag) => !remove.includes(tag));
  if (tags.length > mostTags) {
    const sentence = `Ticket ${ticket.id} would have ${tags.length} tags; it has at most ${mostTags}.`;
    throw new CustomerServiceError("ticket.refused", sentence, { details: { ticketId: ticket.id } });
  }
  const touched = new Set([...add, ...remove]);
  const links = ticket.links.map((link) =>
    link.tags === undefined ? link : { ...link, tags: link.tags.filter((tag) => !touched.has(tag)) },
  );
  return { ...ticket, tags, links };
}

/** What one list of tags has and the other has not. */
export function differingTags(tags: readonly string[], others: readonly string[]): readonly string[] {
  return tags.filter((tag) => !others.includes(tag));
}
