/** What the survey policy looks at: one closure of a ticket, its customer and their conversation, as they are now. */
export interface SurveyContext {
  readonly now: Date;
  /** When it is to be asked: the policy's delay after the closure. */
  readonly dueAt: Date;
  /** After this no answer would be taken. */
  readonly expiresAt: Date;
  /** The ticket is still in the closure that is asked about. */
  readonly stillClosed: boolean;
  /** It was closed because it is part of another ticket now. */
  readonly merged: boolean;
  /** A person of the desk answered, resolved or closed the ticket. */
  readonly humanHandled: boolean;
  /** A timer closed it, and nobody had said that it is resolved. */
  readonly closedUnresolved: boolean;
  readonly queue: string;
  readonly tags: readonly string[];
  /** The customer did not ask to be left alone with surveys. */
  readonly wanted: boolean;
  /** When this customer was last asked anything; `null` for never. */
  readonly lastAskedAt: Date | null;
  /** A human has the customer's conversation, or it waits for one. */
  readonly busy: boolean;
  /** The ticket's own channel; `null` when the desk has it no more. */
  readonly channel: SurveyChannel | null;
}

/** What the channel allows. */
export interface SurveyChannel {
  readonly id: string;
  /** It sends templates, which may go out at any time. */
  readonly templates: boolean;
  /** Until when the customer may be written to; `null`: always. */
  readonly windowEndsAt: Date | null;
}

/** Whom the desk asks, and when. */
export interface SurveyPolicy {
  /** Days that must lie between two surveys of one customer. */
  readonly quietDays: number;
  /** Also ask about tickets that no human handled. */
  readonly askWithoutHuman: boolean;
  /** Tickets of these queues are not asked about. `technical` is `telegram/technical` too. */
  readonly skipQueues: readonly string[];
  /** Tickets with one of these tags are not asked about. */
  readonly skipTags: readonly string[];
}

/** Why a survey is asked, waits, or is not asked. */
export type SurveyReason =
  | "closed_ticket"
  | "conversation_busy"
  | "reopened_before_asking"
  | "ticket_merged"
  | "customer_wants_none"
  | "queue_skipped"
  | "tag_skipped"
  | "nobody_resolved_it"
  | "no_human_handled_it"
  | "asked_this_customer_lately"
  | "waited_too_long"
  | "no_channel"
  | "window_closed";

/** What the policy says about a closure. */
export interface SurveyVerdict {
  readonly send: boolean;
  /** Where it is asked; `null` when it is not. */
  readonly channel: string | null;
  /** When it is asked. Later than now, the policy looks again then: much may have happened. */
  readonly at: Date;
  readonly reason: SurveyReason;
}

/** While somebody speaks with the customer, a survey waits so long before the desk looks again. */
const busyMs = 60 * 60_000;
const dayMs = 86_400_000;

/** Whether, where and when to ask about this closure, and why. Pure: the same context gives the same verdict. */
export function shouldSurvey(context: SurveyContext, policy: SurveyPolicy): SurveyVerdict {
  const { now, dueAt, channel, busy } = context;
  const at = new Date(busy ? now.getTime() + busyMs : Math.max(now.getTime(), dueAt.getTime()));
  const refusal = objectionTo(context, policy, at);
  if (refusal !== null || channel === null) {
    return { send: false, channel: null, at: now, reason: refusal ?? "no_channel" };
  }
  return { send: true, channel: channel.id, at, reason: busy ? "conversation_busy" : "closed_ticket" };
}

function objectionTo(context: SurveyContext, policy: SurveyPolicy, at: Date): SurveyReason | null {
  const { queue, tags, lastAskedAt, channel } = context;
  if (!context.stillClosed) return "reopened_before_asking";
  if (context.merged) return "ticket_merged";
  if (!context.wanted) return "customer_wants_none";
  if (policy.skipQueues.some((one) => one === queue || queue.endsWith(`/${one}`))) return "queue_skipped";
  if (policy.skipTags.some((one) => tags.includes(one))) return "tag_skipped";
  if (context.closedUnresolved) return "nobody_resolved_it";
  if (!context.humanHandled && !policy.askWithoutHuman) return "no_human_handled_it";
  if (lastAskedAt !== null && at.getTime() - lastAskedAt.getTime() < policy.quietDays * dayMs) {
    return "asked_this_customer_lately";
  }
  if (at.getTime() > context.expiresAt.getTime()) return "waited_too_long";
  if (channel === null) return "no_channel";
  // A busy conversation may get a new window any moment: it is looked at again when the survey has waited.
  return !context.busy && !mayWrite(channel, at) ? "window_closed" : null;
}

function mayWrite({ templates, windowEndsAt }: SurveyChannel, at: Date): boolean {
  return templates || windowEndsAt === null || at.getTime() <= windowEndsAt.getTime();
}

/**
 * Whether to ask once more, and why not. What the policy says against asking speaks against reminding too, except that
 * the customer was asked lately: that was this very survey. Nothing waits: a reminder that does not suit is left out.
 */
export function shouldRemind(context: SurveyContext, policy: SurveyPolicy): { send: boolean; reason: SurveyReason } {
  const { send, at, reason } = shouldSurvey({ ...context, lastAskedAt: null }, policy);
  return { send: send && at.getTime() === context.now.getTime(), reason };
}
