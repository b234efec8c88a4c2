import { moveConversation } from "../model/conversation.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { offerTimer, putInQueue, releaseAgent, withLast } from "./assign-ticket.ts";
import { agentOf, conversationOf } from "./lookup.ts";
import { tellCustomer } from "./place-ticket.ts";

/**
 * The ticket leaves its agent and waits in its queue again; the customer is told, if the conversation is about it. With `notBefore` the agent kept silent:
 * until then they are not asked again, and after that last of all.
 */
export async function takeBack(act: Act, ticket: Ticket, reason: string, notBefore: Date | null): Promise<Ticket> {
  if (ticket.agentId === null) return ticket;
  const free = await releaseAgent(act, ticket, reason);
  const pause = notBefore === null ? {} : pauseOf(free, ticket.agentId, notBefore);
  const queued = await putInQueue(act, { ...free, ...pause });
  if (notBefore !== null) {
    await act.setTimer(offerTimer(ticket.id), "ticket.offer_timeout", notBefore, { ticketId: ticket.id });
  }
  const conversation = await conversationOf(act, ticket.conversationId);
  if (conversation.ticketId === ticket.id) {
    const waiting = conversation.state === "human" ? moveConversation(conversation, "queued") : conversation;
    // Told once: that nobody answered a second time is no news to who waits.
    const isTold = ticket.passedBy.length > 0;
    const told = isTold ? waiting : await tellCustomer(act, waiting, queued, undefined, null);
    await act.tx.put("conversation", told);
  }
  act.emit("ticket.taken_back", { ticket: queued, agent: await agentOf(act, ticket.agentId), reason });
  return queued;
}

function pauseOf({ passedBy }: Ticket, agentId: string, notBefore: Date): Pick<Ticket, "passedBy" | "reservedUntil"> {
  return { passedBy: withLast(passedBy, agentId), reservedUntil: notBefore };
}
