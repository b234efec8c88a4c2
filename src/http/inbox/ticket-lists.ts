import type { CustomerService } from "../../customer-service.ts";
import type { SlaClock } from "../../model/sla-clock.ts";
import type { Ticket, TicketStatus } from "../../model/ticket.ts";
import type { TicketFilter } from "../../model/ticket-filter.ts";
import { refusedRequest } from "../refusal.ts";
import type { Person } from "./person.ts";
import type { View } from "./protocol.ts";
import { orNull } from "./sight.ts";
import { pageOf, pageSize, type ReadPage } from "./visible-page.ts";

/** A clock that is due in so many milliseconds is about to be breached. */
export const soonMs = 30 * 60_000;

/** What a list is asked for. */
export interface ListQuery {
  readonly view: View;
  readonly queue?: string | undefined;
  readonly text?: string | undefined;
}

const unfinished: readonly TicketStatus[] = ["open", "in_progress", "pending", "escalated"];

/** How a view is read, before it is looked at who sees what. */
export function readView(service: CustomerService, person: Person, query: ListQuery, now: Date): ReadPage {
  const { view, queue, text } = query;
  switch (view) {
    case "mine":
      return async (after) => pageOf(await ticketsWith(service, person.agentId), after);
    case "unassigned":
      return (after) => unassigned(service, after);
    case "queue":
      if (queue === undefined) throw refusedRequest(422, "invalid", "queue: it is needed here.");
      return (after) => service.tickets.search({ queue, status: unfinished }, { limit: pageSize, after });
    case "all":
      return (after) => service.tickets.search({ status: unfinished }, { limit: pageSize, after });
    case "escalated":
      return (after) => service.tickets.search({ status: "escalated" }, { limit: pageSize, after });
    case "breaching":
      return (after) => breaching(service, new Date(now.getTime() + soonMs), after);
    case "search":
      return (after) => service.tickets.search({ text }, { limit: pageSize, after });
    default:
      return view satisfies never;
  }
}

/** What is offered to them, then what is theirs. */
async function ticketsWith({ tickets }: CustomerService, agentId: string): Promise<readonly Ticket[]> {
  const [offers, own] = await Promise.all([tickets.offersOf(agentId), tickets.listOf(agentId)]);
  return [...offers, ...own];
}

/** Nobody has them, nobody is asked to take them, and none of them waits for an agent: the bot has them. */
const left: TicketFilter = { agentId: null, status: unfinished };

/** Those that wait, in the order in which they are taken; then those that are left to the bot. */
async function unassigned({ tickets }: CustomerService, after: string | null): ReturnType<ReadPage> {
  if (after?.startsWith("left:")) return leftBehind(after.slice("left:".length));
  const page = { limit: pageSize, ...(after === null ? {} : { after: placeInWait(after) }) };
  const waiting = await tickets.list({ waiting: true }, page);
  const last = waiting.at(-1);
  if (waiting.length === pageSize && last !== undefined) return { tickets: waiting, after: cursorInWait(last) };
  const rest = await leftBehind(null);
  return { tickets: [...waiting, ...rest.tickets], after: rest.after };

  async function leftBehind(place: string | null) {
    const found = await tickets.search(left, { limit: pageSize, after: place });
    return {
      tickets: found.tickets.filter(({ waiting, reservedFor }) => waiting === null && reservedFor === null),
      after: found.after === null ? null : `left:${found.after}`,
    };
  }
}

/** Those with a clock that is or will be due by then, soonest first. One with several clocks may come on several pages. */
async function breaching(service: CustomerService, before: Date, after: string | null): ReturnType<ReadPage> {
  const page = { limit: pageSize, ...(after === null ? {} : { after: placeInTime(after) }) };
  const clocks = await service.tickets.listDue({ before }, page);
  const ids = [...new Set(clocks.map(({ ticketId }) => ticketId))];
  const found = await Promise.all(ids.map((id) => orNull(service.tickets.get(id), "ticket.not_found")));
  const last = clocks.at(-1);
  return {
    tickets: found.filter((ticket) => ticket !== null),
    after: clocks.length < pageSize || last === undefined ? null : `${last.dueAt?.getTime()}:${last.id}`,
  };
}

function cursorInWait({ priorityRank, waitingSince, id }: Ticket): string {
  return `${priorityRank}:${waitingSince?.getTime()}:${id}`;
}

// What an index is ordered by is all that a store takes of the record after which a page begins. No time has 16 digits.

function placeInWait(cursor: string): Ticket {
  const [, rank, time, id] = /^(\d{1,3}):(\d{1,15}):(.+)$/s.exec(cursor) ?? refuseCursor();
  return { priorityRank: Number(rank), waitingSince: new Date(Number(time)), id } as Ticket;
}

function placeInTime(cursor: string): SlaClock {
  const [, time, id] = /^(\d{1,15}):(.+)$/s.exec(cursor) ?? refuseCursor();
  return { dueAt: new Date(Number(time)), id } as SlaClock;
}

function refuseCursor(): never {
  throw refusedRequest(422, "invalid", "after: expected what the page before gave as its after.");
}
