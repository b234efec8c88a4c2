import { CustomerServiceError } from "../errors.ts";
import type { Message } from "../model/message.ts";
import type { Act } from "./act.ts";
import { conversationOf, existing } from "./lookup.ts";
import { say } from "./say.ts";

/** The same once more, as a new message: what is known of the old one stays as it is. */
export async function resendMessage(act: Act, messageId: string): Promise<Message> {
  const { conversationId } = await existing(act.tx, "message", messageId);
  const conversation = await conversationOf(act, conversationId);
  const message = await existing(act.tx, "message", messageId, { lock: true });
  const refusal = refusalOf(message);
  if (refusal !== null) {
    throw new CustomerServiceError("message.refused", refusal, { details: { messageId, status: message.status } });
  }
  const author = act.by.kind === "agent" ? act.by : message.author;
  const said = await say(act, conversation, message.content, { author, ticketId: message.ticketId });
  await act.tx.put("conversation", said.conversation);
  await act.tx.put("message", { ...message, resentAs: said.message.id });
  return said.message;
}

function refusalOf({ id, direction, status, resentAs }: Message): string | null {
  if (resentAs !== null) return `Message ${id} was sent again already, as ${resentAs}.`;
  if (direction === "outbound" && (status === "failed" || status === "unknown")) return null;
  return `Message ${id} is ${status}; only what failed, or may not have gone out, is sent again.`;
}
