import { addMinutes } from "date-fns";
import type { Agent } from "./agent.ts";
import type { Calendars } from "./calendar.ts";
import type { Conversation } from "./conversation.ts";
import type { Customer, Identity } from "./customer.ts";
import { claimName, type Fault, jobName, keyName, type Rules } from "./integrity.ts";
import type { JobRecord } from "./job.ts";
import type { Message } from "./message.ts";
import { isActive, nextMoment, type SlaClock, slaTimer } from "./sla-clock.ts";
import { isScore, type Survey } from "./survey.ts";
import { isUnfinished, type Ticket, ticketMoves } from "./ticket.ts";
import { hasLink, inverseLinks } from "./ticket-links.ts";
import { isLookedAfter, nextOverflow, nextRelaxation, type OverflowStep } from "./wait.ts";

/** What the desk has promised of time. */
export interface TimerTerms {
  readonly calendars: Calendars;
  readonly autoCloseDays: number | null;
  readonly reassignAfterMinutes: number | null;
  readonly presenceTimeoutMinutes: number | null;
  readonly escalation: { readonly levels: readonly unknown[] };
  readonly survey: { readonly remindAfterHours: number | null } | null;
}

/** How the messages of a conversation are numbered. */
export interface Numbering {
  readonly count: number;
  /** The first whose number is not its place. */
  readonly misplaced: Message | null;
}

export const conversationRules: Rules<{
  readonly conversation: Conversation;
  /** Whose it is. */
  readonly customer: Customer | null;
  /** The one it is about. */
  readonly ticket: Ticket | null;
  /** Those it will be about later: `null` for one that does not exist. */
  readonly laterTickets: readonly (Ticket | null)[];
  readonly numbering: Numbering;
}> = {
  /** The order of messages has no gap, and no number twice. */
  "conversation.order_broken"({ conversation, numbering: { count, misplaced } }) {
    const { id, lastSequence } = conversation;
    if (misplaced !== null) {
      return fault(`A message of conversation ${id} has number ${misplaced.sequence} and is not in that place.`);
    }
    return count === lastSequence
      ? null
      : fault(`Conversation ${id} has ${count} messages, and counted ${lastSequence}.`);
  },

  "conversation.without_agent"({ conversation: { id, state, agentId }, ticket }) {
    if (state !== "human" || (agentId !== null && ticket?.agentId === agentId)) return null;
    return fault(`Conversation ${id} is human with agent ${agentId}, whose ticket is to be the one it is about.`);
  },

  "conversation.without_ticket"({ conversation: { id, state, ticketId }, ticket }) {
    if (state !== "queued" || ticket?.waiting === true || (ticket !== null && ticket.reservedFor !== null)) return null;
    return fault(`Conversation ${id} is queued, but ticket ${ticketId} does not wait in a queue, nor is it offered.`);
  },

  "conversation.wrong_ticket"({ conversation: { id, ticketId }, ticket }) {
    if (ticketId === null) return null;
    const about = `Conversation ${id} is about ticket ${ticketId}`;
    if (ticket === null) return fault(`${about}, which does not exist.`);
    if (ticket.conversationId !== id) return fault(`${about}, which belongs to ${ticket.conversationId}.`);
    return isUnfinished(ticket.status) ? null : fault(`${about}, which is ${ticket.status}.`);
  },

  /** Every other unfinished ticket of the conversation has its turn, once. */
  "conversation.wrong_later_ticket"({ conversation: { id, ticketId, laterTicketIds }, laterTickets }) {
    if (laterTicketIds.length === 0) return null;
    const later = `Conversation ${id} has tickets ${laterTicketIds.join(", ")} for later`;
    if (ticketId === null) return fault(`${later}, and is about none now.`);
    const isTwice = new Set([ticketId, ...laterTicketIds]).size !== laterTicketIds.length + 1;
    if (isTwice) return fault(`${later}, one of them twice.`);
    const isTheirs = laterTickets.every((ticket) => ticket?.conversationId === id && isUnfinished(ticket.status));
    return isTheirs ? null : fault(`${later}, of which one has ended or belongs elsewhere.`);
  },
  "conversation.of_merged_customer": ({ conversation, customer }) => ofMerged("Conversation", conversation, customer),
};

export const identityRules: Rules<{ readonly identity: Identity; readonly customer: Customer | null }> = {
  "identity.without_customer"({ identity: { id, customerId }, customer }) {
    return customer === null ? fault(`Identity ${id} is of customer ${customerId}, who does not exist.`) : null;
  },

  "identity.of_merged_customer": ({ identity, customer }) => ofMerged("Identity", identity, customer),
};

/** What is a merged customer's is theirs of whom they became part. */
function ofMerged(what: string, { id }: { readonly id: string }, customer: Customer | null): Fault | null {
  if (customer === null || customer.mergedInto === null) return null;
  return fault(`${what} ${id} is of customer ${customer.id}, who became part of ${customer.mergedInto}.`);
}

export const messageRules: Rules<{ readonly message: Message; readonly conversation: Conversation }> = {
  /** One without a sender was emptied when its customer was erased, and waits for nothing. */
  "message.unhandled"({ message: { id, direction, sender, sequence }, conversation }) {
    if (direction !== "inbound" || sender === null || sequence <= conversation.handledSequence) return null;
    const turn = jobName("turn", { conversationId: conversation.id });
    return fault(`Message ${id} waits to be handled, and no turn is due.`, turn);
  },

  "message.undelivered"({ message: { id, direction, status } }) {
    if (direction !== "outbound" || status !== "pending") return null;
    return fault(`Message ${id} waits to be sent, and no delivery is due.`, jobName("deliver", { messageId: id }));
  },
};

interface TicketFacts {
  readonly ticket: Ticket;
  readonly customer: Customer | null;
  readonly conversation: Conversation | null;
  /** The tickets it has links to, by id, as far as they exist. */
  readonly linked: ReadonlyMap<string, Ticket>;
  readonly terms: TimerTerms;
  /** When it escalates by itself; `null`: never. */
  readonly unansweredDueAt: Date | null;
  /** Where tickets of its queue go that wait too long. */
  readonly overflow: readonly OverflowStep[];
}

export const ticketRules: Rules<TicketFacts> = {
  /** Nobody is left alone. */
  "ticket.left_alone"({ ticket, conversation }) {
    const { id, status } = ticket;
    if (!isUnfinished(status) || isLookedAfter(ticket)) return null;
    if (status === "pending" && conversation?.state === "bot") return null;
    return fault(`Ticket ${id} is ${status} without an agent, waits in no queue, and the bot does not have it.`);
  },

  "ticket.two_owners"({ ticket: { id, agentId, reservedFor, waiting } }) {
    if (reservedFor !== null && (agentId !== null || waiting !== null)) {
      return fault(`Ticket ${id} is offered to agent ${reservedFor}, and agent ${agentId} has it, or it waits.`);
    }
    if (agentId === null || waiting === null) return null;
    return fault(`Ticket ${id} waits in its queue, and agent ${agentId} has it.`);
  },

  /** An offer ends by itself. */
  "ticket.offer_timer_missing"({ ticket }) {
    if (ticket.reservedFor === null) return null;
    return timerFault(ticket, "ticket.offer_timeout", { ticketId: ticket.id });
  },

  "ticket.relax_timer_missing"({ ticket }) {
    if (nextRelaxation(ticket) === null) return null;
    return timerFault(ticket, "ticket.relax", { ticketId: ticket.id });
  },

  /** Once it has gone to another queue, only the timer knows in which one it began to wait. */
  "ticket.overflow_timer_missing"({ ticket, overflow }) {
    if (ticket.overflows > 0 || nextOverflow(ticket, overflow) === null) return null;
    return timerFault(ticket, "ticket.overflow", { ticketId: ticket.id });
  },

  "ticket.reply_timer_missing"({ ticket, terms: { reassignAfterMinutes } }) {
    const { id, agentId, awaitingReplySince } = ticket;
    if (reassignAfterMinutes === null || agentId === null || awaitingReplySince === null) return null;
    return timerFault(ticket, "ticket.reply_timeout", { ticketId: id });
  },

  "ticket.wrong_conversation"({ ticket: { id, status, conversationId }, conversation }) {
    if (!isUnfinished(status) || conversation?.ticketId === id || conversation?.laterTicketIds.includes(id))
      return null;
    return fault(`Ticket ${id} is ${status}, but conversation ${conversationId} is not about it, now or later.`);
  },

  /** Each link stands on both tickets. */
  "ticket.one_sided_link"({ ticket: { id, links }, linked }) {
    const one = links.find(({ kind, ticketId }) => {
      const other = linked.get(ticketId);
      return other === undefined || !hasLink(other, inverseLinks[kind], id);
    });
    return one === undefined ? null : fault(`Ticket ${id} is ${one.kind} ${one.ticketId}, which has no such link.`);
  },

  /** What became part of another ticket is closed, and linked to it. */
  "ticket.merged_by_halves"({ ticket }) {
    const { id, mergedInto, status, links } = ticket;
    const linkedTo = links.find(({ kind }) => kind === "merged_into")?.ticketId ?? null;
    if (linkedTo === mergedInto && (mergedInto === null || status === "closed")) return null;
    return fault(`Ticket ${id} is ${status}, merged into ${mergedInto}, and linked as merged into ${linkedTo}.`);
  },

  "ticket.unanswered_timer_missing"({ ticket, unansweredDueAt }) {
    const { id, status, awaitingReplySince, escalatedAt } = ticket;
    if (unansweredDueAt === null || awaitingReplySince === null) return null;
    if (!ticketMoves[status].includes("escalated")) return null;
    // With no minutes to wait, it escalated as the wait began, and does so no more.
    if (escalatedAt !== null && unansweredDueAt <= awaitingReplySince) return null;
    return timerFault(ticket, "ticket.unanswered", { ticketId: id });
  },

  "ticket.escalation_timer_missing"({ ticket, terms: { escalation } }) {
    const { id, status, acknowledgedAt, escalationLevel: level, escalationCount: instance } = ticket;
    if (status !== "escalated" || acknowledgedAt !== null || level >= escalation.levels.length) return null;
    return timerFault(ticket, "ticket.escalation_timeout", { ticketId: id, level, instance });
  },

  "ticket.auto_close_timer_missing"({ ticket, terms: { autoCloseDays } }) {
    if (ticket.status !== "resolved" || autoCloseDays === null) return null;
    return timerFault(ticket, "ticket.auto_close", { ticketId: ticket.id });
  },

  "ticket.of_merged_customer": ({ ticket, customer }) => ofMerged("Ticket", ticket, customer),
};

/** Of the clocks of a desk that has SLA policies. */
export const slaClockRules: Rules<{
  readonly slaClock: SlaClock;
  readonly ticket: Ticket;
  /** All clocks of the ticket. */
  readonly clocks: readonly SlaClock[];
  readonly terms: TimerTerms;
}> = {
  "sla_clock.timer_missing"({ slaClock, terms: { calendars } }) {
    const next = nextMoment(slaClock, calendars);
    if (next === null) return null;
    const sentence = `SLA clock ${slaClock.id} runs and is to be ${next.what} later, and its timer is not set.`;
    return fault(sentence, keyName(slaTimer(slaClock.id)));
  },

  "sla_clock.outlives_ticket"({ slaClock, ticket: { id, status } }) {
    if (isUnfinished(status) || !isActive(slaClock)) return null;
    return fault(`SLA clock ${slaClock.id} is ${slaClock.state}, but ticket ${id} is ${status}.`);
  },

  "sla_clock.state_wrong"({ slaClock: { id, state, pauseOn }, ticket }) {
    const standsStill = pauseOn.includes(ticket.status);
    if (!isUnfinished(ticket.status) || state !== (standsStill ? "running" : "paused")) return null;
    return fault(`SLA clock ${id} is ${state}, but ticket ${ticket.id} is ${ticket.status}.`);
  },

  "sla_clock.two_run"({ slaClock, clocks }) {
    const { id, metric, instance } = slaClock;
    const other = clocks.find((clock) => clock.metric === metric && isActive(clock) && clock.instance > instance);
    return other === undefined || !isActive(slaClock) ? null : fault(`SLA clocks ${id} and ${other.id} both run.`);
  },
};

interface SurveyFacts {
  readonly survey: Survey;
  readonly customer: Customer | null;
  /** How many surveys there are about its closure. */
  readonly ofClosure: number;
  readonly terms: TimerTerms;
  readonly now: Date;
}

export const surveyRules: Rules<SurveyFacts> = {
  "survey.timer_missing"({ survey: { id, status }, terms }) {
    if (status !== "scheduled" || terms.survey === null) return null;
    return fault(`Survey ${id} is scheduled, and nothing will ask it.`, jobName("survey.ask", { surveyId: id }));
  },

  "survey.of_merged_customer": ({ survey, customer }) => ofMerged("Survey", survey, customer),
  "survey.reminder_missing"({ survey: { id, status, sentAt, remindedAt, expiresAt }, terms: { survey }, now }) {
    const hours = survey?.remindAfterHours ?? null;
    if (status !== "sent" || sentAt === null || remindedAt !== null || hours === null) return null;
    const dueAt = addMinutes(sentAt, hours * 60);
    if (dueAt <= now || dueAt >= expiresAt) return null;
    return fault(`Survey ${id} has no answer, and nothing will ask again.`, jobName("survey.remind", { surveyId: id }));
  },

  /** A closure is asked about once. */
  "survey.doubled"({ survey: { id, ticketId, closure }, ofClosure }) {
    if (ofClosure <= 1) return null;
    return fault(`Survey ${id} is one of ${ofClosure} about closure ${closure} of ticket ${ticketId}.`);
  },

  "survey.wrong_score"({ survey: { id, status, kind, score } }) {
    if (status === "answered" ? score !== null && isScore(kind, score) : score === null) return null;
    return fault(`Survey ${id} (${kind}) is ${status} with the score ${score}.`);
  },
};

export const agentRules: Rules<{
  readonly agent: Agent;
  /** The weight of the unfinished tickets that the agent has or is asked to take. */
  readonly carried: number;
  readonly terms: TimerTerms;
}> = {
  "agent.load_miscounted"({ agent: { id, load }, carried }) {
    return load === carried ? null : fault(`Agent ${id} counts a load of ${load}, and has tickets of ${carried}.`);
  },

  "agent.silence_timer_missing"({ agent: { id, presence, lastSeenAt }, terms: { presenceTimeoutMinutes } }) {
    if (presenceTimeoutMinutes === null || presence !== "online" || lastSeenAt === null) return null;
    return fault(
      `Agent ${id} sends heartbeats, and nothing sees when they end.`,
      jobName("agent.silent", { agentId: id }),
    );
  },
};

/** Of live jobs. */
export const jobRules: Rules<JobRecord> = {
  "job.lane_claimed_twice"({ lane, state }) {
    if (lane === null || state !== "claimed") return null;
    const unless = { job: claimName(lane), are: "one at most" } as const;
    return { sentence: `More than one job of lane ${lane} is claimed.`, unless };
  },

  "job.key_doubled"({ key }) {
    if (key === null) return null;
    return {
      sentence: `More than one live job has the key ${key}.`,
      unless: { job: keyName(key), are: "one at most" },
    };
  },
};

/** Broken unless a job of this name is alive. */
function fault(sentence: string, job?: string): Fault {
  return job === undefined ? { sentence } : { sentence, unless: { job, are: "one or more" } };
}

function timerFault({ id, status }: Ticket, kind: string, topic: Parameters<typeof jobName>[1]): Fault {
  return fault(`Ticket ${id} is ${status}, and its timer ${kind} is not set.`, jobName(kind, topic));
}
