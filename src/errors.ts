/**
 * Every refusal and failure that leaves kefu has one of these codes. Branch on the code; show the sentence.
 *
 * - `options.*`, `configuration.*`, `message.*`, `knowledge.*`, `search.*`: what was given is wrong; nothing was changed.
 * - `*.not_found`, `*.bad_move`, `*.refused`, `ticket.conflict`: the act is not possible as things stand; nothing was
 *   changed.
 * - `request.refused`: a request over HTTP is not answered as asked; `details.status` says with which status.
 * - `store.*`: the store refused or could not. `store.unavailable` may be tried again.
 * - `channel.failed`: see {@link ChannelError}.
 * - `channel.package_missing`: a channel stands on a package that is not installed; the sentence says which.
 */
export const errorCodes = [
  "options.invalid",
  "configuration.invalid",
  "message.invalid",
  "message.not_found",
  "message.refused",
  "request.refused",
  "knowledge.invalid",
  "channel.not_found",
  "channel.failed",
  "channel.package_missing",
  "customer.not_found",
  "customer.refused",
  "customer_merge.not_found",
  "conversation.not_found",
  "conversation.bad_move",
  "ticket.not_found",
  "ticket.bad_move",
  "ticket.refused",
  "ticket.conflict",
  "search.invalid",
  "view.not_found",
  "agent.not_found",
  "agent.refused",
  "survey.not_found",
  "survey.refused",
  "job.not_found",
  "job.refused",
  "workflow.refused",
  "notification.failed",
  "service.not_running",
  "store.conflict",
  "store.lease_lost",
  "store.closed",
  "store.in_use",
  "store.wrong_schema",
  "store.driver_missing",
  "store.unavailable",
] as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** The one error class of kefu: a code to branch on, a sentence for people, the cause kept. */
export class CustomerServiceError extends Error {
  override readonly name: string = "CustomerServiceError";
  readonly code: ErrorCode;
  /** What the sentence speaks of, for programs: ids, the option's path, the value got. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    sentence: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** True when `error` is one of kefu's with this code. */
export function isCode(error: unknown, code: ErrorCode): error is CustomerServiceError {
  return error instanceof CustomerServiceError && error.code === code;
}

/**
 * Why a channel could not send; it decides what happens next.
 *
 * - `window_closed`: the channel's reply window is over; only a template may be sent. Not retried.
 * - `rate_limited`: too fast; tried again after `retryAfterMs`.
 * - `blocked`: the customer blocked us or is gone. Not retried.
 * - `auth`: our credentials are refused. Tried again slowly: a person must mend it.
 * - `invalid`: the channel refuses this very content. Not retried.
 * - `transient`: a failure of the moment, and certainly nothing was sent. Tried again.
 * - `unknown`: the message may or may not have been sent (a time-out). Never resent blindly.
 */
export const channelErrorKinds = [
  "window_closed",
  "rate_limited",
  "blocked",
  "auth",
  "invalid",
  "transient",
  "unknown",
] as const;

/** One of {@link channelErrorKinds}. */
export type ChannelErrorKind = (typeof channelErrorKinds)[number];

/**
 * Whom a failure concerns: this conversation, or everybody on the channel. The whole channel is left alone for as long as
 * it asks then.
 */
export type ChannelErrorScope = "conversation" | "channel";

const longestWaitMs = 86_400_000;

/** What was read from a header may be no number; and nobody waits for longer than a day. */
function soundWait(milliseconds: number | undefined): number | null {
  if (milliseconds === undefined || !Number.isFinite(milliseconds) || milliseconds < 0) return null;
  return Math.min(milliseconds, longestWaitMs);
}

/** What a {@link ChannelError} may say besides its kind. */
export interface ChannelErrorOptions {
  readonly retryAfterMs?: number | undefined;
  readonly scope?: ChannelErrorScope | undefined;
  readonly channelCode?: string | undefined;
  readonly cause?: unknown;
}

/** Thrown by {@link ChannelAdapter.send}. Its code is always `channel.failed`. */
export class ChannelError extends CustomerServiceError {
  override readonly name: string = "ChannelError";
  readonly kind: ChannelErrorKind;
  /** Milliseconds to wait before the next try at least, when the channel said so; a day at most. */
  readonly retryAfterMs: number | null;
  /** Default: `channel` for `auth`, else `conversation`. */
  readonly scope: ChannelErrorScope;
  /** The channel's own number or name of the failure. */
  readonly channelCode: string | null;

  constructor(kind: ChannelErrorKind, sentence: string, options: ChannelErrorOptions = {}) {
    const { channelCode = null } = options;
    super("channel.failed", sentence, { details: { kind, channelCode }, cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = soundWait(options.retryAfterMs);
    this.scope = options.scope ?? (kind === "auth" ? "channel" : "conversation");
    this.channelCode = channelCode;
  }
}
