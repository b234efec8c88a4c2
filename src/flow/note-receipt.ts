import { type Act, perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import { logOf } from "../model/decision.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { Job } from "../model/job.ts";
import { isForward, type Message } from "../model/message.ts";

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
  const { channelId, address, messageId, status, reason } = receipt;
  const payload = { channelId, address, messageId, status, reason: reason ?? null };
  await act.enqueue({ kind: "receipt", payload, dueAt: new Date(act.now.getTime() + secondLookMs) });
}

/** The job of kind `receipt`: the second look. A message that is not ours by now never will be. */
export async function lookAgain(service: ServiceContext, job: Job): Promise<void> {
  const receipt = job.payload as unknown as Receipt;
  await perform(service, system, async (act) => {
    await act.tx.settle(job, { outcome: "done" });
    await noted(act, { ...receipt, reason: receipt.reason ?? undefined });
  });
}

/** False when we know of no such message. Receipts come late and in any order; status only moves forward. */
async function noted(act: Act, { channelId, address, messageId, status, reason }: Receipt): Promise<boolean> {
  const message = await messageSentAs(act, channelId, address, messageId);
  if (message === undefined) return false;
  if (!isForward(message.status, status)) return true;
  const statusReason = reason ?? null;
  const changed = await act.tx.put("message", { ...message, status, statusReason });
  if (status === "failed") {
    const fact = { kind: "delivery", messageId: message.id, status, reason: statusReason } as const;
    await act.record(logOf({ id: message.conversationId, ticketId: message.ticketId }), fact);
  }
  act.emit(receiptEvents[status], { message: changed });
  return true;
}

/**
 * Some channels number their messages in each thread anew, and count the customer's with ours. Only what went out whole
 * has a time of sending: a receipt for one part of a message whose other parts are not out says nothing of it.
 */
async function messageSentAs(
  act: Act,
  channelId: string,
  address: string,
  externalId: string,
): Promise<Message | undefined> {
  const [conversation] = await act.tx.find("conversation", "byAddress", { channelId, address }, { limit: 1 });
  if (conversation === undefined) return undefined;
  const key = { conversationId: conversation.id, externalId };
  const messages = await act.tx.find("message", "byExternalId", key, { limit: 100, lock: true });
  return messages.find(({ direction, sentAt }) => direction === "outbound" && sentAt !== null);
}
