import type { Conversation } from "../model/conversation.ts";
import { type Priority, priorityRank } from "../model/priority.ts";
import { subjectOf, type Ticket } from "../model/ticket.ts";
import { type Act, system } from "./act.ts";
import { languageFor } from "./say.ts";

/** What a new ticket is about. */
export interface Issue {
  readonly customerId: string;
  readonly text: string;
  readonly type: string;
  readonly queue: string;
  readonly requiredSkills: readonly string[];
  readonly priority: Priority;
  readonly priorityReasons: readonly string[];
}

/** A new ticket of this conversation; who works on it is decided next. */
export async function openTicket(act: Act, conversation: Conversation, issue: Issue): Promise<Ticket> {
  const { priority, queue, requiredSkills, type, customerId, text } = issue;
  const ticket = await act.tx.put("ticket", {
    id: act.service.ids.ticket(),
    version: 0,
    customerId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    subject: subjectOf(text),
    description: text,
    type,
    status: "open",
    priority,
    priorityRank: priorityRank(priority),
    language: languageFor(act, conversation),
    queue,
    requiredSkills,
    createdAt: act.now,
    updatedAt: act.now,
    ...untouched,
  });
  await act.record(`ticket:${ticket.id}`, { kind: "opened", priority, queue }, system);
  act.emit("ticket.opened", { ticket });
  return ticket;
}

const untouched = {
  agentId: null,
  waiting: null,
  waitingSince: null,
  escalationLevel: 0,
  escalationCount: 0,
  escalationReason: null,
  escalatedAt: null,
  acknowledgedAt: null,
  assignedAt: null,
  firstRepliedAt: null,
  awaitingReplySince: null,
  resolvedAt: null,
  resolvedBy: null,
  closedAt: null,
  closedBy: null,
  closureCount: 0,
} as const;
