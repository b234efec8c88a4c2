import type { IndexKey, IndexName } from "../model/records.ts";
import type { Ticket } from "../model/ticket.ts";
import { ticketStatuses } from "../model/ticket.ts";
import { type CheckedFilter, invalidSearch, matcher, numberIn } from "../model/ticket-filter.ts";
import type { StoreReader } from "../ports/ticket-store.ts";

/** Which part of what a search finds. */
export interface SearchPage {
  /** At most so many; default 50, at most 200. */
  readonly limit?: number | undefined;
  /** Where the search before left off: its `after`. */
  readonly after?: string | null | undefined;
}

/** What a search found. */
export interface FoundTickets {
  /** Newest first. May be fewer than asked for, or none, while there is more to look at. */
  readonly tickets: readonly Ticket[];
  /** Goes on from here; `null`: everything was looked at. */
  readonly after: string | null;
}

/** Most tickets that one call looks at, whatever it is asked for. */
const mostLookedAt = 1_000;
const pageSize = 100;

/** Where a search stands. All streams are in the order of these two, so one place serves them all. */
type Place = Pick<Ticket, "createdAt" | "id">;

/** Tickets in one index, newest first. */
type Stream = (reader: StoreReader, after: Place | null) => Promise<readonly Ticket[]>;

/**
 * Walks the index that has the fewest tickets to look at, newest first, and keeps those that the filter asks for. Several
 * streams (one for each status) are read as one. A call looks at no more than 1,000 tickets, then it tells where to go on.
 */
export async function searchTickets(
  reader: StoreReader,
  filter: CheckedFilter,
  page: SearchPage,
): Promise<FoundTickets> {
  const limit = Math.min(Math.max(Math.trunc(page.limit ?? 50), 1), 200);
  const matches = matcherOver(reader, filter);
  const begin = page.after == null ? null : placeOf(page.after);
  const named = begin === null ? await namedTicket(reader, filter) : null;
  if (named !== null) return { tickets: (await matches(named)) ? [named] : [], after: null };
  const heads = new Heads(reader, streamsFor(filter), begin ?? beforeAll(filter));
  const tickets: Ticket[] = [];
  for (let looked = 0; looked < mostLookedAt; looked += pageSize) {
    const some = await heads.take(pageSize);
    const found = await Promise.all(some.map(matches));
    for (const [place, ticket] of some.entries()) {
      if (filter.createdAfter !== undefined && ticket.createdAt < filter.createdAfter) return { tickets, after: null };
      if (found[place]) tickets.push(ticket);
      if (tickets.length === limit) return { tickets, after: cursorOf(ticket) };
    }
    if (some.length < pageSize) return { tickets, after: null };
  }
  return { tickets, after: heads.last === null ? null : cursorOf(heads.last) };
}

/** Whether a ticket is what the filter asks for. Whose name it takes to know, is read once. */
function matcherOver(reader: StoreReader, filter: CheckedFilter): (ticket: Ticket) => Promise<boolean> {
  const { fits, speaks } = matcher(filter);
  const names = new Map<string, Promise<string>>();
  const nameOf = async (customerId: string) => (await reader.get("customer", customerId))?.name ?? "";
  return async (ticket) => {
    if (!fits(ticket)) return false;
    if (speaks(ticket, "")) return true;
    const name = names.get(ticket.customerId) ?? nameOf(ticket.customerId);
    names.set(ticket.customerId, name);
    return speaks(ticket, await name);
  };
}

/** Several streams as one, newest first. */
class Heads {
  readonly #reader: StoreReader;
  readonly #streams: { readonly stream: Stream; rows: readonly Ticket[]; place: number; isOver: boolean }[];
  #last: Place | null;

  constructor(reader: StoreReader, streams: readonly Stream[], begin: Place | null) {
    this.#reader = reader;
    this.#streams = streams.map((stream) => ({ stream, rows: [], place: 0, isOver: false }));
    this.#last = begin;
  }

  /** Where it stands: the ticket that came last, or where it began. */
  get last(): Place | null {
    return this.#last;
  }

  /** The next so many; fewer when there are no more. */
  async take(count: number): Promise<readonly Ticket[]> {
    const taken: Ticket[] = [];
    for (let ticket = await this.next(); ticket !== null; ticket = await this.next()) {
      taken.push(ticket);
      if (taken.length === count) break;
    }
    return taken;
  }

  async next(): Promise<Ticket | null> {
    let newest: Ticket | null = null;
    for (const head of this.#streams) {
      if (head.place === head.rows.length && !head.isOver) {
        head.rows = await head.stream(this.#reader, head.rows.at(-1) ?? this.#last);
        head.place = 0;
        head.isOver = head.rows.length < pageSize;
      }
      const first = head.rows[head.place];
      if (first !== undefined && (newest === null || isNewer(first, newest))) newest = first;
    }
    for (const head of this.#streams) if (head.rows[head.place]?.id === newest?.id) head.place += 1;
    this.#last = newest ?? this.#last;
    return newest;
  }
}

function isNewer(one: Place, other: Place): boolean {
  const milliseconds = one.createdAt.getTime() - other.createdAt.getTime();
  return milliseconds > 0 || (milliseconds === 0 && one.id > other.id);
}

/** The one ticket that a text names. */
async function namedTicket(reader: StoreReader, { text }: CheckedFilter): Promise<Ticket | null> {
  const number = numberIn(text);
  if (number !== null) return (await reader.find("ticket", "byNumber", { number }, { limit: 1 }))[0] ?? null;
  const id = text?.trim() ?? "";
  return id === "" || /\s/.test(id) ? null : reader.get("ticket", id);
}

function streamsFor(filter: CheckedFilter): readonly Stream[] {
  const { conversationId, customerId, agentId, status: statuses = ticketStatuses } = filter;
  if (conversationId !== undefined) return [stream("ofConversation", { conversationId })];
  if (customerId !== undefined) return [stream("ofCustomer", { customerId })];
  if (typeof agentId === "string") return statuses.map((status) => stream("ofAgent", { agentId, status }));
  return [...new Set(statuses)].map((status) => stream("byStatus", { status }));
}

function stream<I extends IndexName<"ticket">>(index: I, key: IndexKey<"ticket", I>): Stream {
  return (reader, after) =>
    // What an index is ordered by is all that a store takes of the record after which it begins.
    reader.find("ticket", index, key, {
      limit: pageSize,
      descending: true,
      ...(after === null ? {} : { after: after as Ticket }),
    });
}

/** Everything that was created before that time comes after it. */
function beforeAll({ createdBefore }: CheckedFilter): Place | null {
  return createdBefore === undefined ? null : { createdAt: createdBefore, id: "" };
}

function cursorOf({ createdAt, id }: Place): string {
  return `${createdAt.getTime()}:${id}`;
}

function placeOf(cursor: string): Place {
  const [, time = "", id = ""] = /^(\d{1,15}):(.+)$/s.exec(cursor) ?? [];
  if (id === "") throw invalidSearch("after: expected what the search before gave as its `after`");
  return { createdAt: new Date(Number(time)), id };
}
