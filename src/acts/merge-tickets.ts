import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { type MergePair, merged, unmerged } from "../model/ticket-merge.ts";
import { ticketRefusal } from "../model/ticket-refusal.ts";
import type { Act } from "./act.ts";
import { releaseAgent } from "./assign-ticket.ts";
import { awaitReply } from "./await-reply.ts";
import { leaveConversation } from "./leave-conversation.ts";
import { conversationOf } from "./lookup.ts";
import { changeStatus, reopenTicket, wake } from "./move-ticket.ts";
import { placeBeside } from "./place-beside.ts";

/** The source becomes part of the target: it is closed without a word or a survey, and its agent is free. */
export async function mergeTickets(act: Act, pair: MergePair, reason: string): Promise<Ticket> {
  refuseMerge(pair);
  const { source, target } = merged(pair);
  const why = `merged into ${target.id}`;
  // Written first: what ends with the source goes on with the target.
  await act.record(`ticket:${source.id}`, { kind: "merged", into: target.id, reason });
  const closed = await changeStatus(act, { ...source, closedBy: "agent" }, "closed", why);
  const freed = await releaseAgent(act, closed, why);
  const kept = await act.tx.put("ticket", { ...target, updatedAt: act.now });
  const tags = kept.tags.filter((tag) => !pair.target.tags.includes(tag));
  const { subject } = source;
  await act.record(`ticket:${target.id}`, { kind: "took_in", ticketId: source.id, subject, tags });
  // Who waits for an answer under one ticket waits for it under the other, and not from the beginning.
  const since = pair.source.awaitingReplySince;
  if (since !== null) await awaitReply(act, await wake(act, kept), `${source.id} was merged into it`, since);
  await leaveConversation(act, await conversationOf(act, source.conversationId), source.id);
  act.emit("ticket.merged", { ticket: freed, intoTicketId: target.id });
  return freed;
}

function refuseMerge({ source, target }: MergePair): void {
  const { id } = source;
  const { customerId, status, agentId, waiting, reservedFor, mergedInto } = target;
  if (source.mergedInto !== null) throw ticketRefusal(id, `it is merged into ${source.mergedInto} already`);
  if (!isUnfinished(source.status)) throw ticketRefusal(id, `it is ${source.status}; link it instead, or reopen it`);
  if (mergedInto !== null) throw ticketRefusal(id, `${target.id} is itself merged, into ${mergedInto}`);
  if (!isUnfinished(status))
    throw ticketRefusal(id, `${target.id} is ${status}; reopen it before others become part of it`);
  if (customerId !== source.customerId) {
    throw ticketRefusal(id, `${target.id} is of another customer; only tickets of one customer become one`);
  }
  const isLeft = agentId === null && waiting === null && reservedFor === null;
  if (isLeft) throw ticketRefusal(id, `the bot has ${target.id}; take that one first`);
}

/** The ticket is on its own and open again, and routed; what it brought to the other goes with it. */
export async function unmergeTicket(act: Act, pair: MergePair, reason: string): Promise<Ticket> {
  const { source, target } = unmerged(pair);
  const reopened = await reopenTicket(act, source, reason);
  await act.record(`ticket:${source.id}`, { kind: "unmerged", from: target.id, reason });
  const kept = await act.tx.put("ticket", { ...target, updatedAt: act.now });
  const tags = pair.target.tags.filter((tag) => !kept.tags.includes(tag));
  await act.record(`ticket:${target.id}`, { kind: "gave_back", ticketId: source.id, tags });
  const placed = await placeBeside(act, await conversationOf(act, source.conversationId), reopened);
  act.emit("ticket.unmerged", { ticket: placed, fromTicketId: target.id });
  return placed;
}
