import type { Actor } from "../model/message.ts";
import { type Priority, priorityFor, priorityOf, priorityRank } from "../model/priority.ts";
import type { PriorityChanges } from "../model/priority-changes.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { type Act, system } from "./act.ts";
import { ticketOf } from "./lookup.ts";
import { retargetSla } from "./sla.ts";

/** New facts may raise a ticket's priority; they never lower it silently. */
export async function raisePriority(
  act: Act,
  ticket: Ticket,
  { priority, reasons }: { readonly priority: Priority; readonly reasons: readonly string[] },
): Promise<Ticket> {
  const rank = priorityRank(priority);
  if (rank >= ticket.priorityRank) return ticket;
  return setPriority(act, ticket, { priority, reasons }, system);
}

/** Gives the ticket this priority, higher or lower: its place in the queue follows, and the log says who and why. */
export async function setPriority(
  act: Act,
  ticket: Ticket,
  { priority, reasons }: { readonly priority: Priority; readonly reasons: readonly string[] },
  by: Actor = act.by,
): Promise<Ticket> {
  const { priority: from } = ticket;
  const set = await act.tx.put("ticket", {
    ...ticket,
    priority,
    priorityRank: priorityRank(priority),
    updatedAt: act.now,
  });
  if (priority === from) return set;
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
  return setPriority(act, { ...ticket, impact, urgency }, { priority: changes.priority ?? byMatrix, reasons });
}

/** Tickets looked at when a customer's tier changes: the latest ones. */
const latestTickets = 200;

/** A customer has another tier: their unfinished tickets may be more urgent than they were. */
export async function raiseForTier(act: Act, customerId: string, tier: string): Promise<void> {
  const page = { limit: latestTickets, descending: true };
  for (const { id, status } of await act.tx.find("ticket", "ofCustomer", { customerId }, page)) {
    if (!isUnfinished(status)) continue;
    const ticket = await ticketOf(act, id);
    await raisePriority(act, ticket, priorityOf(ticket.description, tier, act.service.policy.priorityRules));
  }
}
