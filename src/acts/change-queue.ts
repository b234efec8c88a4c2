import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { setUnansweredTimer } from "./await-reply.ts";
import { retargetSla } from "./sla.ts";

/**
 * The ticket is in another queue: its SLA clocks, and the time it may go unanswered, follow the terms of that one. The
 * caller writes it down, and finds it an agent.
 */
export async function changeQueue(act: Act, ticket: Ticket, changes: QueueChanges): Promise<Ticket> {
  const moved = await act.tx.put("ticket", { ...ticket, ...changes, updatedAt: act.now });
  await retargetSla(act, moved, `queue ${changes.queue}`);
  if (moved.awaitingReplySince !== null) await setUnansweredTimer(act, moved);
  return moved;
}

type QueueChanges = Pick<Ticket, "queue"> & Partial<Omit<Ticket, "id" | "version" | "status">>;
