import type { SkillRequirement } from "../model/skill.ts";
import type { Ticket } from "../model/ticket.ts";
import { ticketRefusal } from "../model/ticket-refusal.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { changeQueue } from "./change-queue.ts";
import { conversationOf } from "./lookup.ts";
import { changeStatus } from "./move-ticket.ts";
import { placeTicket } from "./place-ticket.ts";

/** Where a ticket goes, what it asks of its agent there, and why. */
export interface Transfer {
  readonly queue: string;
  readonly skills: readonly SkillRequirement[];
  readonly reason: string;
}

/** The ticket leaves its agent and its queue, and finds an agent in another one, as if it had been opened there. */
export async function transferTicket(act: Act, ticket: Ticket, { queue, skills, reason }: Transfer): Promise<Ticket> {
  if (queue === ticket.queue) throw ticketRefusal(ticket.id, `it is in queue ${queue} already`);
  // Routing takes this lock before it takes agents; so does who gives one back and routes in the same act.
  await act.tx.lock("routing");
  const working = ticket.status === "pending" ? await changeStatus(act, ticket, "in_progress", reason) : ticket;
  const released = await releaseAgent(act, working, "transferred");
  const moved = await changeQueue(act, released, {
    ...{ queue, skills, waiting: null, waitingSince: null, overflows: 0 },
    // Whom it leaves is asked last.
    passedBy: ticket.agentId === null ? [] : [ticket.agentId],
  });
  await act.record(`ticket:${ticket.id}`, { kind: "transferred", from: ticket.queue, to: queue, reason });
  const conversation = await conversationOf(act, ticket.conversationId);
  const placed = await placeTicket(act, conversation, moved);
  await act.tx.put("conversation", placed.conversation);
  act.emit("ticket.transferred", { ticket: placed.ticket, from: ticket.queue, reason });
  return placed.ticket;
}
