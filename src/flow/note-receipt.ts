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

/** Receipts are about what was sent lately: so many messages back, nobody asks any more whether one was read. */
const messagesLookedAt = 200;
const pageSize = 10;

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
 * Looks back from the latest message. Some channels number their messages in each thread anew, and count the customer's
 * with ours. Only what went out whole has a time of sending: a receipt for one part of a message whose other parts are not
 * out says nothing of it.
 */
async function messageSentAs(
  act: Act,
  channelId: string,
  address: string,
  externalId: string,
): Promise<Message | undefined> {
  const [conversation] = await act.tx.find("conversation", "byAddress", { channelId, address }, { limit: 1 });
  if (conversation === undefined) return undefined;
  let after: Message | undefined;
  for (let seen = 0; seen < messagesLookedAt; seen += pageSize) {
    const key = { conversationId: conversation.id };
    const page = await act.tx.find("message", "ofConversation", key, { limit: pageSize, after, descending: true });
    const sent = page.find(
      (one) => one.direction === "outbound" && one.sentAt !== null && one.externalId === externalId,
    );
    if (sent !== undefined) return (await act.tx.get("message", sent.id, { lock: true, known: sent })) ?? undefined;
    if (page.length < pageSize) return undefined;
    after = page.at(-1);
  }
  return undefined;
}
