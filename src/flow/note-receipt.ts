import { type Act, perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import { logOf } from "../model/decision.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { Job } from "../model/job.ts";
import { isForward, type Message } from "../model/message.ts";
import { messageIdIn } from "../model/message-key.ts";
import { conversationAt, findMessage } from "./find-message.ts";

/** What a channel tells of a message that it took. */
type Receipt = Omit<Extract<InboundEvent, { type: "delivery" }>, "type" | "eventId"> & { readonly channelId: string };

/** A fast channel tells of a message before we have noted its id: such a receipt is looked at again after so long. */
const secondLookMs = 5_000;

const receiptEvents = {
  sent: "message.sent",
  delivered: "message.delivered",
  read: "message.read",
  failed: "message.failed",
} as const;

export async function noteReceipt(act: Act, receipt: Receipt): Promise<void> {
  if (await noted(act, receipt)) return;
  const { reason = null, idempotencyKey = null } = receipt;
  const payload = { ...receipt, reason, idempotencyKey };
  await act.enqueue({ kind: "receipt", payload, dueAt: new Date(act.now.getTime() + secondLookMs) });
}

/** The job of kind `receipt`: the second look. A message that is not ours by now never will be. */
export async function lookAgain(service: ServiceContext, job: Job): Promise<void> {
  const receipt = job.payload as unknown as Receipt;
  await perform(service, system, async (act) => {
    await act.tx.settle(job, { outcome: "done" });
    const { reason, idempotencyKey } = receipt;
    await noted(act, { ...receipt, reason: reason ?? undefined, idempotencyKey: idempotencyKey ?? undefined });
  });
}

/** False when we know of no such message yet. Receipts come late and in any order; status only moves forward. */
async function noted(act: Act, receipt: Receipt): Promise<boolean> {
  const message = await messageMeant(act, receipt);
  if (message === null || message.status === "pending") return false;
  const settled = message.status === "unknown" ? settle(act, message, receipt) : message;
  const { status, reason } = receipt;
  if (settled.sentAt === null || settled.externalId !== receipt.messageId || !isForward(settled.status, status))
    return true;
  const statusReason = reason ?? null;
  const changed = await act.tx.put("message", { ...settled, status, statusReason });
  if (status === "failed") {
    const fact = { kind: "delivery", messageId: message.id, status, reason: statusReason } as const;
    await act.record(logOf({ id: message.conversationId, ticketId: message.ticketId }), fact);
  }
  act.emit(receiptEvents[status], { message: changed });
  return true;
}

/** Nobody could tell whether it went out, and now its channel tells of it: it did. Of one in parts, the rest is unknown. */
function settle(act: Act, message: Message, { messageId, idempotencyKey }: Receipt): Message {
  if (idempotencyKey !== message.id) return message;
  return { ...message, externalId: messageId, sentAt: act.now };
}

/**
 * By the key under which it was sent, where the channel gives it back; else back from the latest message: some channels
 * number their messages in each thread anew, and count the customer's with ours. Only what went out whole has a time of
 * sending: a receipt for one part of a message whose other parts are not out says nothing of it.
 */
async function messageMeant(act: Act, receipt: Receipt): Promise<Message | null> {
  const { channelId, address, messageId, idempotencyKey } = receipt;
  if (idempotencyKey !== undefined) {
    const message = await act.tx.get("message", messageIdIn(idempotencyKey), { lock: true });
    if (message?.channelId === channelId && message.direction === "outbound") return message;
  }
  const conversation = await conversationAt(act, channelId, address);
  if (conversation === null) return null;
  const isMeant = (one: Message) => one.direction === "outbound" && one.sentAt !== null && one.externalId === messageId;
  return findMessage(act, conversation.id, isMeant);
}
