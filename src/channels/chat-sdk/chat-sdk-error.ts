import * as z from "zod/mini";
import { ChannelError, type ChannelErrorKind, CustomerServiceError } from "../../errors.ts";

const optionalText = z.catch(z.optional(z.string()), undefined);
const optionalNumber = z.catch(z.optional(z.number()), undefined);
const reason = z.catch(z.optional(z.object({ code: optionalText })), undefined);

/** What errors of adapters and of the clients under them tell, under one name or another. */
const failure = z.object({
  name: optionalText,
  code: z.catch(z.optional(z.union([z.string(), z.number()])), undefined),
  status: optionalNumber,
  statusCode: optionalNumber,
  /** In seconds. */
  retryAfter: optionalNumber,
  /** Why a connection broke: by `fetch`, by Slack's client, by `@chat-adapter/shared`. */
  cause: reason,
  original: reason,
  originalError: reason,
  /** Of Slack's client. */
  data: z.catch(z.optional(z.object({ error: optionalText })), undefined),
});
type Failure = z.infer<typeof failure>;

/**
 * The adapter's error as the desk understands it. Neither its message nor the error itself is kept: they may name an
 * address with a token in it.
 */
export function channelErrorOf(adapterName: string, error: unknown, kind?: ChannelErrorKind | null): ChannelError {
  if (error instanceof ChannelError) return error;
  const told = toldBy(error);
  const status = told.status ?? told.statusCode;
  const code = codesIn(told)[0] ?? status;
  const channelCode = code !== undefined && /^[\w.-]{1,64}$/.test(`${code}`) ? `${code}` : undefined;
  return new ChannelError(
    kind ?? kindByCode(told) ?? kindByStatus(status) ?? "unknown",
    `The Chat SDK adapter "${adapterName}" failed${channelCode === undefined ? "" : ` with ${channelCode}`}.`,
    { channelCode, retryAfterMs: told.retryAfter === undefined ? undefined : told.retryAfter * 1_000 },
  );
}

/**
 * Whether a request fails in the same way however often it is delivered, because of what it says. A failure that may have
 * another reason, the desk's own above all, is none of these.
 */
export function isRequestsFault(error: unknown, kindOf: (error: unknown) => ChannelError): boolean {
  if (error instanceof CustomerServiceError && !(error instanceof ChannelError)) return false;
  const { kind } = kindOf(error);
  return kind === "invalid" || kind === "blocked" || (kind === "unknown" && isOfReading(error));
}

/** Errors of code that reads what is not as it expects. A broken connection is a `TypeError` of `fetch`, with a cause. */
function isOfReading(error: unknown): boolean {
  const { name = "", code = "", cause } = toldBy(error);
  const isNamedSo = /^(?:SyntaxError|TypeError|RangeError|URIError|\$?ZodError)$/.test(name);
  // Node has such codes for what it refuses to read: ERR_INVALID_URL.
  return isNamedSo && cause === undefined && /^(?:ERR_\w+)?$/.test(`${code}`);
}

function toldBy(error: unknown): Failure {
  const parsed = failure.safeParse(error);
  return parsed.success ? parsed.data : failure.parse({});
}

/** The codes of `@chat-adapter/shared`, of Slack's client and platform, and of connections that were never made. */
const kinds: Readonly<Record<string, ChannelErrorKind>> = {
  RATE_LIMITED: "rate_limited",
  AUTH_FAILED: "auth",
  PERMISSION_DENIED: "blocked",
  NOT_FOUND: "blocked",
  VALIDATION_ERROR: "invalid",
  NOT_IMPLEMENTED: "invalid",
  slack_webapi_rate_limited_error: "rate_limited",
  ...{ invalid_auth: "auth", not_authed: "auth", account_inactive: "auth", token_revoked: "auth" },
  ...{ token_expired: "auth", missing_scope: "auth" },
  ...{ channel_not_found: "blocked", not_in_channel: "blocked", is_archived: "blocked", user_not_found: "blocked" },
  ...{ msg_too_long: "invalid", no_text: "invalid", invalid_blocks: "invalid", ratelimited: "rate_limited" },
  ...{ service_unavailable: "transient", team_added_to_org: "transient" },
  ...{ ECONNREFUSED: "transient", ENOTFOUND: "transient", EAI_AGAIN: "transient" },
};

/** The one that says most first. */
function codesIn({ data, cause, original, originalError, code }: Failure): readonly (string | number)[] {
  const codes = [data?.error, cause?.code, original?.code, originalError?.code, code];
  return codes.filter((each) => each !== undefined);
}

function kindByCode(told: Failure): ChannelErrorKind | undefined {
  const known = codesIn(told).find((code) => Object.hasOwn(kinds, code));
  return known === undefined ? undefined : kinds[known];
}

function kindByStatus(status: number | undefined): ChannelErrorKind | undefined {
  if (status === undefined || status < 400) return undefined;
  if (status === 401) return "auth";
  if (status === 403 || status === 404 || status === 410) return "blocked";
  if (status === 429) return "rate_limited";
  if (status === 503) return "transient";
  // Of a request that timed out or broke the server nobody knows whether it was carried out.
  return status === 408 || status >= 500 ? "unknown" : "invalid";
}
