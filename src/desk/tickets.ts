import { acceptOffer, declineOffer, refuseOthers } from "../acts/answer-offer.ts";
import { giveTo } from "../acts/assign-ticket.ts";
import { acknowledgeEscalation, escalateTicket } from "../acts/escalate-ticket.ts";
import { conversationOf, existing, ticketOf } from "../acts/lookup.ts";
import { changeStatus, closeTicket, reopenTicket, resolveTicket, startWork } from "../acts/move-ticket.ts";
import { openTicket } from "../acts/open-ticket.ts";
import { joinConversation, placeTicket } from "../acts/place-ticket.ts";
import { replyToCustomer, returnToBot } from "../acts/work-ticket.ts";
import { CustomerServiceError } from "../errors.ts";
import type { LogEntry } from "../model/decision.ts";
import type { Message } from "../model/message.ts";
import { type Priority, priorityOf } from "../model/priority.ts";
import { checkText } from "../model/text.ts";
import { isUnfinished, type Ticket, type TicketStatus } from "../model/ticket.ts";
import { queueName } from "../policy.ts";
import { Desk, type DoneBy, type PageOptions, page } from "./desk.ts";

/** What agents, supervisors and backends do with tickets. Every act is written to the ticket's log. */
export class Tickets extends Desk {
  /** The ticket; refuses with `ticket.not_found`. */
  get(ticketId: string): Promise<Ticket> {
    return this.read((reader) => existing(reader, "ticket", ticketId));
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

  /** What an agent is asked to accept, oldest first. */
  async offersOf(agentId: string): Promise<readonly Ticket[]> {
    return this.read((tx) => tx.find("ticket", "reserved", { reservedFor: agentId }, { limit: 1_000 }));
  }

  /** The log: who did what, when and why, oldest first. */
  history(ticketId: string): Promise<readonly LogEntry[]> {
    return this.read((tx) => tx.readLog(`ticket:${ticketId}`, { limit: 10_000 }));
  }

  /**
   * Opens a ticket by hand in a conversation, which must have none open. An agent gets it, or it waits in its queue; the
   * customer is told.
   * Priority: as given, else as the text says.
   */
  async create(
    options: DoneBy & { conversationId: string; text: string; type?: string; queue?: string; priority?: Priority },
  ): Promise<Ticket> {
    const text = checkText(options.text);
    return this.act(options, async (act) => {
      const conversation = await conversationOf(act, options.conversationId);
      const { customerId, ticketId } = conversation;
      if (ticketId !== null) throw refusal(ticketId, `conversation ${conversation.id} is about it already`);
      if (customerId === null) {
        const sentence = `Conversation ${conversation.id} has no customer yet; wait until its first message is handled.`;
        throw new CustomerServiceError("ticket.refused", sentence);
      }
      const { policy } = this.service;
      const customer = await act.tx.get("customer", customerId);
      const judged = priorityOf(text, customer?.tier ?? "standard", policy.priorityRules);
      const opened = await openTicket(act, conversation, {
        customerId,
        text,
        type: options.type ?? "general",
        queue: queueName(policy, options.queue ?? policy.fallbackRoute.queue, conversation.channelId),
        skills: [],
        priority: options.priority ?? judged.priority,
        priorityReasons: options.priority === undefined ? judged.reasons : ["set by hand"],
      });
      const placed = await placeTicket(act, conversation, opened);
      await act.tx.put("conversation", placed.conversation);
      return placed.ticket;
    });
  }

  /** Gives the ticket to an agent, whatever their load; a person may do what routing would not. */
  async assign(ticketId: string, options: DoneBy & { to: string }): Promise<Ticket> {
    return this.act(options, async (act) => {
      const ticket = unfinished(await ticketOf(act, ticketId), "assigned");
      if (ticket.agentId === options.to) return ticket;
      const assigned = await giveTo(act, ticket, await existing(act.tx, "agent", options.to), "assigned by hand");
      await joinConversation(act, await conversationOf(act, ticket.conversationId), assigned);
      return assigned;
    });
  }

  /** The agent takes what they were offered; the customer is told. Refused when it is not theirs to accept. */
  async accept(ticketId: string, { agentId }: { agentId: string }): Promise<Ticket> {
    return this.act({ agentId }, async (act) =>
      acceptOffer(act, unfinished(await ticketOf(act, ticketId), "accepted"), agentId),
    );
  }

  /** The agent lets an offer pass: it goes to the next one. Refused when it is not offered to them. */
  async decline(ticketId: string, options: { agentId: string; reason?: string }): Promise<Ticket> {
    const reason = checkText(options.reason ?? "declined");
    return this.act(options, async (act) => declineOffer(act, await ticketOf(act, ticketId), options.agentId, reason));
  }

  /**
   * The agent takes the ticket and begins to work on it. Refused while another agent has it, or is asked to take it:
   * `assign` takes it over.
   */
  async take(ticketId: string, { agentId }: { agentId: string }): Promise<Ticket> {
    return this.act({ agentId }, async (act) => {
      const ticket = unfinished(await ticketOf(act, ticketId), "taken");
      if (ticket.agentId === agentId) return startWork(act, ticket, "taken");
      refuseOthers(ticket, agentId);
      const taken = await startWork(
        act,
        await giveTo(act, ticket, await existing(act.tx, "agent", agentId), "taken"),
        "taken",
      );
      await joinConversation(act, await conversationOf(act, ticket.conversationId), taken);
      return taken;
    });
  }

  /** Answers the customer. Who answers a ticket that nobody has, takes it. Refused while another agent has it. */
  async reply(ticketId: string, { agentId, text }: { agentId: string; text: string }): Promise<Message> {
    const checked = checkText(text);
    return this.act({ agentId }, async (act) => {
      let ticket = unfinished(await ticketOf(act, ticketId), "answered");
      refuseOthers(ticket, agentId);
      if (ticket.agentId === null) {
        ticket = await giveTo(act, ticket, await existing(act.tx, "agent", agentId), "answered");
        await joinConversation(act, await conversationOf(act, ticket.conversationId), ticket);
      }
      return replyToCustomer(act, ticket, checked);
    });
  }

  /** A note that the customer never sees. */
  async note(ticketId: string, options: DoneBy & { text: string }): Promise<void> {
    const text = checkText(options.text);
    await this.act(options, async (act) => {
      const ticket = await ticketOf(act, ticketId);
      await act.record(`ticket:${ticket.id}`, { kind: "noted", text });
    });
  }

  /** It waits for the customer, whose next message takes it up again. Refused while no agent has it. */
  async setPending(ticketId: string, options: DoneBy = {}): Promise<Ticket> {
    return this.act(options, async (act) => {
      const ticket = await ticketOf(act, ticketId);
      if (isUnfinished(ticket.status) && ticket.agentId === null)
        throw refusal(ticketId, "no agent has it; assign it, or hand it back to the bot");
      return changeStatus(act, ticket, "pending", "waits for the customer");
    });
  }

  /** The bot has the conversation again; the ticket waits for the customer without an agent. */
  async handBack(ticketId: string, options: DoneBy = {}): Promise<Ticket> {
    return this.act(options, async (act) => returnToBot(act, unfinished(await ticketOf(act, ticketId), "handed back")));
  }

  async escalate(ticketId: string, options: DoneBy & { reason: string }): Promise<Ticket> {
    const reason = checkText(options.reason);
    return this.act(options, async (act) => escalateTicket(act, await ticketOf(act, ticketId), reason));
  }

  /** Somebody looks after an escalation: the next level is not told. */
  async acknowledge(ticketId: string, options: DoneBy = {}): Promise<Ticket> {
    return this.act(options, async (act) => acknowledgeEscalation(act, await ticketOf(act, ticketId)));
  }

  async resolve(ticketId: string, options: DoneBy & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "dealt with");
    return this.act(options, async (act) => resolveTicket(act, await ticketOf(act, ticketId), reason));
  }

  /** Ends the ticket; the survey follows by its policy. */
  async close(ticketId: string, options: DoneBy & { reason?: string; byCustomer?: boolean } = {}): Promise<Ticket> {
    const closedBy = options.byCustomer ? "customer" : "agent";
    const reason = checkText(options.reason ?? "closed");
    return this.act(options, async (act) => closeTicket(act, await ticketOf(act, ticketId), closedBy, reason));
  }

  /** Opens an ended ticket again: an agent gets it, or it waits in its queue. Refused while its conversation is about another ticket. */
  async reopen(ticketId: string, options: DoneBy & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "reopened by hand");
    return this.act(options, async (act) => {
      const ticket = await ticketOf(act, ticketId);
      const conversation = await conversationOf(act, ticket.conversationId);
      const { ticketId: other } = conversation;
      if (other !== null && other !== ticketId) throw refusal(ticketId, `its conversation is about ${other} now`);
      const reopened = await reopenTicket(act, ticket, reason);
      const placed = await placeTicket(act, conversation, reopened, { lastAgentId: ticket.agentId });
      await act.tx.put("conversation", placed.conversation);
      return placed.ticket;
    });
  }
}

function unfinished(ticket: Ticket, what: string): Ticket {
  if (isUnfinished(ticket.status)) return ticket;
  throw refusal(ticket.id, `it is ${ticket.status}; reopen it before it is ${what}`);
}

function refusal(ticketId: string, why: string): CustomerServiceError {
  return new CustomerServiceError("ticket.refused", `Ticket ${ticketId}: ${why}.`, { details: { ticketId } });
}
