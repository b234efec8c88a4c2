import type { ServiceEvent } from "../events.ts";

/** What can be watched live. */
export const topics = {
  /** A conversation, its messages, tickets and surveys. */
  conversation: (conversationId: string): string => `conversation:${conversationId}`,
  /** A thread of a channel, in which there may be no conversation yet: that one began. */
  thread: (channelId: string, address: string): string => `thread:${JSON.stringify([channelId, address])}`,
  /** The agents of the desk: their presence and what they hold. */
  agents: "agents",
} as const;

/** The conversation of a topic; `null` for other topics. */
export function conversationOfTopic(topic: string): string | null {
  return topic.startsWith("conversation:") ? topic.slice("conversation:".length) : null;
}

/** What an event changes. */
export function topicsOf({ name, payload }: ServiceEvent): readonly string[] {
  const found = new Set<string>();
  if ("conversation" in payload) {
    const { id, channelId, address } = payload.conversation;
    found.add(topics.conversation(id));
    if (name === "conversation.started") found.add(topics.thread(channelId, address));
  }
  if ("ticket" in payload) found.add(topics.conversation(payload.ticket.conversationId));
  if ("message" in payload) found.add(topics.conversation(payload.message.conversationId));
  if ("survey" in payload) found.add(topics.conversation(payload.survey.conversationId));
  if ("agent" in payload) found.add(topics.agents);
  return [...found];
}
