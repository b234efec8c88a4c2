import type { Act } from "../acts/act.ts";
import type { Conversation } from "../model/conversation.ts";
import { logOf } from "../model/decision.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { Message } from "../model/message.ts";
import { conversationAt, findMessage } from "./find-message.ts";

type Change = Extract<InboundEvent, { type: "edit" | "deletion" | "reaction" }>;

/**
 * What a customer did to a message that is there already. What a turn has not read yet, it reads as it is now; what it has
 * read stays answered, and whoever has the conversation is told. Of messages that the desk does not know, it keeps nothing.
 */
export async function noteChange(act: Act, channelId: string, event: Change): Promise<void> {
  const conversation = await conversationAt(act, channelId, event.address);
  if (conversation === null) return;
  // Only a reaction may be to what the desk said; where each side counts for itself, theirs comes first.
  const sides = event.type === "reaction" ? (["inbound", "outbound"] as const) : (["inbound"] as const);
  for (const side of sides) {
    const isMeant = (one: Message) => one.direction === side && one.externalId === event.messageId;
    const message = await findMessage(act, conversation.id, isMeant);
    if (message !== null) return change(act, conversation, message, event);
  }
}

async function change(act: Act, conversation: Conversation, message: Message, event: Change): Promise<void> {
  const by = { kind: "customer", id: conversation.customerId } as const;
  const log = logOf({ id: conversation.id, ticketId: message.ticketId ?? conversation.ticketId });
  const { id: messageId } = message;
  switch (event.type) {
    case "edit": {
      if (message.deletedAt !== null || message.content.text === event.text) return;
      const content = { ...message.content, text: event.text };
      const edited = await act.tx.put("message", { ...message, content, editedAt: act.now });
      await act.record(log, { kind: "message_edited", messageId }, by);
      return act.emit("message.edited", { message: edited, before: message.content.text });
    }
    case "deletion": {
      if (message.deletedAt !== null) return;
      const deleted = await act.tx.put("message", { ...message, content: { text: "" }, deletedAt: act.now });
      await act.record(log, { kind: "message_deleted", messageId }, by);
      return act.emit("message.deleted", { message: deleted });
    }
    case "reaction": {
      const reacted = await act.tx.put("message", { ...message, reaction: event.emoji });
      return act.emit("message.reacted", { message: reacted });
    }
    default:
      event satisfies never;
  }
}
