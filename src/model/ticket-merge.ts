import { retagged } from "./tags.ts";
import type { Ticket } from "./ticket.ts";
import { withLink, withoutLink } from "./ticket-links.ts";

/** A ticket that becomes part of another, and that other. */
export interface MergePair {
  readonly source: Ticket;
  readonly target: Ticket;
}

/**
 * The links and tags of both after the merge. The link on the target keeps which tags came with the source and were not
 * the target's own, so that they go with it again: {@link unmerged} gives back both tickets as they were.
 */
export function merged({ source, target }: MergePair): MergePair {
  const own = ownTags(target);
  const tags = source.tags.filter((tag) => !own.has(tag));
  const { tags: joined } = retagged(target, source.tags, []);
  return {
    source: withLink({ ...source, mergedInto: target.id }, { kind: "merged_into", ticketId: target.id }),
    target: withLink({ ...target, tags: joined }, { kind: "merged_from", ticketId: source.id, tags }),
  };
}

/** Both without the merge. A tag stays when another merged ticket brought it too, or it was added by hand since. */
export function unmerged({ source, target }: MergePair): MergePair {
  const left = withoutLink(target, "merged_from", source.id);
  const brought =
    target.links.find(({ kind, ticketId }) => kind === "merged_from" && ticketId === source.id)?.tags ?? [];
  const kept = broughtTags(left);
  const gone = brought.filter((tag) => !kept.has(tag));
  return {
    source: withoutLink({ ...source, mergedInto: null }, "merged_into", target.id),
    target: { ...left, tags: left.tags.filter((tag) => !gone.includes(tag)) },
  };
}

function ownTags(ticket: Ticket): ReadonlySet<string> {
  const brought = broughtTags(ticket);
  return new Set(ticket.tags.filter((tag) => !brought.has(tag)));
}

function broughtTags({ links }: Ticket): ReadonlySet<string> {
  return new Set(links.flatMap(({ tags }) => tags ?? []));
}
