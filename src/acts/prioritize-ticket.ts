import type { Actor } from "../model/message.ts";
import { type Priority, priorityFor, priorityRank } from "../model/priority.ts";
import type { PriorityChanges } from "../model/priority-changes.ts";
import type { Ticket } from "../model/ticket.ts";
import { type Act, system } from "./act.ts";
import { retargetSla } from "./sla.ts";

/** New facts may raise a ticket's priority; they never lower it silently. */
export async function raisePriority(
  act: Act,
  ticket: Ticket,
  { priority, reasons }: { readonly priority: Priority; readonly reasons: readonly string[] },
): Promise<Ticket> {
  const rank = priorityRank(priority);
  // Without a reason nothing new is known: what a person made of it stands.
  if (rank >= ticket.priorityRank || reasons.length === 0) return ticket;
  return setPriority(act, ticket, { priority, reasons }, system);
}

/** Gives the ticket this priority, higher or lower: its place in the queue follows, and the log says who and why. */
export async function setPriority(
  act: Act,
  ticket: Ticket,
  { priority, reasons }: { readonly priority: Priority; readonly reasons: readonly string[] },
  by: Actor = act.by,
  known: Ticket = ticket,
): Promise<Ticket> {
  const { priority: from } = ticket;
  const set = await act.tx.put("ticket", {
    ...ticket,
    priority,
    priorityRank: priorityRank(priority),
    updatedAt: act.now,
  });
  const isJudged = ticket.impact !== known.impact || ticket.urgency !== known.urgency;
  if (priority === from && !isJudged) return set;
  await act.record(`ticket:${ticket.id}`, { kind: "prioritized", from, to: priority, reasons }, by);
  await retargetSla(act, set, `priority ${priority}`);
  act.emit("ticket.prioritized", { ticket: set, from, reasons });
  return set;
}

/** A person may also lower a priority. Without a priority of its own, impact and urgency decide once both are known. */
export async function judgePriority(act: Act, ticket: Ticket, changes: PriorityChanges): Promise<Ticket> {
  const { impact = ticket.impact, urgency = ticket.urgency, reason } = changes;
  const byMatrix = impact !== null && urgency !== null ? priorityFor(impact, urgency) : ticket.priority;
  const grounds = changes.priority === undefined ? [`impact ${impact ?? "-"}, urgency ${urgency ?? "-"}`] : [];
  const reasons = [...grounds, ...(reason === undefined ? [] : [reason])];
  const judged = { priority: changes.priority ?? byMatrix, reasons };
  return setPriority(act, { ...ticket, impact, urgency }, judged, act.by, ticket);
}
