import type { CustomerService } from "../../customer-service.ts";
import { isCode } from "../../errors.ts";
import type { Conversation } from "../../model/conversation.ts";
import type { Message } from "../../model/message.ts";
import { chatMessage } from "./chat-message.ts";
import type { ChatMessage, ChatState } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

/** How a conversation stands before anybody wrote. */
export const noConversation: ChatState = { state: "none", agentName: null, readUpTo: 0 };

/** How the conversation stands, as its visitor may know it. */
export async function chatState(
  service: CustomerService,
  { state, agentId }: Conversation,
  readUpTo: number,
): Promise<ChatState> {
  return { state, agentName: agentId === null ? null : await agentName(service, agentId), readUpTo };
}

/** The messages as their visitor may see them. */
export async function chatMessages(
  service: CustomerService,
  messages: readonly Message[],
  visitor: Visitor,
): Promise<readonly ChatMessage[]> {
  const agents = new Set(messages.flatMap(({ author }) => (author.kind === "agent" ? [author.id] : [])));
  const names = new Map<string, string | null>();
  for (const id of agents) names.set(id, await agentName(service, id));
  return messages.map((message) => chatMessage(message, visitor, (id) => names.get(id) ?? null));
}

/** What customers may call an agent; `null` for who has no name but an id. */
export async function agentName(service: CustomerService, agentId: string): Promise<string | null> {
  try {
    const { name } = await service.agents.get(agentId);
    return name === agentId ? null : name;
  } catch (error) {
    if (isCode(error, "agent.not_found")) return null;
    throw error;
  }
}

/** The number of the last of these messages of the desk's that was read; 0: none was. */
export function readUpToIn(messages: readonly Message[]): number {
  const read = messages.filter(({ direction, status }) => direction === "outbound" && status === "read");
  return Math.max(0, ...read.map(({ sequence }) => sequence));
}
