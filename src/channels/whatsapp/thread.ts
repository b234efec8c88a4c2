import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";

/** The id of a message, a file, a choice. With that of a person it has room in the id of an event. */
export const id = z.string().check(z.minLength(1), z.maxLength(300));
/** A number, or a business-scoped user id, which has at most 135 characters. */
export const personId = z.string().check(z.minLength(1), z.maxLength(150));

/** What is not as it should be counts as not given: better a message without it than none. */
export function lenient<S extends z.ZodMiniType>(schema: S): z.ZodMiniCatch<z.ZodMiniOptional<S>> {
  return z.catch(z.optional(schema), undefined);
}

const contact = z.looseObject({
  wa_id: lenient(personId),
  user_id: lenient(personId),
  profile: lenient(z.looseObject({ name: lenient(z.string()), username: lenient(z.string()) })),
});

type Sender = Extract<InboundEventInput, { type: "message" }>["from"];

/** Who a part of a webhook speaks of. */
export interface Person {
  /** The business-scoped user id, `US.13491208655302741918`. */
  readonly userId: string | undefined;
  /** The number, digits alone; unknown of people with a user name. */
  readonly phone: string | undefined;
  readonly name?: string | undefined;
}

/** The person with what the webhook's contacts tell of them: a message itself may name only the number. */
export function knownPerson(person: Person, contacts: readonly unknown[]): Person {
  const known = contacts.flatMap((given) => {
    const { success, data } = contact.safeParse(given);
    return success
      ? [{ userId: data.user_id, phone: data.wa_id, name: data.profile?.name ?? data.profile?.username }]
      : [];
  });
  const { userId, phone } = person;
  const nameless = userId === undefined && phone === undefined;
  const found = known.find((one) => {
    if (nameless) return known.length === 1;
    return (userId !== undefined && one.userId === userId) || (phone !== undefined && one.phone === phone);
  });
  return { userId: userId ?? found?.userId, phone: phone ?? found?.phone, name: found?.name };
}

/**
 * Where answers go: the business-scoped user id where there is one. It comes with every message, and stays when the person
 * takes a user name, from when on the number is not told any more. `null` when neither is known.
 */
export function addressOf({ userId, phone }: Person): string | null {
  return userId ?? phone ?? null;
}

export function groupAddress(groupId: string): string {
  return `group:${groupId}`;
}

/** Meta vouches for both ids; the number is known on other channels, too. `null` when there is none. */
export function senderOf({ userId, phone, name }: Person): Sender | null {
  const ids = [userId, phone].filter((one) => one !== undefined);
  if (ids.length === 0) return null;
  const isNumber = phone !== undefined && /^[1-9]\d{4,14}$/.test(phone);
  return { ids, name, keys: isNumber ? [{ kind: "phone", value: `+${phone}` }] : [], verified: true };
}

/** An address as Graph wants it: numbers go into `to`, business-scoped user ids into `recipient`. */
export function recipientAt(address: string): Readonly<Record<string, string>> {
  const groupId = /^group:(.+)$/.exec(address)?.[1];
  if (groupId !== undefined) return { recipient_type: "group", to: groupId };
  return { recipient_type: "individual", ...(/^\+?\d+$/.test(address) ? { to: address } : { recipient: address }) };
}
