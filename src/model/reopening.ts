import { addDays } from "date-fns";
import { isUnfinished, type Ticket } from "./ticket.ts";

/** Why a message opens a follow-up instead of reopening the ticket it goes on from. */
export type FollowUpReason = "never_reopened" | "window_over" | "merged_away";

/** What a customer's message does to a ticket that has ended, by the policy of its queue. */
export function reopening(
  ticket: Pick<Ticket, "status" | "closedAt" | "resolvedAt">,
  withinDays: number | "always" | "never",
  now: Date,
): "reopen" | FollowUpReason {
  if (isUnfinished(ticket.status)) throw new Error("Only a ticket that has ended is reopened.");
  if (withinDays === "always") return "reopen";
  if (withinDays === "never") return "never_reopened";
  // Counted from the last closure: a ticket that was reopened has a new end.
  const endedAt = ticket.closedAt ?? ticket.resolvedAt;
  return endedAt !== null && now < addDays(endedAt, withinDays) ? "reopen" : "window_over";
}
