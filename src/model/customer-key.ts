import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import type { Sender } from "./customer.ts";
import { identityId } from "./customer.ts";

/** What names a person on every channel: a phone number, an e-mail address, an account of the user's. */
export interface CustomerKey {
  /** `phone`, `email`, `user_id`, or a word of the user's own. Of `user_id` one person has one. */
  readonly kind: string;
  /**
   * A phone number with `+` or `00` before its country code, since a number of one country reads like another's; an e-mail
   * address; of other kinds, any text.
   */
  readonly value: string;
}

const kind = z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,49}$/, "expected a word such as phone, email or user_id"));
const value = text(1, 512);
const readable = z.refine<CustomerKey>(
  (key) => normalValueOf(key) !== null,
  "expected a phone number with + or 00 and its country code, an e-mail address, or a text that is not blank",
);
const normal = z.transform((key: CustomerKey): CustomerKey => ({ ...key, value: normalValueOf(key) ?? key.value }));

/** A key as it is kept: one person's number always looks the same. */
export const customerKey = z.pipe(z.object({ kind, value }).check(readable), normal);

function normalValueOf({ kind, value }: CustomerKey): string | null {
  switch (kind) {
    case "phone": {
      const plain = value.normalize("NFKC").replace(/[\s().\-\u2010-\u2015/]/gu, "");
      const digits = /^(?:\+|00)([1-9]\d{4,14})$/.exec(plain)?.[1];
      return digits === undefined ? null : `+${digits}`;
    }
    case "email": {
      const address = value.normalize("NFKC").trim().toLowerCase();
      return /^[^\s@]+@[^\s@]+$/.test(address) && address.length <= 320 ? address : null;
    }
    default:
      return value.trim() || null;
  }
}

/** The id of a key among identities. No channel may have a kind that begins like it. */
export function keyId({ kind, value }: CustomerKey): string {
  return `${keyPrefix}${kind}:${value}`;
}

export const keyPrefix = "key/";

/** The kind of the key that this identity is; `null` when it is what a channel calls somebody. */
export function keyKindOf(identity: string): string | null {
  return /^key\/([a-z0-9_-]+):/.exec(identity)?.[1] ?? null;
}

/** Two people may share a number or an address, one after the other or at once; an account is one person's. */
export function isUserId(identity: string): boolean {
  return keyKindOf(identity) === "user_id";
}

/**
 * The identities an event names, best first: the account, what the channel calls the person, then the other keys. What is
 * only claimed has no keys: they would prove nothing.
 */
export function identitiesNamed(channelKind: string, { ids, keys = [], verified }: Sender): readonly string[] {
  const own = ids.map((id) => identityId(channelKind, id, verified));
  const byKey = verified ? keys.map(keyId) : [];
  const named = [...byKey.filter(isUserId), ...own, ...byKey.filter((id) => !isUserId(id))];
  return [...new Set(named)];
}

/** A key that the backend vouches for. */
export interface KeyEvidence extends CustomerKey {
  /** What it rests on: "one-time code", "login". */
  readonly evidence: string;
}

export const evidenceText = text(1, 1_000);
const keyEvidence = z.pipe(
  z.strictObject({ kind, value, evidence: evidenceText }).check(readable),
  z.transform(({ evidence, ...key }: KeyEvidence) => {
    return { kind: key.kind, identity: keyId({ ...key, value: normalValueOf(key) ?? key.value }), evidence };
  }),
);

/** The checked key as an identity; refuses with `customer.refused`. */
export function parseKeyEvidence(given: KeyEvidence): z.output<typeof keyEvidence> {
  return checked(keyEvidence, given, (where, rule) => keyRefused(where, rule));
}

/** The checked key; refuses with `customer.refused`. */
export function parseCustomerKey(given: CustomerKey): CustomerKey {
  return checked(customerKey, given, (where, rule) => keyRefused(where, rule));
}

function keyRefused(where: string, rule: string): CustomerServiceError {
  return new CustomerServiceError("customer.refused", `Key of a customer refused: ${where || "key"}: ${rule}.`);
}
