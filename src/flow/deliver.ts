import type { JobSubject, ServiceContext } from "../context.ts";
import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Job } from "../model/job.ts";
import type { Message } from "../model/message.ts";
import { conclude, type Ending, endingToKeep, keepEnding } from "./conclude-delivery.ts";
import { putOff } from "./put-off.ts";
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
  const ending = endingToKeep(service, job);
  if (ending !== undefined) return keepEnding(service, job, message, ending);
  const channel = service.channels.get(message.channelId);
  if (channel === undefined) return withoutChannel(service, job, message);
  const about = { job, channel, message, conversation, language };
  const content = contentFor(service, about);
  if ("refusal" in content) return conclude(service, job, messageId, { status: "failed", reason: content.refusal });
  await sendAndConclude(service, { ...about, ...content });
}

async function sendAndConclude(service: ServiceContext, delivery: Delivery): Promise<void> {
  const { job, message, content, isInstead } = delivery;
  let sent: { externalId: string } | { waitMs: number };
  try {
    sent = await sendParts(service, delivery);
  } catch (error) {
    const template = isInstead ? null : templateInstead(service, delivery, error);
    if (template !== null) return sendAndConclude(service, { ...delivery, ...template });
    const ending = endingAfter(error, delivery);
    if (ending === null) throw error;
    return keepEnding(service, job, message, ending);
  }
  if ("waitMs" in sent) return putOff(service, job, sent.waitMs);
  await keepEnding(service, job, message, {
    ...{ status: "sent", ...sent },
    template: isInstead ? content.template : undefined,
  });
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

/** Another process that shares the store may have the channel: while a new version is rolled out, this one may lack it. */
async function withoutChannel(service: ServiceContext, job: Job, { id, channelId }: Message): Promise<void> {
  const reason = `no channel ${channelId}`;
  if (!service.store.traits.shared) return conclude(service, job, id, { status: "failed", reason });
  throw new CustomerServiceError("channel.not_found", `This process has ${reason}; another may.`, {
    details: { channelId },
  });
}

/** The channel counts its window otherwise than the desk, and refused the text: the template goes out then. */
function templateInstead(service: ServiceContext, delivery: Delivery, error: unknown) {
  if (!(error instanceof ChannelError) || error.kind !== "window_closed") return null;
  const template = templateFor(service, delivery);
  return template === undefined ? null : { content: { text: "", template }, isInstead: true };
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
