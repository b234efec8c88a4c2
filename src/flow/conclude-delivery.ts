import { perform, system } from "../acts/act.ts";
import { endJob } from "../acts/end-job.ts";
import type { ServiceContext } from "../context.ts";
import { logOf } from "../model/decision.ts";
import type { Job, Settlement } from "../model/job.ts";
import type { Message, MessageStatus, MessageTemplate } from "../model/message.ts";
import { noteHealed } from "./channel-state.ts";
import { setReachable } from "./note-thread.ts";

/** What became of a message. */
export interface Ending {
  readonly status?: MessageStatus;
  readonly reason?: string;
  readonly externalId?: string;
  /** What went out in place of what the message says. */
  readonly template?: MessageTemplate | undefined;
  /** The conversation whose customer does not want to hear from us, as the channel says. */
  readonly blockedConversationId?: string;
}

/** So many endings are remembered that could not be kept yet. */
const endingsRemembered = 10_000;
/** By the id of the job: whoever lets a message go out once more makes a job of its own for that. */
const endingsToKeep = new WeakMap<ServiceContext, Map<string, Ending>>();

/** What became of a message when this job tried it before, and could not be kept: it is not sent again. */
export function endingToKeep(service: ServiceContext, job: Job): Ending | undefined {
  return endingsToKeep.get(service)?.get(job.id);
}

/**
 * Keeps what became of the message. While that is not possible (the store is away, or somebody who takes part in the
 * transaction refuses), this process remembers it, and the job tries again to keep it.
 */
export async function keepEnding(service: ServiceContext, job: Job, message: Message, ending: Ending): Promise<void> {
  const endings = endingsToKeep.get(service) ?? new Map<string, Ending>();
  endingsToKeep.set(service, endings.set(job.id, ending));
  const [oldest] = endings.keys();
  if (endings.size > endingsRemembered && oldest !== undefined) endings.delete(oldest);
  await conclude(service, job, message.id, ending, { outcome: "done" }, message);
}

/** Keeps what became of the message, tells of it, and ends the job, in one commit. */
export async function conclude(
  service: ServiceContext,
  job: Job,
  messageId: string,
  ending: Ending,
  settlement: Settlement = { outcome: "done" },
  known?: Message,
): Promise<void> {
  const { status, externalId, template, blockedConversationId } = ending;
  const gate = known === undefined ? undefined : service.gates.get(known.channelId);
  const isHealed = gate?.isToldDown === true && gate.downBecause === null;
  const isTold = await perform(service, system, async (act) => {
    if (blockedConversationId !== undefined) await setReachable(act, blockedConversationId, false);
    await endJob(act, job, settlement);
    const message = await act.tx.get("message", messageId, { lock: true, known });
    if (message === null || status === undefined || message.status !== "pending") return false;
    const reason = reasonOf(ending, message);
    const kept = await act.tx.put("message", {
      ...message,
      status,
      statusReason: reason,
      content: template === undefined ? message.content : { ...message.content, template },
      externalId: externalId ?? message.externalId,
      sentAt: status === "sent" ? act.now : null,
    });
    if (isHealed) await noteHealed(act, message.channelId);
    if (status === "sent") {
      act.emit("message.sent", { message: kept });
      return isHealed;
    }
    const fact = { kind: "delivery", messageId, status, reason } as const;
    await act.record(logOf({ id: message.conversationId, ticketId: message.ticketId }), fact);
    act.emit("message.failed", { message: kept });
    return isHealed;
  });
  if (isTold && gate !== undefined) gate.isToldDown = false;
  endingsToKeep.get(service)?.delete(job.id);
}

function reasonOf({ status, reason, template }: Ending, message: Message): string | null {
  if (status === "sent" && template !== undefined) {
    return `sent as template ${template.name}: the reply window was closed`;
  }
  if (reason === undefined) return null;
  return message.sentParts === 0 ? reason : `${reason} (parts sent before: ${message.sentParts})`;
}
