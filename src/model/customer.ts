import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import type { CustomerKey } from "./customer-key.ts";
import { isLanguage } from "./language.ts";

/** The languages kefu speaks by itself. Texts of others can be given by the user. */
export type Language = "zh-CN" | "en" | (string & {});

/** A person who asks. What a channel calls them are their identities. */
export interface Customer {
  readonly id: string;
  readonly version: number;
  readonly name: string | null;
  readonly language: Language;
  /** The user's own word for how much this customer weighs: "standard", "vip", ... */
  readonly tier: string;
  /** The customer this one became part of: identities, conversations and tickets are theirs now. */
  readonly mergedInto: string | null;
  /** False when the customer wants to be asked no more. */
  readonly surveys: boolean;
  /** Who served them last, and when: whoever knows the case may be asked first. */
  readonly lastAgentId: string | null;
  readonly lastServedAt: Date | null;
  /** When a survey was last sent; `null` for never. */
  readonly lastSurveyedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * One name of a customer. What a channel calls them is `<channel kind>:<the channel's id>`, or `<channel kind>?<id>` when it
 * is only claimed; a key they have on every channel is `key/<kind>:<value>`. One identity belongs to one customer. Two identities become one customer only on proof, never because a name or number looks the same.
 */
export interface Identity {
  readonly id: string;
  readonly version: number;
  readonly customerId: string;
  /** True when the channel itself vouches for it (a signed webhook), false for what a visitor claims. */
  readonly verified: boolean;
  /** Where it is known from: the channel, or what the backend says it rests on ("one-time code"). */
  readonly evidence: string;
  /** The identity of the same customer that it came in with; `null` for one that stands by itself. */
  readonly through: string | null;
  readonly createdAt: Date;
}

/** What a channel tells of the person who wrote. */
export interface Sender {
  /** The channel's ids of this person, best first; never empty. */
  readonly ids: readonly string[];
  readonly name?: string | undefined;
  /**
   * What names them on other channels, too. They count only when the sender is verified. Then somebody new is taken for the
   * customer who has one of them; two customers who both exist are reported, or merged by the option `identity.mergeOn`.
   */
  readonly keys?: readonly CustomerKey[] | undefined;
  readonly verified: boolean;
}

/** What a visitor claims (`webchat?ada`) is never taken for what the channel vouches for (`webchat:ada`). */
export function identityId(channelKind: string, senderId: string, verified: boolean): string {
  return `${channelKind}${verified ? ":" : "?"}${senderId}`;
}

/** What a backend may change of a customer. */
export interface CustomerChanges {
  readonly name?: string | undefined;
  /** "vip" is never below high priority. */
  readonly tier?: string | undefined;
  /** A language tag: "zh-CN", "pt-BR". */
  readonly language?: Language | undefined;
  /** False: they are not asked for surveys any more. */
  readonly surveys?: boolean | undefined;
}

const customerChanges = z.strictObject({
  name: z.optional(text(1, 1_000)),
  tier: z.optional(text(1, 100)),
  language: z.optional(z.string().check(z.refine(isLanguage, "expected a language tag such as zh-CN or en"))),
  surveys: z.optional(z.boolean()),
});

/** The checked changes, without those that are not given; refuses with `customer.refused`. */
export function parseCustomerChanges(
  changes: CustomerChanges,
): Partial<Pick<Customer, "name" | "tier" | "language" | "surveys">> {
  const { name, tier, language, surveys } = checked(customerChanges, changes, (where, rule) => {
    const sentence = `Changes of a customer refused: ${where || "changes"}: ${rule}.`;
    return new CustomerServiceError("customer.refused", sentence);
  });
  return {
    ...(name === undefined ? {} : { name }),
    ...(tier === undefined ? {} : { tier }),
    ...(language === undefined ? {} : { language }),
    ...(surveys === undefined ? {} : { surveys }),
  };
}
