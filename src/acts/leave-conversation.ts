import { type Conversation, endedConversation, moveConversation } from "../model/conversation.ts";
import type { Act } from "./act.ts";
import { awaitReply } from "./await-reply.ts";
import { existing, ticketIn } from "./lookup.ts";
import { sayText } from "./say.ts";

/**
 * The ticket has ended, and its conversation is put: it goes on about the next of its unfinished tickets, with that one's
 * agent, or ends too.
 */
export async function leaveConversation(
  act: Act,
  conversation: Conversation,
  ticketId: string,
  { quietly = false }: { readonly quietly?: boolean } = {},
): Promise<void> {
  if (conversation.ticketId !== ticketId) {
    const laterTicketIds = conversation.laterTicketIds.filter((id) => id !== ticketId);
    await act.tx.put("conversation", { ...conversation, laterTicketIds });
    return;
  }
  const [nextId, ...laterTicketIds] = conversation.laterTicketIds;
  if (nextId !== undefined) return passOn(act, { ...conversation, ticketId: nextId, laterTicketIds }, nextId, quietly);
  const ended = conversation.state === "ended" ? conversation : endedConversation(conversation);
  const stored = await act.tx.put("conversation", { ...ended, ticketId: null });
  act.emit("conversation.ended", { conversation: stored });
}

async function passOn(act: Act, conversation: Conversation, nextId: string, quietly: boolean): Promise<void> {
  const { agentId } = await awaitReply(act, await ticketIn(act, nextId));
  const agent = agentId === null ? null : await existing(act.tx, "agent", agentId);
  const waits = agent === null && conversation.state === "queued";
  const owned = waits ? conversation : moveConversation(conversation, agent ? "human" : "queued", agent?.id);
  const key = agent === null ? "handoverQueued" : "agentJoined";
  const told = quietly ? owned : await sayText(act, owned, key, { ticket: nextId, agent: agent?.name ?? "" });
  await act.tx.put("conversation", told);
}
