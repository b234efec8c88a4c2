import { CustomerServiceError } from "../errors.ts";
import type { Language } from "./customer.ts";
import type { Priority } from "./priority.ts";
import { firstCharacters } from "./text.ts";

/** Where a ticket stands; {@link ticketMoves} says where it can go. `pending` waits for the customer. */
export type TicketStatus = "open" | "in_progress" | "pending" | "escalated" | "resolved" | "closed";

/** Who ended a ticket: a person of the desk (or the backend for one), the customer, or a timer. The survey depends on it. */
export type ClosedBy = "agent" | "customer" | "system";

/** An issue that a human must deal with. */
export interface Ticket {
  /** Short, for people and for links: `T-7K2M9QXWB4RH`. Not to be guessed. */
  readonly id: string;
  readonly version: number;
  readonly customerId: string;
  readonly conversationId: string;
  readonly channelId: string;
  /** The first 100 characters of the message that opened it. */
  readonly subject: string;
  readonly description: string;
  /** What the classifier called it: `simple`, `technical`, `general`, or a type of the user's own. */
  readonly type: string;
  readonly status: TicketStatus;
  readonly priority: Priority;
  readonly language: Language;
  readonly queue: string;
  readonly requiredSkills: readonly string[];
  readonly agentId: string | null;
  /** `true` while it waits in its queue for an agent, else `null`. */
  readonly waiting: true | null;
  /** Sorts waiting tickets: 0 is the most urgent. Follows the priority. */
  readonly priorityRank: number;
  readonly waitingSince: Date | null;
  /** Escalation level: 0 none, 1 the first. */
  readonly escalationLevel: number;
  /** Counts escalations over the ticket's life, so that each can be told from the one before. */
  readonly escalationCount: number;
  readonly escalationReason: string | null;
  readonly escalatedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly assignedAt: Date | null;
  /** When a human first answered in this stretch of the ticket's life. */
  readonly firstRepliedAt: Date | null;
  /** Since when the customer waits for a human's answer; `null` while they do not. */
  readonly awaitingReplySince: Date | null;
  readonly resolvedAt: Date | null;
  /** The agent who resolved it last; `null` also when the backend did. */
  readonly resolvedBy: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: ClosedBy | null;
  /** How many times it was closed; a survey belongs to one closure. */
  readonly closureCount: number;
}

/** The legal moves. A reopened ticket is `open` again. */
export const ticketMoves: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  open: ["in_progress", "pending", "escalated", "resolved", "closed"],
  in_progress: ["pending", "escalated", "resolved", "closed"],
  pending: ["in_progress", "escalated", "resolved", "closed"],
  escalated: ["in_progress", "pending", "resolved", "closed"],
  resolved: ["closed", "open"],
  closed: ["open"],
};

/** Every status. */
export const ticketStatuses = Object.keys(ticketMoves) as readonly TicketStatus[];

/** Tickets somebody still has to work on. */
export function isUnfinished(status: TicketStatus): boolean {
  return status !== "resolved" && status !== "closed";
}

/** The ticket in its new status with the fields that follow from it; refuses with `ticket.bad_move`. */
export function moveTicket(ticket: Ticket, to: TicketStatus, at: Date): Ticket {
  const allowed = ticketMoves[ticket.status];
  if (!allowed.includes(to)) {
    throw new CustomerServiceError(
      "ticket.bad_move",
      `Ticket ${ticket.id} is ${ticket.status}; from there it can become ${allowed.join(", ")}, not ${to}.`,
      { details: { ticketId: ticket.id, from: ticket.status, to } },
    );
  }
  return { ...ticket, ...fieldsOf(ticket, to, at), status: to, updatedAt: at };
}

function fieldsOf(ticket: Ticket, to: TicketStatus, at: Date): Partial<Ticket> {
  switch (to) {
    case "open":
      return {
        resolvedAt: null,
        resolvedBy: null,
        closedAt: null,
        closedBy: null,
        firstRepliedAt: null,
        agentId: null,
        ...calm,
      };
    case "pending":
      return idle;
    case "resolved":
      return { resolvedAt: at, ...idle };
    case "closed":
      return { closedAt: at, closureCount: ticket.closureCount + 1, ...idle };
    case "in_progress":
    case "escalated":
      return {};
    default:
      return to satisfies never;
  }
}

/** Nobody needs to be found for it, and nobody owes an answer. */
const idle = { waiting: null, waitingSince: null, awaitingReplySince: null } as const;
const calm = { escalationLevel: 0, escalationReason: null, escalatedAt: null, acknowledgedAt: null } as const;

/** Characters of the opening message that become the subject. */
export const subjectLength = 100;

/** One line: runs of white space become one space, then the first {@link subjectLength} characters. */
export function subjectOf(text: string): string {
  return firstCharacters(text.replace(/\s+/gu, " ").trim(), subjectLength);
}
