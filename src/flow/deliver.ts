import { perform, system } from "../acts/act.ts";
import { endJob } from "../acts/end-job.ts";
import type { JobSubject, ServiceContext } from "../context.ts";
import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import { logOf } from "../model/decision.ts";
import { fitMessage } from "../model/fit-message.ts";
import type { Job, Settlement } from "../model/job.ts";
import type { Message, MessageStatus } from "../model/message.ts";
import { partKey } from "../model/message-key.ts";
import type { ChannelAdapter, OutgoingMessage } from "../ports/channel-adapter.ts";
import { withDeadline } from "./deadline.ts";

/** After so long without an answer, nobody can tell whether a message went out. */
const sendTimeoutMs = 30_000;

/**
 * The job of kind `deliver`: one message goes out through its channel, and what became of it is kept. A failure that may
 * pass is thrown, for the job to be tried again at the head of its lane; any other ends here, on the message.
 */
export async function deliver(service: ServiceContext, job: Job, subject?: JobSubject): Promise<void> {
  const { messageId, language } = job.payload as { messageId: string; language: string };
  const { message, conversation } = subject ?? (await subjectOf(service, messageId));
  if (message?.status !== "pending" || conversation === null) return conclude(service, job, messageId, {});
  const { address } = conversation;
  const channel = service.channels.get(message.channelId);
  if (channel === undefined) {
    return conclude(service, job, messageId, { status: "failed", reason: `no channel ${message.channelId}` });
  }
  try {
    const externalId = await sendParts(service, job, channel, message, { address, language });
    await conclude(service, job, messageId, { status: "sent", externalId }, { outcome: "done" }, message);
  } catch (error) {
    const failure = lastingFailure(error);
    if (failure === null) throw error;
    await conclude(service, job, messageId, failure);
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

async function sendParts(
  service: ServiceContext,
  job: Job,
  channel: ChannelAdapter,
  message: Message,
  { address, language }: { address: string; language: string },
): Promise<string> {
  const { chooseByNumber } = service.texts.of(language);
  const parts = fitMessage({ ...message, chooseByNumber }, channel.capabilities);
  let externalId = message.externalId ?? "";
  for (const [index, content] of parts.entries()) {
    if (index < message.sentParts) continue;
    if (!service.jobs.holds(job)) throw leaseRanOut(job);
    const idempotencyKey = partKey(message.id, index, parts.length);
    const outgoing = { address, content, author: message.author, idempotencyKey };
    const operation = { name: "send", destination: channel.id, id: idempotencyKey } as const;
    externalId = await service.telemetry.run(operation, () => send(service, channel, outgoing));
    if (index < parts.length - 1) await notePart(service, message.id, index + 1, externalId);
  }
  return externalId;
}

/** A process that stood still for too long does not send what others have sent, or given up, by now. */
function leaseRanOut({ id, kind, attempt }: Job): CustomerServiceError {
  return new CustomerServiceError(
    "store.lease_lost",
    `The lease of the ${kind} job ${id} ran out before it was done: somebody else has it by now.`,
    { details: { jobId: id, attempt } },
  );
}

function send(service: ServiceContext, channel: ChannelAdapter, outgoing: OutgoingMessage): Promise<string> {
  return withDeadline(
    service.clock,
    sendTimeoutMs,
    async (deadline) => (await channel.send(outgoing, deadline)).externalId,
    () => {
      throw new ChannelError("unknown", `Channel ${channel.id} did not answer in ${sendTimeoutMs / 1_000} seconds.`);
    },
  );
}

async function notePart(service: ServiceContext, messageId: string, sentParts: number, externalId: string) {
  await perform(service, system, async (act) => {
    const message = await act.tx.get("message", messageId, { lock: true });
    if (message !== null) await act.tx.put("message", { ...message, sentParts, externalId });
  });
}

interface Result {
  readonly status?: MessageStatus;
  readonly reason?: string;
  readonly externalId?: string;
}

/** What a failure makes of the message; `null` when it is worth another try. */
function lastingFailure(error: unknown): Result | null {
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
    case "window_closed":
    case "blocked":
    case "invalid":
      return { status: "failed", reason: `${error.kind}: ${error.message}` };
    case "unknown":
      return { status: "unknown", reason: error.message };
    default:
      return error.kind satisfies never;
  }
}

/** Keeps what became of the message, tells of it, and ends the job, in one commit. */
export async function conclude(
  service: ServiceContext,
  job: Job,
  messageId: string,
  { status, reason, externalId }: Result,
  settlement: Settlement = { outcome: "done" },
  known?: Message,
): Promise<void> {
  await perform(service, system, async (act) => {
    await endJob(act, job, settlement);
    const message = await act.tx.get("message", messageId, { lock: true, known });
    if (message === null || status === undefined || message.status !== "pending") return;
    const kept = await act.tx.put("message", {
      ...message,
      status,
      statusReason: reason ?? null,
      externalId: externalId ?? message.externalId,
      sentAt: status === "sent" ? act.now : null,
    });
    if (status === "sent") return act.emit("message.sent", { message: kept });
    const fact = { kind: "delivery", messageId, status, reason: reason ?? null } as const;
    await act.record(logOf({ id: message.conversationId, ticketId: message.ticketId }), fact);
    act.emit("message.failed", { message: kept });
  });
}
