import type { Conversation } from "../model/conversation.ts";
import { type Priority, priorityRank } from "../model/priority.ts";
import type { SkillRequirement } from "../model/skill.ts";
import { subjectOf, type Ticket, type TicketLink } from "../model/ticket.ts";
import { type Act, system } from "./act.ts";
import { setUnansweredTimer } from "./await-reply.ts";
import { languageFor } from "./say.ts";
import { startSla } from "./sla.ts";

/** What a new ticket is about. */
export interface Issue {
  readonly customerId: string;
  readonly text: string;
  readonly type: string;
  readonly queue: string;
  readonly skills: readonly SkillRequirement[];
  readonly priority: Priority;
  readonly priorityReasons: readonly string[];
  /** Default: the beginning of the text. */
  readonly subject?: string;
  readonly tags?: readonly string[];
  readonly fields?: Ticket["fields"];
  readonly links?: readonly TicketLink[];
}

/** A new ticket of this conversation; who works on it is decided next. */
export async function openTicket(act: Act, conversation: Conversation, issue: Issue): Promise<Ticket> {
  const {
    priority,
    queue,
    skills,
    type,
    customerId,
    text,
    priorityReasons,
    subject = text,
    tags = [],
    fields = {},
    links = [],
  } = issue;
  const ticket = await act.tx.put("ticket", {
    id: act.service.ids.ticket(),
    version: 0,
    number: await nextNumber(act),
    customerId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    subject: subjectOf(subject),
    description: text,
    type,
    status: "open",
    priority,
    priorityRank: priorityRank(priority),
    language: languageFor(act, conversation),
    queue,
    skills,
    createdAt: act.now,
    updatedAt: act.now,
    ...untouched,
    // Whoever opens it, somebody waits for its first answer; of one that was split off, once its turn comes.
    awaitingReplySince: conversation.ticketId === null ? act.now : null,
    ...{ tags, fields, links },
  });
  await act.record(`ticket:${ticket.id}`, { kind: "opened", priority, queue, priorityReasons }, system);
  await startSla(act, ticket);
  await setUnansweredTimer(act, ticket);
  act.emit("ticket.opened", { ticket });
  return ticket;
}

const lastNumber = "ticket.number";

/** Tickets are counted one after the other, without gaps: a number is part of the act that opens its ticket. */
async function nextNumber(act: Act): Promise<number> {
  await act.tx.lock(lastNumber);
  const last = await act.tx.get("setting", lastNumber, { lock: true });
  const number = Number(last?.value ?? 0) + 1;
  await act.tx.put("setting", { id: lastNumber, version: last?.version ?? 0, value: number });
  return number;
}

const untouched = {
  impact: null,
  urgency: null,
  mergedInto: null,
  agentId: null,
  lastAgentId: null,
  weight: 0,
  reservedFor: null,
  reservedUntil: null,
  passedBy: [],
  overflows: 0,
  escalationCauses: [],
  waiting: null,
  waitingSince: null,
  escalationLevel: 0,
  escalationCount: 0,
  escalationReason: null,
  escalatedAt: null,
  acknowledgedAt: null,
  assignedAt: null,
  firstRepliedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  closedAt: null,
  closedBy: null,
  closureCount: 0,
} as const;
