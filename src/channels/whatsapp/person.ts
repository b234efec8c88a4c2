import type { InboundEventInput } from "../../model/inbound.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import type { Contact } from "./webhook-schema.ts";

/** Who a part of a webhook speaks of. */
export interface Person {
  /** The business-scoped user id, `US.13491208655302741918`. */
  readonly userId: string | undefined;
  /**
   * Where answers go: the business-scoped user id where there is one. It comes with every message, and stays when the
   * person takes a user name, from when on the number is not told any more.
   */
  readonly address: string;
  readonly from: Extract<InboundEventInput, { type: "message" }>["from"];
}

/** Meta vouches for both ids; the number is known on other channels, too. `null` when neither is known. */
export function personOf({ user_id: userId, wa_id: phone, profile }: Contact): Person | null {
  const ids = [userId, phone].filter((id) => id !== undefined);
  const [address] = ids;
  if (address === undefined) return null;
  const isNumber = phone !== undefined && /^[1-9]\d{4,14}$/.test(phone);
  const keys = isNumber ? [{ kind: "phone" as const, value: `+${phone}` }] : [];
  return { userId, address, from: { ids, name: profile?.name ?? profile?.username, keys, verified: true } };
}

/** The person with what the webhook's contacts tell of them: a message itself may name only the number, or nobody. */
export function knownPerson({ user_id, wa_id }: Contact, contacts: readonly Contact[]): Person | null {
  const ids = [user_id, wa_id].filter((id) => id !== undefined);
  const known = contacts.find((contact) => {
    return ids.length === 0 ? contacts.length === 1 : ids.some((id) => id === contact.user_id || id === contact.wa_id);
  });
  return personOf({ ...known, user_id: user_id ?? known?.user_id, wa_id: wa_id ?? known?.wa_id });
}

/** Their threads under old ids go on where they are now. */
export function movesTo(
  now: Contact,
  old: readonly (string | undefined)[],
  eventId: string,
): readonly InboundEventInput[] {
  const person = personOf(now);
  if (person === null) return [];
  const addresses = [...new Set(old)].filter((address) => address !== undefined);
  return addresses.map((address, index) => {
    const id = index === 0 ? eventId : `${eventId}:${index}`;
    return { type: "move", eventId: id, address, to: person.address, from: person.from };
  });
}

const idsPrefix = "ids:";

/** Who wrote under their number before their id was known goes on under the id. */
export function moveToId({ address, from }: Person): readonly InboundEventInput[] {
  return from.ids.slice(1).map((phone) => {
    return { type: "move", eventId: `${idsPrefix}${address}:${phone}`, address: phone, to: address, from };
  });
}

/** Enough for the people of a busy day; then each is told once more. */
const maxTold = 10_000;

/** That two ids are one person's comes with each of their messages: the desk is asked to store it once. */
export function tellingIdsOnce(context: ChannelContext): ChannelContext {
  const told = new Set<string>();
  return {
    ...context,
    async receive(event) {
      if (told.has(event.eventId)) return "duplicate";
      const outcome = await context.receive(event);
      if (told.size >= maxTold) told.clear();
      if (event.eventId.startsWith(idsPrefix)) told.add(event.eventId);
      return outcome;
    },
  };
}

export function groupAddress(groupId: string): string {
  return `group:${groupId}`;
}

/** An address as Graph wants it: numbers go into `to`, business-scoped user ids into `recipient`. */
export function recipientAt(address: string): Readonly<Record<string, string>> {
  const groupId = /^group:(.+)$/.exec(address)?.[1];
  if (groupId !== undefined) return { recipient_type: "group", to: groupId };
  return { recipient_type: "individual", [/^\+?\d+$/.test(address) ? "to" : "recipient"]: address };
}
