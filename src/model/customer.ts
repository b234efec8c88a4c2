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
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * One name a channel has for a customer. Its id is `<channel kind>:<the channel's id>`, so one identity belongs to one
 * customer. Two identities become one customer only on proof, never because a name or number looks the same.
 */
export interface Identity {
  readonly id: string;
  readonly version: number;
  readonly customerId: string;
  /** True when the channel itself vouches for it (a signed webhook), false for what a visitor claims. */
  readonly verified: boolean;
  readonly createdAt: Date;
}

/** What a channel tells of the person who wrote. */
export interface Sender {
  /** The channel's ids of this person, best first; never empty. */
  readonly ids: readonly string[];
  readonly name?: string | undefined;
  readonly verified: boolean;
}

export function identityId(channelKind: string, senderId: string): string {
  return `${channelKind}:${senderId}`;
}
