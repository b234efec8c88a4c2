import type { ViewKey } from "./views.ts";

/** What the page shows; kept in the address behind `#`, so that reload, back and links find it again. */
export interface Route {
  readonly view: ViewKey;
  readonly ticketId: string | null;
}

const plain: readonly string[] = ["mine", "offered", "unassigned", "all", "escalated", "breaching", "board", "search"];

/** `#queue:technical/tk_1`; what is no view is one's own tickets. */
export function routeOf(hash: string): Route {
  const [view = "", ticketId = ""] = hash.replace(/^#/, "").split("/").map(decoded);
  const isView = plain.includes(view) || /^queue:./.test(view);
  return { view: isView ? (view as ViewKey) : "mine", ticketId: ticketId === "" ? null : ticketId };
}

/** The address of a route. */
export function hashOf({ view, ticketId }: Route): string {
  return `#${encodeURIComponent(view)}${ticketId === null ? "" : `/${encodeURIComponent(ticketId)}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
