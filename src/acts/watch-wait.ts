import type { Ticket } from "../model/ticket.ts";
import { nextOverflow, nextRelaxation } from "../model/wait.ts";
import { queueTermsOf } from "../policy.ts";
import type { Act } from "./act.ts";

/** Sees to it that a waiting ticket asks for less, or goes to another queue, when its time comes. `before`: as it was. */
export async function watchWait(act: Act, before: Ticket, waiting: Ticket): Promise<void> {
  const relaxesAt = nextRelaxation(waiting);
  if (relaxesAt !== null) await act.setTimer(relaxTimer(waiting.id), "ticket.relax", relaxesAt, topicOf(waiting));
  // A wait that goes on has its timer, which knows in which queue it began.
  if (before.waitingSince === null) await watchOverflow(act, waiting, waiting.queue);
}

/** The steps are those of the queue in which the wait began, so that no chain of queues goes on for ever. */
export async function watchOverflow(act: Act, waiting: Ticket, firstQueue: string): Promise<void> {
  await act.cancelTimer(overflowTimer(waiting.id));
  const overflowsAt = nextOverflow(waiting, queueTermsOf(act.service.policy, firstQueue).overflow);
  if (overflowsAt === null) return;
  await act.setTimer(overflowTimer(waiting.id), "ticket.overflow", overflowsAt, { ...topicOf(waiting), firstQueue });
}

function topicOf({ id }: Ticket): { readonly ticketId: string } {
  return { ticketId: id };
}

const relaxTimer = (ticketId: string): string => `relax:${ticketId}`;
const overflowTimer = (ticketId: string): string => `overflow:${ticketId}`;
