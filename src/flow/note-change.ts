import { type Act, perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import { logOf } from "../model/decision.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { Job } from "../model/job.ts";
import type { Message, MessageContent } from "../model/message.ts";
import { conversationAt, findMessage } from "./find-message.ts";
import { choiceIn } from "./read-choice.ts";

type Change = Extract<InboundEvent, { type: "edit" | "deletion" | "reaction" }>;

/** Webhooks come in any order: what changes a message that is not there yet is looked at again after so long. */
const secondLookMs = 5_000;

/**
 * What a customer did to a message that is there already. What a turn has not read yet, it reads as it is now; what it has
 * read stays answered, and whoever has the conversation is told. Of messages that the desk does not know, it keeps nothing.
 */
export async function noteChange(act: Act, channelId: string, event: Change): Promise<void> {
  if (await isNoted(act, channelId, event)) return;
  const dueAt = new Date(act.now.getTime() + secondLookMs);
  await act.enqueue({ kind: "change", payload: { channelId, address: event.address, event }, dueAt });
}

/** The job of kind `change`: the second look. A message that is not there by now never will be. */
export async function lookAtChangeAgain(service: ServiceContext, job: Job): Promise<void> {
  const { channelId, event } = job.payload as unknown as { channelId: string; event: Change };
  await perform(service, system, async (act) => {
    await isNoted(act, channelId, event);
    await act.tx.settle(job, { outcome: "done" });
  });
}

async function isNoted(act: Act, channelId: string, event: Change): Promise<boolean> {
  const conversation = await conversationAt(act, channelId, event.address);
  if (conversation === null) return false;
  // Only a reaction may be to what the desk said; where each side counts for itself, theirs comes first.
  const sides = event.type === "reaction" ? (["inbound", "outbound"] as const) : (["inbound"] as const);
  for (const side of sides) {
    const isMeant = (one: Message) => one.direction === side && one.externalId === event.messageId;
    const message = await findMessage(act, conversation.id, isMeant);
    if (message === null) continue;
    await change(act, conversation, message, event);
    return true;
  }
  return false;
}

async function change(act: Act, conversation: Conversation, message: Message, event: Change): Promise<void> {
  const by = { kind: "customer", id: conversation.customerId } as const;
  const log = logOf({ id: conversation.id, ticketId: message.ticketId ?? conversation.ticketId });
  const { id: messageId } = message;
  switch (event.type) {
    case "edit": {
      if (message.deletedAt !== null || message.content.text === event.text) return;
      const content = {
        ...message.content,
        text: event.text,
        choice: await choiceAfter(act, conversation, message, event.text),
      };
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
      if (message.reaction === event.emoji) return;
      const reacted = await act.tx.put("message", { ...message, reaction: event.emoji });
      return act.emit("message.reacted", { message: reacted });
    }
    default:
      event satisfies never;
  }
}

/** What was typed as a choice may be another one now, as long as no turn has read it. */
async function choiceAfter(
  act: Act,
  conversation: Conversation,
  { sequence }: Message,
  text: string,
): Promise<MessageContent["choice"]> {
  return sequence > conversation.handledSequence ? choiceIn(act, conversation, { text }) : undefined;
}
