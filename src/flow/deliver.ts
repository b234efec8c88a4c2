import type { JobSubject, ServiceContext } from "../context.ts";
import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Job } from "../model/job.ts";
import type { Message } from "../model/message.ts";
import { conclude, type Ending } from "./conclude-delivery.ts";
import { contentFor, templateFor } from "./reply-window.ts";
import { type Delivery, sendParts } from "./send-parts.ts";

/**
 * The job of kind `deliver`: one message goes out through its channel, and what became of it is kept. A failure that may
 * pass is thrown, for the job to be tried again at the head of its lane; any other ends here, on the message. What must
 * wait for its turn is put off, which is no attempt.
 */
export async function deliver(service: ServiceContext, job: Job, subject?: JobSubject): Promise<void> {
  const { messageId, language } = job.payload as { messageId: string; language: string };
  const { message, conversation } = subject ?? (await subjectOf(service, messageId));
  if (message?.status !== "pending" || conversation === null) return conclude(service, job, messageId, {});
  const channel = service.channels.get(message.channelId);
  if (channel === undefined) {
    return conclude(service, job, messageId, { status: "failed", reason: `no channel ${message.channelId}` });
  }
  const about = { job, channel, message, conversation, language };
  const content = contentFor(service, about);
  if ("refusal" in content) return conclude(service, job, messageId, { status: "failed", reason: content.refusal });
  await sendAndConclude(service, { ...about, ...content });
}

async function sendAndConclude(service: ServiceContext, delivery: Delivery): Promise<void> {
  const { job, message, content } = delivery;
  try {
    const sent = await sendParts(service, delivery);
    if ("waitMs" in sent) return await putOff(service, job, sent.waitMs);
    await conclude(service, job, message.id, { status: "sent", ...sent, content }, { outcome: "done" }, message);
  } catch (error) {
    const template = content.template === undefined ? templateInstead(service, delivery, error) : null;
    if (template !== null) return sendAndConclude(service, { ...delivery, content: template });
    const ending = endingAfter(error, delivery);
    if (ending === null) throw error;
    await conclude(service, job, message.id, ending, { outcome: "done" }, message);
  }
}

/** The message as it is now, and its conversation: the channel may have moved it to another address. */
async function subjectOf(
  { store, tenant }: ServiceContext,
  messageId: string,
): Promise<{ message: Message | null; conversation: Conversation | null }> {
  return store.read(tenant, async (tx) => {
    const message = await tx.get("message", messageId);
    const conversation = message === null ? null : await tx.get("conversation", message.conversationId);
    return { message, conversation };
  });
}

/** The channel counts its window otherwise than the desk, and refused the text: the template goes out then. */
function templateInstead(service: ServiceContext, delivery: Delivery, error: unknown) {
  if (!(error instanceof ChannelError) || error.kind !== "window_closed") return null;
  const template = templateFor(service, delivery);
  return template === undefined ? null : { text: "", template };
}

async function putOff(service: ServiceContext, job: Job, waitMs: number): Promise<void> {
  await service.store.transact(service.tenant, (tx) => {
    return tx.settle(job, { outcome: "release", at: new Date(tx.now.getTime() + waitMs) });
  });
  service.jobs.expect({ kind: job.kind, payload: job.payload }, waitMs);
}

/** What a failure makes of the message; `null` when it is worth another try. */
function endingAfter(error: unknown, { channel, conversation }: Delivery): Ending | null {
  if (!(error instanceof ChannelError)) {
    // A store that is away for a moment says nothing about the message.
    if (error instanceof CustomerServiceError && error.code.startsWith("store.")) return null;
    return { status: "unknown", reason: error instanceof Error ? error.message : String(error) };
  }
  switch (error.kind) {
    case "rate_limited":
    case "transient":
    case "auth":
      return null;
    case "blocked":
      return {
        status: "failed",
        reason: `${error.kind}: ${error.message}`,
        blockedConversationId: conversation.id,
      };
    case "window_closed":
    case "invalid":
      return { status: "failed", reason: `${error.kind}: ${error.message}` };
    case "unknown":
      // Sent twice under one key, it goes out once.
      return channel.capabilities.idempotent === true ? null : { status: "unknown", reason: error.message };
    default:
      return error.kind satisfies never;
  }
}
