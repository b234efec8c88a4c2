import * as z from "zod/mini";
import { ChannelError, type ChannelErrorKind } from "../../errors.ts";

/** What Telegram refuses with, as grammY throws it: core.telegram.org/bots/api#making-requests. */
const refusal = z.object({
  error_code: z.number(),
  description: z.catch(z.string(), ""),
  parameters: z.catch(
    z.object({ retry_after: z.optional(z.number()), migrate_to_chat_id: z.optional(z.number()) }),
    {},
  ),
});

/** The failures after which no byte of a request can have reached Telegram, as Node, Bun and node-fetch name them. */
const neverConnected =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** A person who is gone, or who let us in no longer. */
const outOfReach =
  /chat not found|user not found|PEER_ID_INVALID|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights/i;

/** Nothing was sent: the group became a supergroup, and is another chat now. */
export class ChatMovedError extends ChannelError {
  readonly newChatId: number;

  constructor(newChatId: number) {
    super("invalid", "The group became a supergroup, with another id.");
    this.newChatId = newChatId;
  }
}

/**
 * Why a call failed, in kefu's terms. The error itself is left behind: its request, and what platforms say of an address
 * or a body they cannot read, hold the token.
 */
export function channelErrorOf(error: unknown, method: string, token: string): ChannelError {
  const { data } = refusal.safeParse(error);
  if (data === undefined) {
    const codes = codesOf(error);
    const options = { channelCode: codes[0] };
    if (codes.some((code) => neverConnected.test(code))) {
      return new ChannelError("transient", `Telegram cannot be reached for ${method} (${codes.join(", ")}).`, options);
    }
    return new ChannelError("unknown", `The connection broke off before Telegram answered ${method}.`, options);
  }
  const { error_code: code, parameters } = data;
  if (parameters.migrate_to_chat_id !== undefined) return new ChatMovedError(parameters.migrate_to_chat_id);
  const description = data.description.replaceAll(token, "(token)");
  return new ChannelError(kindOf(code, description), `Telegram refused ${method}: ${description} (${code}).`, {
    channelCode: String(code),
    retryAfterMs: parameters.retry_after === undefined ? undefined : parameters.retry_after * 1_000,
  });
}

function kindOf(code: number, description: string): ChannelErrorKind {
  // The Bot API itself says so, and has no message. At 504, what stands behind it was too slow to say whether it has one.
  if (code >= 500) return code === 504 ? "unknown" : "transient";
  if (code === 429) return "rate_limited";
  // To an unknown token Telegram says 401, to one it cannot read 404.
  if (code === 401 || code === 404) return "auth";
  return code === 403 || outOfReach.test(description) ? "blocked" : "invalid";
}

/** The codes of an error and of what is behind it: grammY calls that `error`, platforms `cause`. */
function codesOf(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, cause, error: inner, errors } = error as Readonly<Record<string, unknown>>;
  const behind = [cause, inner, ...(Array.isArray(errors) ? errors : [])];
  const isCode = typeof code === "string" && /^[A-Z][A-Za-z_]+$/.test(code);
  return [...(isCode ? [code] : []), ...behind.flatMap((one) => codesOf(one, depth + 1))];
}
