import { CustomerServiceError } from "../errors.ts";
import type { Language } from "./customer.ts";
import type { Json } from "./job.ts";
import type { Priority, Severity } from "./priority.ts";
import type { SkillRequirement } from "./skill.ts";
import { firstCharacters } from "./text.ts";

/** Where a ticket stands; {@link ticketMoves} says where it can go. `pending` waits for the customer. */
export type TicketStatus = "open" | "in_progress" | "pending" | "escalated" | "resolved" | "closed";

/** Who ended a ticket: a person of the desk (or the backend for one), the customer, or a timer. The survey depends on it. */
export type ClosedBy = "agent" | "customer" | "system";

/** How two tickets belong together, as seen from the one that has the link. */
export type TicketLinkKind =
  | "related"
  | "duplicate_of"
  | "duplicated_by"
  | "follow_up_of"
  | "followed_up_by"
  | "split_from"
  | "split_into"
  | "merged_into"
  | "merged_from";

/** A ticket's link to another one. */
export interface TicketLink {
  readonly kind: TicketLinkKind;
  readonly ticketId: string;
  /** Of `merged_from`: the tags that came with it and were not the ticket's own. */
  readonly tags?: readonly string[];
}

/** An issue that a human must deal with. */
export interface Ticket {
  /** Short, for people and for links: `T-7K2M9QXWB4RH`. Not to be guessed. */
  readonly id: string;
  readonly version: number;
  /** For people to say and to search for: 1, 2, 3 ... within the desk. Links and programs use the id. */
  readonly number: number;
  readonly customerId: string;
  readonly conversationId: string;
  readonly channelId: string;
  /** As given, or the first 100 characters of the message that opened it. */
  readonly subject: string;
  readonly description: string;
  /** What the classifier called it: `simple`, `technical`, `general`, or a type of the user's own. */
  readonly type: string;
  readonly status: TicketStatus;
  readonly priority: Priority;
  readonly language: Language;
  readonly queue: string;
  /** What it asks of its agent; those that were dropped stay, as such. */
  readonly skills: readonly SkillRequirement[];
  readonly tags: readonly string[];
  /** Fields of the user's own, checked by the user's schema. */
  readonly fields: Readonly<Record<string, Json>>;
  /** How many are affected, and how soon it must be mended, where somebody judged it. */
  readonly impact: Severity | null;
  readonly urgency: Severity | null;
  /** Other tickets it has to do with. Each link stands on both. */
  readonly links: readonly TicketLink[];
  /** The ticket it became part of; it is closed then. */
  readonly mergedInto: string | null;
  /** Who has it; of an ended ticket, who had it last. */
  readonly agentId: string | null;
  /** Who had it before it was opened again: whom routing may ask first. */
  readonly lastAgentId: string | null;
  /** How much of its agent's capacity it takes; 0 while nobody has it. */
  readonly weight: number;
  /** Whom it is offered to, who has until `reservedUntil` to accept it. It does not wait in its queue then. */
  readonly reservedFor: string | null;
  /** While it is offered to nobody: until when those of `passedBy` are not asked again. */
  readonly reservedUntil: Date | null;
  /** Agents who let it pass, or kept silent: they are asked last. */
  readonly passedBy: readonly string[];
  /** `true` while it waits in its queue for an agent, else `null`. */
  readonly waiting: true | null;
  /** Sorts waiting tickets: 0 is the most urgent. Follows the priority. */
  readonly priorityRank: number;
  /** Since when it waits, or waited before it was offered: what relaxes and overflows is counted from here. */
  readonly waitingSince: Date | null;
  /** How many of its queue's overflows it has gone through in this wait. */
  readonly overflows: number;
  /** Escalation level: 0 none, 1 the first. */
  readonly escalationLevel: number;
  /** Counts escalations over the ticket's life, so that each can be told from the one before. */
  readonly escalationCount: number;
  readonly escalationReason: string | null;
  readonly escalatedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  /** What made it escalate by itself so far: no cause does so twice in one life of the ticket. */
  readonly escalationCauses: readonly string[];
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
        escalationCauses: [],
        lastAgentId: ticket.agentId ?? ticket.resolvedBy,
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
const idle = { waiting: null, waitingSince: null, overflows: 0, passedBy: [], awaitingReplySince: null } as const;
/** No supervisor has looked at it, or has to. */
const calm = { escalationLevel: 0, escalationReason: null, escalatedAt: null, acknowledgedAt: null } as const;

/** Characters of the opening message that become the subject. */
export const subjectLength = 100;

/** One line: runs of white space become one space, then the first {@link subjectLength} characters. */
export function subjectOf(text: string): string {
  return firstCharacters(text.replace(/\s+/gu, " ").trim(), subjectLength);
}
