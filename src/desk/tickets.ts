import { acceptOffer, declineOffer, refuseOthers } from "../acts/answer-offer.ts";
import { giveTo } from "../acts/assign-ticket.ts";
import { type CannedReply, cannedReplyTo } from "../acts/canned-reply.ts";
import { acknowledgeEscalation, deescalateTicket, escalateForTier, escalateTicket } from "../acts/escalate-ticket.ts";
import { conversationOf, existing } from "../acts/lookup.ts";
import { changeStatus, closeTicket, reopenTicket, resolveTicket, startWork } from "../acts/move-ticket.ts";
import { openTicket } from "../acts/open-ticket.ts";
import { joinConversation, placeTicket } from "../acts/place-ticket.ts";
import { judgePriority } from "../acts/prioritize-ticket.ts";
import { transferTicket } from "../acts/transfer-ticket.ts";
import { mayReply, replyToCustomer, returnToBot } from "../acts/work-ticket.ts";
import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Message } from "../model/message.ts";
import { type Priority, priorityOf } from "../model/priority.ts";
import { type PriorityChanges, parsePriorityChanges } from "../model/priority-changes.ts";
import { parseReplyContent, type ReplyContent } from "../model/reply-content.ts";
import { parseSkills, type SkillRequirementInput } from "../model/skill.ts";
import type { SlaClock, SlaMetric } from "../model/sla-clock.ts";
import { normalTags } from "../model/tags.ts";
import { checkText } from "../model/text.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { checkedFields } from "../model/ticket-fields.ts";
import { ticketRefusal, unfinished } from "../model/ticket-refusal.ts";
import type { SlaReport } from "../operations/sla-report.ts";
import { queueName, skillsFor } from "../policy.ts";
import { type BulkOutcome, inBulk } from "./bulk.ts";
import { type DoneBy, type PageOptions, page } from "./desk.ts";
import type { TicketAct } from "./ticket-desk.ts";
import { TicketEdits } from "./ticket-edits.ts";
import { TicketViews } from "./ticket-views.ts";

/** A ticket that somebody opens by hand. */
export interface NewTicket extends DoneBy {
  readonly conversationId: string;
  readonly text: string;
  /** Default: the beginning of the text. */
  readonly subject?: string | undefined;
  /** Default: `general`. */
  readonly type?: string | undefined;
  /** Default: that of the fallback route. */
  readonly queue?: string | undefined;
  /** Default: as the text says. */
  readonly priority?: Priority | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** What an agent answers: words and files of their own, or a canned reply. */
export type Reply = (
  | (ReplyContent & { readonly agentId: string; readonly canned?: undefined })
  | (CannedReply & { readonly text?: undefined; readonly media?: undefined; readonly options?: undefined })
) &
  Pick<TicketAct, "ifVersion">;

/** What agents, supervisors and backends do with tickets. Every act is written to the ticket's log. */
export class Tickets extends TicketEdits {
  /** Searches kept under a name. */
  readonly views: TicketViews;

  constructor(context: () => ServiceContext) {
    super(context);
    this.views = new TicketViews(context);
  }

  /** How the ticket stands against its SLA: policy, clocks as of now, what they counted when and why, what looks wrong. */
  async sla(ticketId: string): Promise<SlaReport> {
    const { slaReport } = await import("../operations/sla-report.ts");
    return slaReport(this.service, ticketId);
  }

  /** Running SLA clocks that are or will be due before a time, soonest first: overdue ones, then what comes next. */
  async listDue(
    filter: { readonly before: Date; readonly metric?: SlaMetric },
    options: Pick<PageOptions<SlaClock>, "limit" | "after"> = {},
  ): Promise<readonly SlaClock[]> {
    const { dueClocks } = await import("../operations/sla-report.ts");
    return dueClocks(this.service, filter, page(options));
  }

  /**
   * Opens a ticket by hand in a conversation, which must have none open. An agent gets it, or it waits in its queue; the
   * customer is told.
   */
  async create(options: NewTicket): Promise<Ticket> {
    const text = checkText(options.text);
    const subject = options.subject === undefined ? text : checkText(options.subject);
    const tags = normalTags(options.tags ?? []);
    const { policy } = this.service;
    const fields = options.fields === undefined ? {} : checkedFields(options.fields, policy.ticketFields);
    const type = checkText(options.type ?? "general");
    const asked = checkText(options.queue ?? policy.fallbackRoute.queue);
    const { priority } = parsePriorityChanges({ priority: options.priority });
    return this.act(options, async (act) => {
      const conversation = await conversationOf(act, options.conversationId);
      const { customerId, ticketId } = conversation;
      if (ticketId !== null) throw ticketRefusal(ticketId, `conversation ${conversation.id} is about it already`);
      if (customerId === null) throw noCustomerYet(conversation.id);
      const customer = await act.tx.get("customer", customerId);
      const queue = queueName(policy, asked, conversation.channelId);
      const judged = priorityOf(text, customer?.tier ?? "standard", policy.priorityRules);
      const opened = await openTicket(act, conversation, {
        ...{ customerId, text, subject, tags, fields },
        ...{ type, queue, skills: skillsFor(policy, queue, conversation.channelId) },
        priority: priority ?? judged.priority,
        priorityReasons: priority === undefined ? judged.reasons : ["set by hand"],
      });
      const placed = await placeTicket(act, conversation, opened);
      await act.tx.put("conversation", placed.conversation);
      return escalateForTier(act, placed.ticket, customer?.tier ?? "standard");
    });
  }

  /** Gives the ticket to an agent, whatever their load; a person may do what routing would not. */
  assign(ticketId: string, options: TicketAct & { to: string }): Promise<Ticket> {
    return this.onTicket(ticketId, options, async (act, found) => {
      const ticket = unfinished(found, "assigned");
      if (ticket.agentId === options.to) return ticket;
      const assigned = await giveTo(act, ticket, await existing(act.tx, "agent", options.to), "assigned by hand");
      await joinConversation(act, await conversationOf(act, ticket.conversationId), assigned);
      return assigned;
    });
  }

  /**
   * Moves the ticket to another queue: it leaves its agent and finds one there. `skills` (default: those of the route to
   * that queue) is what it asks of them.
   */
  async transfer(
    ticketId: string,
    options: TicketAct & { queue: string; skills?: readonly SkillRequirementInput[]; reason?: string },
  ): Promise<Ticket> {
    const reason = checkText(options.reason ?? "it belongs there");
    const asked = options.skills === undefined ? null : parseSkills(options.skills);
    return this.onTicket(ticketId, options, (act, ticket) => {
      const { policy } = act.service;
      const queue = queueName(policy, checkText(options.queue), ticket.channelId);
      const skills = asked ?? skillsFor(policy, queue, ticket.channelId);
      return transferTicket(act, unfinished(ticket, "transferred"), { queue, skills, reason });
    });
  }

  /** The agent takes what they were offered; the customer is told. Refused when it is not theirs to accept. */
  accept(ticketId: string, options: TicketAct & { agentId: string }): Promise<Ticket> {
    return this.onTicket(ticketId, options, (act, ticket) => {
      return acceptOffer(act, unfinished(ticket, "accepted"), options.agentId);
    });
  }

  /** The agent lets an offer pass: it goes to the next one. Refused when it is not offered to them. */
  async decline(ticketId: string, options: TicketAct & { agentId: string; reason?: string }): Promise<Ticket> {
    const reason = checkText(options.reason ?? "declined");
    return this.onTicket(ticketId, options, (act, ticket) => declineOffer(act, ticket, options.agentId, reason));
  }

  /**
   * The agent takes the ticket and begins to work on it. Refused while another agent has it, or is asked to take it:
   * `assign` takes it over.
   */
  take(ticketId: string, options: TicketAct & { agentId: string }): Promise<Ticket> {
    const { agentId } = options;
    return this.onTicket(ticketId, options, async (act, found) => {
      const ticket = unfinished(found, "taken");
      if (ticket.agentId === agentId) return startWork(act, ticket, "taken");
      refuseOthers(ticket, agentId);
      const given = await giveTo(act, ticket, await existing(act.tx, "agent", agentId), "taken");
      const taken = await startWork(act, given, "taken");
      await joinConversation(act, await conversationOf(act, ticket.conversationId), taken);
      return taken;
    });
  }

  /**
   * Answers the customer. Who answers a ticket that nobody has, takes it. Refused while another agent has it, or is asked
   * to take it, or has the ticket that its conversation is about.
   */
  async reply(ticketId: string, options: Reply): Promise<Message> {
    const { agentId } = options;
    const say = options.canned === undefined ? parseReplyContent(options) : options;
    return this.onTicket(ticketId, options, async (act, found) => {
      let ticket = unfinished(found, "answered");
      refuseOthers(ticket, agentId);
      await mayReply(act, ticket, agentId);
      if (ticket.agentId === null) {
        ticket = await giveTo(act, ticket, await existing(act.tx, "agent", agentId), "answered");
        await joinConversation(act, await conversationOf(act, ticket.conversationId), ticket);
      }
      const content = "canned" in say ? { text: await cannedReplyTo(act.service, act.tx, ticket, say) } : say;
      return replyToCustomer(act, ticket, content, options.canned);
    });
  }

  /** A note that the customer never sees. */
  async note(ticketId: string, options: TicketAct & { text: string }): Promise<void> {
    const text = checkText(options.text);
    await this.onTicket(ticketId, options, async (act, ticket) => {
      // A new version: who has not read the note does not know the ticket as it is.
      const noted = await act.tx.put("ticket", { ...ticket, updatedAt: act.now });
      await act.record(`ticket:${ticket.id}`, { kind: "noted", text });
      act.emit("ticket.noted", { ticket: noted, text });
    });
  }

  /** It waits for the customer, whose next message takes it up again. Refused while no agent has it. */
  setPending(ticketId: string, options: TicketAct = {}): Promise<Ticket> {
    return this.onTicket(ticketId, options, async (act, ticket) => {
      if (isUnfinished(ticket.status) && ticket.agentId === null)
        throw ticketRefusal(ticketId, "no agent has it; assign it, or hand it back to the bot");
      return changeStatus(act, ticket, "pending", "waits for the customer");
    });
  }

  /** The bot has the conversation again; the ticket waits for the customer without an agent. */
  handBack(ticketId: string, options: TicketAct = {}): Promise<Ticket> {
    return this.onTicket(ticketId, options, async (act, ticket) => {
      const conversation = await conversationOf(act, unfinished(ticket, "handed back").conversationId);
      await act.tx.put("conversation", await returnToBot(act, conversation, ticket, "handed back to the bot"));
      return existing(act.tx, "ticket", ticketId);
    });
  }

  /**
   * Sets a priority, higher or lower; or impact and urgency, which make one by the usual matrix: high and high is urgent,
   * medium and medium normal. The desk itself only ever raises it, when it learns something new.
   */
  async setPriority(ticketId: string, options: TicketAct & PriorityChanges): Promise<Ticket> {
    const changes = parsePriorityChanges(options);
    return this.onTicket(ticketId, options, (act, ticket) => judgePriority(act, unfinished(ticket, "judged"), changes));
  }

  async escalate(ticketId: string, options: TicketAct & { reason: string }): Promise<Ticket> {
    const reason = checkText(options.reason);
    return this.onTicket(ticketId, options, (act, ticket) => escalateTicket(act, ticket, reason));
  }

  /** Somebody looks after an escalation: the next level is not told. */
  acknowledge(ticketId: string, options: TicketAct = {}): Promise<Ticket> {
    return this.onTicket(ticketId, options, acknowledgeEscalation);
  }

  /** It needs no supervisor after all: no further level is told, and the same cause does not escalate it again. */
  async deescalate(ticketId: string, options: TicketAct & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "no supervisor is needed");
    return this.onTicket(ticketId, options, (act, ticket) => deescalateTicket(act, ticket, reason));
  }

  async resolve(ticketId: string, options: TicketAct & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "dealt with");
    return this.onTicket(ticketId, options, (act, ticket) => resolveTicket(act, ticket, reason));
  }

  /** Ends the ticket; the survey follows by its policy. */
  async close(ticketId: string, options: TicketAct & { reason?: string; byCustomer?: boolean } = {}): Promise<Ticket> {
    const closedBy = options.byCustomer ? "customer" : "agent";
    const reason = checkText(options.reason ?? "closed");
    return this.onTicket(ticketId, options, (act, ticket) => closeTicket(act, ticket, closedBy, reason));
  }

  /** Opens an ended ticket again: an agent gets it, or it waits in its queue. Refused while its conversation is about another ticket. */
  async reopen(ticketId: string, options: TicketAct & { reason?: string } = {}): Promise<Ticket> {
    const reason = checkText(options.reason ?? "reopened by hand");
    return this.onTicket(ticketId, options, async (act, ticket) => {
      const conversation = await conversationOf(act, ticket.conversationId);
      const { ticketId: other } = conversation;
      if (other !== null && other !== ticketId) throw ticketRefusal(ticketId, `its conversation is about ${other} now`);
      if (ticket.mergedInto !== null)
        throw ticketRefusal(ticketId, `it is merged into ${ticket.mergedInto}; unmerge it`);
      const reopened = await reopenTicket(act, ticket, reason);
      const placed = await placeTicket(act, conversation, reopened, { lastAgentId: reopened.lastAgentId });
      await act.tx.put("conversation", placed.conversation);
      return placed.ticket;
    });
  }

  /**
   * Does the same to many tickets, one act after the other: `bulk(ids, (id) => tickets.close(id, { agentId }))`. What is
   * refused for one ticket is told at the end, and the others are done. Any other failure, of the store for example, is
   * thrown at once: what was done before it stays done. At most 1,000 ids, each once.
   */
  bulk(ticketIds: readonly string[], act: (ticketId: string) => Promise<unknown>): Promise<BulkOutcome> {
    return inBulk(ticketIds, act);
  }
}

function noCustomerYet(conversationId: string): CustomerServiceError {
  const sentence = `Conversation ${conversationId} has no customer yet; wait until its first message is handled.`;
  return new CustomerServiceError("ticket.refused", sentence);
}
