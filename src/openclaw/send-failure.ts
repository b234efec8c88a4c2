import * as z from "zod/mini";
import { ChannelError, type ChannelErrorKind } from "../errors.ts";

const failedBatch = z.object({
  status: z.catch(z.string(), "unreadable"),
  reason: z.catch(z.optional(z.string()), undefined),
  stage: z.catch(z.optional(z.string()), undefined),
  error: z.optional(z.unknown()),
  payloadOutcomes: z.catch(z.optional(z.array(z.object({ sentBeforeError: z.optional(z.boolean()) }))), undefined),
});

const platformError = z.object({
  name: z.catch(z.optional(z.string()), undefined),
  code: z.catch(z.optional(z.string()), undefined),
  /** Of the Bot API's errors, as grammY throws them. */
  error_code: z.catch(z.optional(z.number()), undefined),
  parameters: z.catch(z.optional(z.object({ retry_after: z.optional(z.number()) })), undefined),
  /** Of the host's errors: false when the platform refused the message for good. */
  retryable: z.catch(z.optional(z.boolean()), undefined),
});

/** Why nothing, or not all, was sent. The platform's own words are left out: they may hold a token in an address. */
export function sendFailure(channel: string, result: unknown): ChannelError {
  if (result instanceof ChannelError) return result;
  const batch = failedBatch.safeParse(result).data;
  if (batch?.error instanceof ChannelError) return batch.error;
  const fail = (kind: ChannelErrorKind, sentence: string, code?: string, retryAfterMs?: number) =>
    new ChannelError(kind, `OpenClaw's channel ${channel}: ${sentence}.`, { channelCode: code, retryAfterMs });
  switch (batch?.status) {
    case "suppressed":
      // The one reason that says the platform took it (`durableMessageBatchMayHaveReachedRecipient` in openclaw 2026.9.6).
      return batch.reason === "adapter_returned_no_identity"
        ? fail("unknown", "it gave no id of the message, which may have gone out", batch.reason)
        : fail("invalid", `the gateway held the message back: ${batch.reason ?? "no reason given"}`, batch.reason);
    case "partial_failed":
      return fail("unknown", "a part of the message went out, the rest did not", "partial_failed");
    case "failed":
      return failed(batch, fail);
    default:
      return fail("unknown", "the gateway's answer cannot be understood");
  }
}

function failed(
  { stage, error, payloadOutcomes }: z.output<typeof failedBatch>,
  fail: (kind: ChannelErrorKind, sentence: string, code?: string, retryAfterMs?: number) => ChannelError,
): ChannelError {
  const chain = causesOf(error);
  const status = chain.find(({ error_code }) => error_code !== undefined)?.error_code;
  const proof = chain.find(isNotSent);
  const code = `${status ?? proof?.code ?? stage ?? "failed"}`;
  const mayBeOut = payloadOutcomes?.some(({ sentBeforeError }) => sentBeforeError === true) ?? false;
  if (mayBeOut) return fail("unknown", "the message may have gone out before the gateway failed", code);
  if (status === 403) return fail("blocked", "the customer cannot be written to", code);
  if (status === 400 || status === 404 || proof?.retryable === false) return fail("invalid", "it was refused", code);
  if (proof === undefined && stage !== "queue") {
    return fail("unknown", "the gateway failed, and may still send the message from its own queue", code);
  }
  if (status === 401) return fail("auth", "its credentials were refused", code);
  const wait = chain.find(({ parameters }) => parameters?.retry_after !== undefined)?.parameters?.retry_after;
  if (status === 429) return fail("rate_limited", "too fast", code, wait === undefined ? undefined : wait * 1_000);
  return fail("transient", "it cannot be reached now", code);
}

type PlatformError = z.output<typeof platformError>;

/** Failures after which the gateway itself counts a message as not sent (`isProvenDeliveryNotSentError`). */
function isNotSent({ name, code }: PlatformError): boolean {
  const beforeConnecting = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETDOWN|ENETUNREACH|EHOSTUNREACH)$/;
  return name === "PlatformMessageNotDispatchedError" || beforeConnecting.test(code ?? "");
}

function causesOf(error: unknown): readonly PlatformError[] {
  const found: PlatformError[] = [];
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 10; depth += 1) {
    const read = platformError.safeParse(cause).data;
    if (read !== undefined) found.push(read);
    cause = Reflect.get(cause, "cause") ?? Reflect.get(cause, "error");
  }
  return found;
}
