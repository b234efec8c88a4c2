import { CustomerServiceError } from "../errors.ts";
import type { Message } from "../model/message.ts";
import type { Act } from "./act.ts";
import { conversationOf, existing } from "./lookup.ts";
import { say } from "./say.ts";

/** The same once more, as a new message: what is known of the old one stays as it is. */
export async function resendMessage(act: Act, messageId: string): Promise<Message> {
  const { conversationId } = await existing(act.tx, "message", messageId);
  const conversation = await conversationOf(act, conversationId);
  const message = await existing(act.tx, "message", messageId);
  if (message.direction !== "outbound" || (message.status !== "failed" && message.status !== "unknown")) {
    const sentence = `Message ${messageId} is ${message.status}; only what failed, or may not have gone out, is sent again.`;
    throw new CustomerServiceError("message.refused", sentence, { details: { messageId, status: message.status } });
  }
  if (!(await act.tx.mark("resent", messageId))) {
    throw new CustomerServiceError("message.refused", `Message ${messageId} was sent again already.`, {
      details: { messageId },
    });
  }
  const author = act.by.kind === "agent" ? act.by : message.author;
  const said = await say(act, conversation, message.content, { author, ticketId: message.ticketId });
  await act.tx.put("conversation", said.conversation);
  return said.message;
}
