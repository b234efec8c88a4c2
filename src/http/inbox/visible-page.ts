import type { Ticket } from "../../model/ticket.ts";

/** A part of a list of tickets. */
export interface TicketPage {
  readonly tickets: readonly Ticket[];
  /** Goes on from here; `null`: this is all. */
  readonly after: string | null;
}

/** Reads the part of a list that begins behind a place. */
export type ReadPage = (after: string | null) => Promise<TicketPage>;

/** Tickets that fill a page. */
export const pageSize = 50;
/** Pages that one request looks through for those that a person sees. */
const mostPages = 20;

/** From there on, as many as fill a page of those that pass; fewer, or none, where most do not. */
export async function visiblePage(
  read: ReadPage,
  after: string | null,
  pass: (tickets: readonly Ticket[]) => Promise<readonly Ticket[]>,
): Promise<TicketPage> {
  const found: Ticket[] = [];
  let place = after;
  for (let looked = 1; ; looked += 1) {
    const page = await read(place);
    found.push(...(await pass(page.tickets)));
    place = page.after;
    if (place === null || found.length >= pageSize || looked === mostPages) return { tickets: found, after: place };
  }
}

/** A page of a list that is there as a whole: its place is the last ticket of the page before. */
export function pageOf(tickets: readonly Ticket[], after: string | null): TicketPage {
  const begin = tickets.findIndex(({ id }) => id === after) + 1;
  const page = tickets.slice(begin, begin + pageSize);
  const isLast = begin + page.length === tickets.length;
  return { tickets: page, after: isLast ? null : (page.at(-1)?.id ?? null) };
}
