import { type Act, perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import { logOf } from "../model/decision.ts";
import type { InboundEvent } from "../model/inbound.ts";
import type { Job } from "../model/job.ts";
import { isForward, type Message } from "../model/message.ts";
import { messageIdIn, partIn, templateKey } from "../model/message-key.ts";
import { conversationAt, findMessage } from "./find-message.ts";

/** What a channel tells of a message that it took. */
type Receipt = Omit<Extract<InboundEvent, { type: "delivery" }>, "type" | "eventId"> & { readonly channelId: string };

/** A fast channel tells of a message before we have noted its id: such a receipt is looked at again after so long. */
const secondLookMs = 5_000;

/** While the message is still on its way, it is looked at so often: for longer than any send may take. */
const looks = 8;

const receiptEvents = {
  sent: "message.sent",
  delivered: "message.delivered",
  read: "message.read",
  failed: "message.failed",
} as const;

export async function noteReceipt(act: Act, receipt: Receipt): Promise<void> {
  if ((await noted(act, receipt)) === "noted") return;
  const { reason = null, idempotencyKey = null } = receipt;
  const payload = { ...receipt, reason, idempotencyKey };
  const dueAt = new Date(act.now.getTime() + secondLookMs);
  await act.enqueue({ kind: "receipt", payload, dueAt, maxAttempts: looks });
}

/** The job of kind `receipt`: the second look, and more while the message is on its way. One unknown by now is not ours. */
export async function lookAgain(service: ServiceContext, job: Job): Promise<void> {
  const kept = job.payload as unknown as Receipt;
  const { reason, idempotencyKey } = kept;
  const receipt = { ...kept, reason: reason ?? undefined, idempotencyKey: idempotencyKey ?? undefined };
  const isOnItsWay = await perform(service, system, async (act) => {
    const found = await noted(act, receipt);
    const again = found === "on_its_way" && job.attempt < job.maxAttempts;
    const at = new Date(act.now.getTime() + secondLookMs);
    const settlement = again ? ({ outcome: "retry", at, error: "The message is on its way." } as const) : done;
    await act.tx.settle(job, settlement);
    return again;
  });
  if (isOnItsWay) service.jobs.expect({ kind: job.kind, payload: job.payload }, secondLookMs);
}

const done = { outcome: "done" } as const;

/** Receipts come late and in any order; status only moves forward. */
async function noted(act: Act, receipt: Receipt): Promise<"noted" | "unknown" | "on_its_way"> {
  const message = await messageMeant(act, receipt);
  if (message === null) return "unknown";
  if (message.status === "pending") return "on_its_way";
  const settled = message.sentAt === null ? settle(act, message, receipt) : message;
  const { status, reason } = receipt;
  const part = failedPart(settled, receipt);
  if (settled.sentAt === null || (part === null && settled.externalId !== receipt.messageId)) return "noted";
  if (!isForward(settled.status, status)) return "noted";
  const statusReason = part === null ? (reason ?? null) : `part ${part}: ${reason ?? "failed"}`;
  const changed = await act.tx.put("message", { ...settled, status, statusReason });
  if (status === "failed") {
    const fact = { kind: "delivery", messageId: message.id, status, reason: statusReason } as const;
    await act.record(logOf({ id: message.conversationId, ticketId: message.ticketId }), fact);
  }
  act.emit(receiptEvents[status], { message: changed });
  return "noted";
}

/** Nobody could tell whether it went out, and now its channel tells of it: it did. Of one in parts, the rest is unknown. */
function settle(act: Act, message: Message, { messageId, idempotencyKey }: Receipt): Message {
  if (idempotencyKey !== message.id && idempotencyKey !== templateKey(message.id)) return message;
  return { ...message, externalId: messageId, sentAt: act.now };
}

/** The number of a part that did not arrive, though all of them went out: the message as a whole did not, then. */
function failedPart({ externalId }: Message, { messageId, idempotencyKey = "", status }: Receipt): number | null {
  const index = partIn(idempotencyKey);
  return status === "failed" && index !== null && externalId !== messageId ? index + 1 : null;
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
