import { type CannedReply, cannedReplyTo } from "../acts/canned-reply.ts";
import { existing } from "../acts/lookup.ts";
import { clocksOf } from "../acts/sla-clocks.ts";
import type { LogEntry } from "../model/decision.ts";
import type { SlaClock } from "../model/sla-clock.ts";
import type { Ticket, TicketStatus } from "../model/ticket.ts";
import { checkFilter, type TicketFilter } from "../model/ticket-filter.ts";
import { type PageOptions, page } from "./desk.ts";
import { TicketDesk } from "./ticket-desk.ts";
import { type FoundTickets, type SearchPage, searchTickets } from "./ticket-search.ts";

/** How tickets are looked at. */
export class TicketReads extends TicketDesk {
  /** The ticket; refuses with `ticket.not_found`. */
  get(ticketId: string): Promise<Ticket> {
    return this.read((reader) => existing(reader, "ticket", ticketId));
  }

  /** The ticket with this number, which people say: 1042. `null` when there is none. */
  async find(number: number): Promise<Ticket | null> {
    const found = await this.read((reader) => reader.find("ticket", "byNumber", { number }, { limit: 1 }));
    return found[0] ?? null;
  }

  /** Tickets in one status, of one customer, of one conversation, or those that wait, in the order they are taken. */
  list(
    filter: { status: TicketStatus } | { customerId: string } | { conversationId: string } | { waiting: true },
    options: PageOptions<Ticket> = {},
  ): Promise<readonly Ticket[]> {
    return this.read((tx) => {
      if ("status" in filter) return tx.find("ticket", "byStatus", filter, page(options));
      if ("customerId" in filter) return tx.find("ticket", "ofCustomer", filter, page(options));
      if ("conversationId" in filter) return tx.find("ticket", "ofConversation", filter, page(options));
      return tx.find("ticket", "waiting", filter, page(options));
    });
  }

  /** An agent's tickets that somebody still has to work on, oldest first in each status. */
  async listOf(agentId: string): Promise<readonly Ticket[]> {
    return this.read(async (tx) => {
      const found: Ticket[] = [];
      for (const status of ["escalated", "in_progress", "open", "pending"] as const) {
        found.push(...(await tx.find("ticket", "ofAgent", { agentId, status }, { limit: 1_000 })));
      }
      return found;
    });
  }

  /**
   * Tickets by what they are and say, newest first. One call looks at 1,000 tickets at most: with few that fit, it may
   * find less than was asked for, and go on from its `after`. Quick with a number, id, conversation, customer, agent or
   * rare status; a text alone is looked for in every ticket. Refuses with `search.invalid`.
   */
  async search(filter: TicketFilter, options: SearchPage = {}): Promise<FoundTickets> {
    const checked = checkFilter(filter);
    return this.read((reader) => searchTickets(reader, checked, options));
  }

  /** What an agent is asked to accept, oldest first. */
  async offersOf(agentId: string): Promise<readonly Ticket[]> {
    return this.read((tx) => tx.find("ticket", "reserved", { reservedFor: agentId }, { limit: 1_000 }));
  }

  /** The log: who did what, when and why, oldest first. */
  history(ticketId: string): Promise<readonly LogEntry[]> {
    return this.read((tx) => tx.readLog(`ticket:${ticketId}`, { limit: 10_000 }));
  }

  /** The SLA clocks of a ticket, in the order in which they were started. `sla` tells more, and takes longer. */
  clocks(ticketId: string): Promise<readonly SlaClock[]> {
    return this.read((reader) => clocksOf(reader, ticketId));
  }

  /** The names of the canned replies. */
  get cannedReplies(): readonly string[] {
    return Object.keys(this.service.policy.cannedReplies);
  }

  /** What `reply` would say with this canned reply. Refuses as it does. */
  preview(ticketId: string, reply: CannedReply): Promise<string> {
    return this.read(async (reader) =>
      cannedReplyTo(this.service, reader, await existing(reader, "ticket", ticketId), reply),
    );
  }
}
