import { perform, system } from "../acts/act.ts";
import type { ChannelGate, Passage, ServiceContext } from "../context.ts";
import { ChannelError, CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import { fitMessage } from "../model/fit-message.ts";
import type { Job } from "../model/job.ts";
import type { Message, MessageContent } from "../model/message.ts";
import { partKey, templateKey } from "../model/message-key.ts";
import type { ChannelAdapter, OutgoingMessage } from "../ports/channel-adapter.ts";
import { announceIfDown } from "./channel-state.ts";
import { withDeadline } from "./deadline.ts";

/** After so long without an answer, nobody can tell whether a message went out. */
export const sendTimeoutMs = 30_000;

/** What is on its way, and where to. */
export interface Delivery {
  readonly job: Job;
  readonly channel: ChannelAdapter;
  readonly message: Message;
  readonly conversation: Conversation;
  readonly language: string;
  /** What goes out: the message's, or a template in its place. */
  readonly content: MessageContent;
  /** True for a template in place of the message. */
  readonly isInstead: boolean;
}

/**
 * Sends the parts of a message that are not out yet. Resolves with the channel's id of the last one; or with how long to
 * wait, when it is not the message's turn.
 */
export async function sendParts(
  service: ServiceContext,
  delivery: Delivery,
): Promise<{ externalId: string } | { waitMs: number }> {
  const { job, channel, message, conversation, content, isInstead } = delivery;
  const { chooseByNumber } = service.texts.of(delivery.language);
  const parts = fitMessage({ id: message.id, content, chooseByNumber }, channel.capabilities);
  if (parts.length === 0) throw new ChannelError("invalid", "Nothing of it can be sent on this channel.");
  let externalId = message.externalId ?? "";
  for (const [index, part] of parts.entries()) {
    if (!isInstead && index < message.sentParts) continue;
    if (!service.jobs.holds(job)) throw leaseRanOut(job);
    const idempotencyKey = isInstead ? templateKey(message.id) : partKey(message.id, index, parts.length);
    const outgoing = { address: conversation.address, content: part, author: message.author, idempotencyKey };
    const sent = await passGate(service, delivery, outgoing);
    if ("waitMs" in sent) return sent;
    externalId = sent.externalId;
    if (index < parts.length - 1) await notePart(service, message.id, index + 1, externalId);
  }
  return { externalId };
}

/** Sends when the gate of the channel lets it; what becomes of it tells the gate whether the channel is down. */
async function passGate(
  service: ServiceContext,
  { channel, conversation }: Delivery,
  outgoing: OutgoingMessage,
): Promise<{ externalId: string } | { waitMs: number }> {
  const gate = service.gates.get(channel.id);
  const now = () => service.clock.now().getTime();
  const passage = gate?.admit({ conversationId: conversation.id, address: outgoing.address, now: now() });
  if (passage !== undefined && "waitMs" in passage) return passage;
  try {
    const operation = { name: "send", destination: channel.id, id: outgoing.idempotencyKey } as const;
    const externalId = await service.telemetry.run(operation, () => send(service, channel, outgoing));
    passage?.end(undefined, now());
    return { externalId };
  } catch (error) {
    await endBadly(service, channel.id, { gate, passage, error });
    throw error;
  }
}

/** Whether it can be told that the channel is down changes nothing of what became of the message: the next failure tells it. */
async function endBadly(
  service: ServiceContext,
  channelId: string,
  { gate, passage, error }: { gate: ChannelGate | undefined; passage: Passage | undefined; error: unknown },
): Promise<void> {
  passage?.end(error, service.clock.now().getTime());
  try {
    if (gate !== undefined) await announceIfDown(service, channelId, gate);
  } catch (failure) {
    service.logger.warn({ channel: channelId, error: failure }, "It could not be told yet that a channel is down.");
  }
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

/** A process that stood still for too long does not send what others have sent, or given up, by now. */
function leaseRanOut({ id, kind, attempt }: Job): CustomerServiceError {
  return new CustomerServiceError(
    "store.lease_lost",
    `The lease of the ${kind} job ${id} ran out before it was done: somebody else has it by now.`,
    { details: { jobId: id, attempt } },
  );
}

async function notePart(service: ServiceContext, messageId: string, sentParts: number, externalId: string) {
  await perform(service, system, async (act) => {
    const message = await act.tx.get("message", messageId, { lock: true });
    if (message !== null) await act.tx.put("message", { ...message, sentParts, externalId });
  });
}
