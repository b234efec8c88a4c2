import { addMinutes } from "date-fns";
import { CustomerServiceError } from "../errors.ts";
import { moveConversation } from "../model/conversation.ts";
import { type EscalationCause, escalationCauses } from "../model/escalation.ts";
import type { Notification } from "../model/notification.ts";
import { type Ticket, ticketMoves } from "../model/ticket.ts";
import { isLookedAfter } from "../model/wait.ts";
import { queueName, skillsFor } from "../policy.ts";
import { type Act, patientAttempts } from "./act.ts";
import { putInQueue } from "./assign-ticket.ts";
import { conversationOf, existing } from "./lookup.ts";
import { changeStatus, escalationTimer } from "./move-ticket.ts";
import { sayText } from "./say.ts";
import { transferTicket } from "./transfer-ticket.ts";

/** The ticket becomes escalated with reason and time, the first level is notified, the customer is told. */
export async function escalateTicket(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  const moved = await changeStatus(act, ticket, "escalated", reason);
  const escalated = await act.tx.put("ticket", {
    ...moved,
    escalationCount: ticket.escalationCount + 1,
    escalationReason: reason,
    escalatedAt: act.now,
    acknowledgedAt: null,
  });
  const conversation = await conversationOf(act, ticket.conversationId);
  // One that nobody has is not only told of: it looks for an agent again, and so does its conversation.
  const lost = !isLookedAfter(escalated);
  const held = lost ? await putInQueue(act, escalated) : escalated;
  const waiting = lost && conversation.state === "bot" ? moveConversation(conversation, "queued") : conversation;
  await act.tx.put("conversation", await sayText(act, waiting, "escalated", { ticket: ticket.id }, ticket.id));
  return raiseTo(act, held, 1, reason);
}

/** Escalates for a cause that holds, unless it did so before or the ticket is escalated already. */
export async function escalateForCause(act: Act, ticket: Ticket, causes: readonly EscalationCause[]): Promise<Ticket> {
  if (!ticketMoves[ticket.status].includes("escalated")) return ticket;
  const fresh = causes.filter(({ cause }) => !ticket.escalationCauses.includes(cause));
  if (fresh.length === 0) return ticket;
  const escalationCauses = [...ticket.escalationCauses, ...fresh.map(({ cause }) => cause)];
  return escalateTicket(act, { ...ticket, escalationCauses }, fresh.map(({ reason }) => reason).join("; "));
}

/** Customers of some tiers have their tickets escalated as soon as they are opened. */
export function escalateForTier(act: Act, ticket: Ticket, tier: string): Promise<Ticket> {
  const facts = { text: "", tier, signals: [], botFailures: 0 };
  return escalateForCause(act, ticket, escalationCauses(facts, act.service.policy.escalation.triggers));
}

/** Tells the next level when the one before did not acknowledge in time. Nothing happens to one that did. */
export async function raiseLevel(act: Act, ticket: Ticket): Promise<Ticket> {
  const { levels } = act.service.policy.escalation;
  const { escalationLevel: level } = ticket;
  if (ticket.status !== "escalated" || ticket.acknowledgedAt !== null) return ticket;
  const reason = `level ${level} did not acknowledge in ${levels[level - 1]?.acknowledgeMinutes} minutes`;
  if (level < levels.length) return raiseTo(act, ticket, level + 1, reason);
  await act.record(`ticket:${ticket.id}`, { kind: "unacknowledged", level });
  act.emit("ticket.unacknowledged", { ticket, level });
  return ticket;
}

/** It is not urgent after all: whoever has it goes on, and no further level is told. What caused it does not do so again. */
export async function deescalateTicket(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  if (ticket.status !== "escalated") {
    throw new CustomerServiceError(
      "ticket.refused",
      `Ticket ${ticket.id} is ${ticket.status}; only an escalated one is de-escalated.`,
      { details: { ticketId: ticket.id } },
    );
  }
  const moved = await changeStatus(act, ticket, "in_progress", reason);
  const calmed = await act.tx.put("ticket", { ...moved, escalationLevel: 0, acknowledgedAt: null });
  act.emit("ticket.deescalated", { ticket: calmed, reason });
  return calmed;
}

async function raiseTo(act: Act, ticket: Ticket, level: number, reason: string): Promise<Ticket> {
  const { levels } = act.service.policy.escalation;
  const { notify = [], recipients = [], acknowledgeMinutes = 0, queue = null } = levels[level - 1] ?? {};
  const raised = await act.tx.put("ticket", { ...ticket, escalationLevel: level, updatedAt: act.now });
  const instance = ticket.escalationCount;
  await act.record(`ticket:${ticket.id}`, { kind: "escalated", level, instance, reason });
  const agent = ticket.agentId === null ? null : await existing(act.tx, "agent", ticket.agentId);
  const values = { reason, agent: agent?.name ?? "-" };
  const notification = { ...describe(act, raised, level, instance, values), recipients };
  for (const notifierId of notify) {
    const key = `notify:${notification.key}:${notifierId}`;
    await act.enqueue({
      kind: "notify",
      key,
      payload: { notifierId, notification: { ...notification, at: act.now.getTime() } },
      maxAttempts: patientAttempts,
    });
  }
  const dueAt = addMinutes(act.now, acknowledgeMinutes);
  const topic = { ticketId: ticket.id, level, instance };
  await act.setTimer(escalationTimer(raised), "ticket.escalation_timeout", dueAt, topic);
  act.emit("ticket.escalated", { ticket: raised, level, reason });
  return queue === null ? raised : moveToLevel(act, raised, queue, level);
}

/** A level may have a queue of its own, whose agents take over. */
async function moveToLevel(act: Act, ticket: Ticket, name: string, level: number): Promise<Ticket> {
  const { policy } = act.service;
  const queue = queueName(policy, name, ticket.channelId);
  if (queue === ticket.queue) return ticket;
  const skills = skillsFor(policy, queue, ticket.channelId);
  return transferTicket(act, ticket, { queue, skills, reason: `escalation level ${level}` });
}

function describe(
  act: Act,
  ticket: Ticket,
  level: number,
  instance: number,
  values: { reason: string; agent: string },
): Omit<Notification, "recipients"> {
  const { texts, policy } = act.service;
  const { id, subject, priority } = ticket;
  return {
    key: `${id}:${level}:${instance}`,
    kind: "escalation",
    ticketId: id,
    level,
    instance,
    title: texts.render(policy.defaultLanguage, "notificationTitle", { ticket: id, level }),
    text: texts.render(policy.defaultLanguage, "notificationText", { subject, priority, ...values }),
    at: act.now,
  };
}

/** Somebody of the level looks after it: the next level is not told. */
export async function acknowledgeEscalation(act: Act, ticket: Ticket): Promise<Ticket> {
  if (ticket.status !== "escalated" || ticket.acknowledgedAt !== null) {
    const is = ticket.acknowledgedAt === null ? ticket.status : "acknowledged already";
    throw new CustomerServiceError(
      "ticket.refused",
      `Ticket ${ticket.id} is ${is}; only an escalated one is acknowledged.`,
      {
        details: { ticketId: ticket.id },
      },
    );
  }
  const acknowledged = await act.tx.put("ticket", { ...ticket, acknowledgedAt: act.now, updatedAt: act.now });
  await act.record(`ticket:${ticket.id}`, { kind: "acknowledged", level: ticket.escalationLevel });
  await act.cancelTimer(escalationTimer(ticket));
  act.emit("ticket.acknowledged", { ticket: acknowledged });
  return acknowledged;
}
