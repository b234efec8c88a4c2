import { addLink, editTicket, inverseOf, removeLink, setTicketFields, tagTicket } from "../acts/edit-ticket.ts";
import { mergeTickets, unmergeTicket } from "../acts/merge-tickets.ts";
import { retargetSla } from "../acts/sla.ts";
import { splitTicket } from "../acts/split-ticket.ts";
import { normalTags } from "../model/tags.ts";
import { checkText } from "../model/text.ts";
import type { Ticket } from "../model/ticket.ts";
import { type FreeLinkKind, freeLinkKinds } from "../model/ticket-links.ts";
import { ticketRefusal, unfinished } from "../model/ticket-refusal.ts";
import type { TicketAct } from "./ticket-desk.ts";
import { TicketReads } from "./ticket-reads.ts";

/** What people make of tickets as files: their tags, fields and links, one of two, and two of one. */
export class TicketEdits extends TicketReads {
  /**
   * Tags are trimmed, in lower case, and there once. Refuses with `ticket.refused` more than 50, or one of more than 100
   * characters.
   */
  async tag(
    ticketId: string,
    options: TicketAct & { add?: readonly string[]; remove?: readonly string[] },
  ): Promise<Ticket> {
    const [add, remove] = [normalTags(options.add ?? []), normalTags(options.remove ?? [])];
    return this.onTicket(ticketId, options, (act, ticket) => tagTicket(act, ticket, { add, remove }));
  }

  /**
   * Sets some of the ticket's own fields; one that is `undefined` is taken away. Refuses with `ticket.refused` what the
   * option `ticketFields` does not allow all fields together to be, or what JSON cannot carry in 20,000 characters.
   */
  setFields(ticketId: string, options: TicketAct & { fields: Readonly<Record<string, unknown>> }): Promise<Ticket> {
    return this.onTicket(ticketId, options, (act, ticket) => setTicketFields(act, ticket, options.fields));
  }

  /** Calls it another type of issue. Its queue stays: `transfer` changes that. */
  async setType(ticketId: string, options: TicketAct & { type: string }): Promise<Ticket> {
    const type = checkText(options.type);
    return this.onTicket(ticketId, options, async (act, ticket) => {
      if (ticket.type === type) return ticket;
      const edited = await editTicket(act, { ...ticket, type }, { kind: "retyped", from: ticket.type, to: type });
      await retargetSla(act, edited, `type ${type}`);
      return edited;
    });
  }

  /** Says that two tickets have to do with each other. The other one has the inverse: `duplicated_by` for `duplicate_of`. */
  async link(ticketId: string, options: TicketAct & { to: string; kind?: FreeLinkKind }): Promise<Ticket> {
    const link = this.#free(ticketId, options);
    return this.onTickets(ticketId, link.ticketId, options, async (act, ticket, other) => {
      await addLink(act, other, inverseOf(ticket, link));
      return addLink(act, ticket, link);
    });
  }

  /** Takes such a link away on both. Where a ticket comes from (split, merged, follow-up) cannot be taken away. */
  async unlink(ticketId: string, options: TicketAct & { to: string; kind?: FreeLinkKind }): Promise<Ticket> {
    const link = this.#free(ticketId, options);
    return this.onTickets(ticketId, link.ticketId, options, async (act, ticket, other) => {
      await removeLink(act, other, inverseOf(ticket, link));
      return removeLink(act, ticket, link);
    });
  }

  /**
   * Makes the ticket part of another one of the same customer. It is closed without a word or a survey, its agent is free,
   * its tags join the other's, and its conversation is over: what the customer writes there later becomes a follow-up of
   * the other ticket. `unmerge` undoes it. Refuses with `ticket.refused`. Resolves with the closed ticket.
   */
  async merge(ticketId: string, options: TicketAct & { into: string; reason?: string }): Promise<Ticket> {
    const reason = checkText(options.reason ?? "the same issue");
    if (options.into === ticketId) throw ticketRefusal(ticketId, "it cannot become part of itself");
    return this.onTickets(ticketId, options.into, options, (act, source, target) => {
      return mergeTickets(act, { source, target }, reason);
    });
  }

  /** Undoes a merge: the ticket is open again and finds an agent; the links, and the tags it brought, are gone. */
  async unmerge(ticketId: string, options: TicketAct & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "an issue of its own");
    const { mergedInto } = await this.get(ticketId);
    if (mergedInto === null) throw ticketRefusal(ticketId, "it is not merged");
    return this.onTickets(ticketId, mergedInto, options, async (act, source, target) => {
      // It may have been taken out, or merged elsewhere, since it was looked at.
      if (source.mergedInto !== target.id) throw ticketRefusal(ticketId, "it is not merged");
      return unmergeTicket(act, { source, target }, reason);
    });
  }

  /**
   * Makes a new ticket of some messages of the ticket's conversation, with an agent of its own found by routing. The
   * conversation stays about the first ticket while that is unfinished, and is about the new one then. Until then only
   * who has the first ticket may also reply on the new one, since one human speaks at a time.
   * `text` (default: what the messages say) is its description, `queue` (default: the ticket's) where it goes.
   */
  async split(
    ticketId: string,
    options: TicketAct & { messageIds: readonly string[]; text?: string; subject?: string; queue?: string },
  ): Promise<Ticket> {
    const text = options.text === undefined ? undefined : checkText(options.text);
    const subject = options.subject === undefined ? undefined : checkText(options.subject);
    const messageIds = [...new Set(options.messageIds)];
    if (messageIds.length === 0 || messageIds.length > 100) {
      throw ticketRefusal(ticketId, `a split takes 1 to 100 messages; got ${messageIds.length}`);
    }
    const queue = options.queue === undefined ? undefined : checkText(options.queue);
    const split = { messageIds, text, subject, queue };
    return this.onTicket(ticketId, options, (act, ticket) => splitTicket(act, unfinished(ticket, "split"), split));
  }

  #free(ticketId: string, { to, kind = "related" }: { to: string; kind?: FreeLinkKind }) {
    if (to === ticketId) throw ticketRefusal(ticketId, "a ticket is not linked to itself");
    if (freeLinkKinds.includes(kind)) return { kind, ticketId: to };
    throw ticketRefusal(ticketId, `a link is ${freeLinkKinds.join(", ")}; got ${kind}`);
  }
}
