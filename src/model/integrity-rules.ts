import { addMinutes } from "date-fns";
import type { Agent } from "./agent.ts";
import type { Conversation } from "./conversation.ts";
import { claimName, type Fault, jobName, keyName, type Rules } from "./integrity.ts";
import type { JobRecord } from "./job.ts";
import type { Message } from "./message.ts";
import type { Survey } from "./survey.ts";
import { isUnfinished, type Ticket, ticketMoves } from "./ticket.ts";
import { isLookedAfter, nextOverflow, nextRelaxation, type OverflowStep } from "./wait.ts";

/** What the desk has promised of time. */
export interface TimerTerms {
  readonly unansweredMinutes: number | null;
  readonly autoCloseDays: number | null;
  readonly reassignAfterMinutes: number | null;
  readonly presenceTimeoutMinutes: number | null;
  readonly escalation: { readonly levels: readonly unknown[] };
  readonly survey: object | null;
}

/** How the messages of a conversation are numbered. */
export interface Numbering {
  readonly count: number;
  /** The first whose number is not its place. */
  readonly misplaced: Message | null;
}

export const conversationRules: Rules<{
  readonly conversation: Conversation;
  /** The one it is about. */
  readonly ticket: Ticket | null;
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
};

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
  readonly conversation: Conversation | null;
  readonly terms: TimerTerms;
  /** Where tickets of its queue go that wait too long. */
  readonly overflow: readonly OverflowStep[];
  readonly now: Date;
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
    if (!isUnfinished(status) || conversation?.ticketId === id) return null;
    return fault(`Ticket ${id} is ${status}, but conversation ${conversationId} is not about it.`);
  },

  "ticket.unanswered_timer_missing"({ ticket, terms: { unansweredMinutes }, now }) {
    const { id, status, awaitingReplySince, escalatedAt } = ticket;
    if (unansweredMinutes === null || awaitingReplySince === null) return null;
    if (!ticketMoves[status].includes("escalated")) return null;
    // A ticket that was escalated and taken since has had its timer, or had no need of it.
    const isOver = escalatedAt !== null && addMinutes(awaitingReplySince, unansweredMinutes) <= now;
    if (isOver || (escalatedAt !== null && escalatedAt >= awaitingReplySince)) return null;
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
};

export const surveyRules: Rules<{ readonly survey: Survey; readonly terms: TimerTerms }> = {
  "survey.timer_missing"({ survey: { id, status }, terms }) {
    if (status !== "scheduled" || terms.survey === null) return null;
    return fault(`Survey ${id} is scheduled, and nothing will ask it.`, jobName("survey.ask", { surveyId: id }));
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
