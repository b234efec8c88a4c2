import { isOpen, nextOpening } from "../model/calendar.ts";
import { type Conversation, moveConversation } from "../model/conversation.ts";
import type { Decision, HandoverReason } from "../model/decision.ts";
import type { Ticket } from "../model/ticket.ts";
import { beginWait } from "../model/wait.ts";
import { calendarOf, queueTermsOf } from "../policy.ts";
import type { Act } from "./act.ts";
import { handTo, putInQueue } from "./assign-ticket.ts";
import { chooseAgentFor } from "./choose-agent.ts";
import { agentOf } from "./lookup.ts";
import { languageFor, say, sayText } from "./say.ts";

/**
 * An agent gets the ticket or is asked to take it, or it waits in its queue; the conversation follows it and the customer
 * is told. What led here is logged with the choice of the agent. Resolves with the conversation, which the caller puts.
 */
export async function placeTicket(
  act: Act,
  conversation: Conversation,
  ticket: Ticket,
  { reason, messageIds = [], decisions = [], lastAgentId = null }: PlacingGrounds = {},
): Promise<{ conversation: Conversation; ticket: Ticket }> {
  const wanted = beginWait(ticket);
  const { keepAgentOnReopen } = queueTermsOf(act.service.policy, ticket.queue);
  const { chosen, decision } = await chooseAgentFor(act, wanted, keepAgentOnReopen ? lastAgentId : null);
  await act.record(`ticket:${ticket.id}`, { kind: "decided", messageIds, decisions: [...decisions, decision] });
  const placed = chosen ? await handTo(act, wanted, chosen, "routing") : await putInQueue(act, wanted);
  if (isAboutAnother(conversation, ticket)) return { conversation, ticket: placed };
  const awake = bringBack(conversation);
  // Who is only asked to take it does not speak yet.
  const owner = placed.agentId === null ? null : chosen;
  const owned = owner
    ? moveConversation(awake, "human", owner.id)
    : awake.state === "queued"
      ? awake
      : moveConversation(awake, "queued");
  const told = await tellCustomer(act, { ...owned, ticketId: ticket.id }, placed, reason, owner?.name ?? null);
  return { conversation: told, ticket: placed };
}

interface PlacingGrounds {
  readonly reason?: HandoverReason;
  readonly messageIds?: readonly string[];
  readonly decisions?: readonly Decision[];
  /** Who had it before it was reopened. */
  readonly lastAgentId?: string | null;
}

/** Handing over always says something. */
export async function tellCustomer(
  act: Act,
  conversation: Conversation,
  ticket: Ticket,
  reason: HandoverReason | undefined,
  agentName: string | null,
): Promise<Conversation> {
  const calendar = calendarOf(act.service.policy, ticket.queue);
  if (reason === "bot_failed") return sayText(act, conversation, "apology", { ticket: ticket.id });
  if (agentName !== null)
    return sayText(act, conversation, "handoverAssigned", { ticket: ticket.id, agent: agentName });
  const opensAt = isOpen(calendar, act.now) ? null : nextOpening(calendar, act.now);
  if (calendar === null || opensAt === null) return tellPlace(act, conversation, ticket);
  const when = opensAt.toLocaleString(languageFor(act, conversation), {
    timeZone: calendar.zone,
    weekday: "long",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return sayText(act, conversation, "handoverOutOfHours", { ticket: ticket.id, opensAt: when });
}

/** It waits, and the customer is told for how many others. */
async function tellPlace(act: Act, conversation: Conversation, ticket: Ticket): Promise<Conversation> {
  const { texts } = act.service;
  const language = languageFor(act, conversation);
  const position = await placeInQueue(act, ticket);
  const waits = texts.render(language, "handoverQueued", { ticket: ticket.id });
  const place = position === null ? "" : texts.render(language, "queuePosition", { position, ahead: position - 1 });
  return (await say(act, conversation, { text: [waits, place].filter((text) => text !== "").join("\n") })).conversation;
}

/** Among so many that wait, a place is told; "number 214" would tell nobody anything. */
const placesTold = 50;

async function placeInQueue(act: Act, { id, queue }: Ticket): Promise<number | null> {
  const waiting = await act.tx.find("ticket", "inQueue", { waiting: true, queue }, { limit: placesTold });
  const index = waiting.findIndex((ticket) => ticket.id === id);
  return index < 0 ? null : index + 1;
}

/** An agent takes over the conversation of a ticket that waited, or that another agent had. */
export async function joinConversation(act: Act, conversation: Conversation, ticket: Ticket): Promise<void> {
  if (ticket.agentId === null || isAboutAnother(conversation, ticket)) return;
  const agent = await agentOf(act, ticket.agentId);
  const owned = { ...moveConversation(bringBack(conversation), "human", agent.id), ticketId: ticket.id };
  // Who kept silent and has it again was told of before.
  const isBack = ticket.passedBy.includes(agent.id);
  const values = { ticket: ticket.id, agent: agent.name };
  await act.tx.put("conversation", isBack ? owned : await sayText(act, owned, "agentJoined", values));
}

/** A ticket that was split from another does not take the conversation from it. */
function isAboutAnother({ ticketId }: Conversation, ticket: Ticket): boolean {
  return ticketId !== null && ticketId !== ticket.id;
}

/** A desk that takes a ticket up again speaks first: the conversation leaves `ended` as if the customer had written. */
function bringBack(conversation: Conversation): Conversation {
  return conversation.state === "ended" ? moveConversation(conversation, "bot") : conversation;
}
