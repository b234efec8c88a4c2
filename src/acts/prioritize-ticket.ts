import { type Priority, priorityRank } from "../model/priority.ts";
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
  if (rank >= ticket.priorityRank) return ticket;
  const raised = await act.tx.put("ticket", { ...ticket, priority, priorityRank: rank, updatedAt: act.now });
  await act.record(
    `ticket:${ticket.id}`,
    { kind: "prioritized", from: ticket.priority, to: priority, reasons },
    system,
  );
  await retargetSla(act, raised, `priority ${priority}`);
  return raised;
}
