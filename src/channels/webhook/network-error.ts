import { ChannelError } from "../../errors.ts";

/**
 * After these no byte of a request can have arrived, as Node, Bun and node-fetch name them: nobody was there, or nobody whom
 * TLS trusts (nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
const neverConnected = new RegExp(
  `^(?:${[
    "ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused",
    "CERT_\\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\\w+|ERR_TLS_CERT_ALTNAME_INVALID",
  ].join("|")})$`,
);

/**
 * A request without an answer: `transient` when it certainly did not arrive, else `unknown`. The error itself is left
 * behind: in what platforms say stand addresses, headers and bodies, and so tokens.
 */
export function networkError(channel: string, error: unknown): ChannelError {
  const codes = codesOf(error);
  const reason = codes.find((code) => neverConnected.test(code));
  if (reason !== undefined) {
    return new ChannelError("transient", `${channel} could not be reached: ${reason}.`, { channelCode: reason });
  }
  const [code] = codes;
  const why = code === undefined ? "" : `: ${code}`;
  return new ChannelError("unknown", `${channel} gave no answer that can be read${why}.`, { channelCode: code });
}

/** The codes of an error and of what is behind it, which platforms call `cause` or `errors`, and some clients `error`. */
function codesOf(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, syscall, cause, error: inner, errors } = error as Readonly<Record<string, unknown>>;
  const behind = [cause, inner, ...(Array.isArray(errors) ? errors : [])];
  // A time-out while connecting has the code of one while waiting for the answer.
  if (syscall === "connect" && code === "ETIMEDOUT") return ["UND_ERR_CONNECT_TIMEOUT"];
  const isCode = typeof code === "string" && /^[A-Z][A-Za-z0-9_]+$/.test(code);
  return [...(isCode ? [code] : []), ...behind.flatMap((one) => codesOf(one, depth + 1))];
}
