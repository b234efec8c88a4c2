import { CustomerServiceError } from "../errors.ts";
import { hmacKey } from "../model/hmac.ts";

/** How much a receiver lets the sender's clock differ from its own. */
const defaultToleranceSeconds = 300;

/** Signs one request; gives its three headers. */
export type WebhookSigner = (message: { id: string; at: Date; body: string }) => Promise<Record<string, string>>;

/**
 * Signs as Standard Webhooks (standardwebhooks.com) says: HMAC-SHA256 over id, time and body. The secret is
 * `whsec_` and base64, or any other text as it is; `options.invalid` when it is empty or no base64.
 */
export function webhookSigner(secret: string): WebhookSigner {
  const bytes = secretBytes(secret);
  return async ({ id, at, body }) => {
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const key = await hmacKey(bytes, "sign");
    const signature = await crypto.subtle.sign("HMAC", key, signedBytes(id, timestamp, body));
    return {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
    };
  };
}

/** What a receiver has in hands when a webhook comes. */
export interface WebhookToVerify {
  /** The request's headers, found without regard to case: `Headers` fits. */
  readonly headers: { get(name: string): string | null };
  /** The raw body, before any parsing. */
  readonly body: string;
  readonly secret: string;
  readonly now: Date;
  /** How many seconds the time of signing may lie before or after `now`; default 300. It keeps old requests out. */
  readonly toleranceSeconds?: number;
}

/**
 * For receivers of webhooks: true when the request was signed with this secret, lately. It takes the same time for
 * every wrong signature. Rejects with `options.invalid` only when the secret itself cannot be one.
 */
export async function verifyWebhookSignature(webhook: WebhookToVerify): Promise<boolean> {
  const { headers, body, secret, now, toleranceSeconds = defaultToleranceSeconds } = webhook;
  const key = await hmacKey(secretBytes(secret), "verify");
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (id === null || timestamp === null || signatures === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceSeconds) return false;
  const signed = signedBytes(id, timestamp, body);
  // A sender that changes its secret signs with the old and the new one for a while.
  for (const entry of signatures.split(" ")) {
    const signature = entry.startsWith("v1,") ? fromBase64(entry.slice("v1,".length)) : null;
    if (signature !== null && (await crypto.subtle.verify("HMAC", key, signature, signed))) return true;
  }
  return false;
}

function signedBytes(id: string, timestamp: string, body: string) {
  return new TextEncoder().encode(`${id}.${timestamp}.${body}`);
}

function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const prefix = "whsec_";
  const bytes = secret.startsWith(prefix) ? fromBase64(secret.slice(prefix.length)) : new TextEncoder().encode(secret);
  if (bytes !== null && bytes.length > 0) return bytes;
  throw new CustomerServiceError(
    "options.invalid",
    "A webhook secret is whsec_ and base64, or any other text; this one is empty or no base64.",
  );
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
