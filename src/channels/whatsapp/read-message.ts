import type { InboundEventInput } from "../../model/inbound.ts";
import { groupAddress, knownPerson, type Person, personOf } from "./person.ts";
import { contentOf } from "./read-content.ts";
import { type Contact, messageSchema, userIdUpdateSchema, type WhatsAppMessage } from "./webhook-schema.ts";

/** What is told under a name, as it came; its id is made of what it says. */
export interface Told {
  readonly name: string;
  readonly data: unknown;
}

type Events = readonly (InboundEventInput | Told)[];

/** The events of one element of `messages`: a single one, but for an ad or somebody who is known by other ids now. */
export function messageEvents(given: unknown, contacts: readonly Contact[]): Events {
  const { data: message } = messageSchema.safeParse(given);
  if (message === undefined) return [{ name: "messages", data: given }];
  const { id, type, from_user_id, from, system, referral } = message;
  const person = knownPerson(from_user_id ?? system?.previous_user_id, from, contacts);
  if (person === null) return [{ name: "messages", data: given }];
  const events = eventsOf(message, person);
  if (events.length === 0) return [{ name: type, data: given }];
  // Which ad or post led them here.
  return referral ? [...events, { name: "referral", data: { messageId: id, referral } }] : events;
}

/** None when it cannot be read. */
function eventsOf(message: WhatsAppMessage, person: Person): readonly InboundEventInput[] {
  const { id, type, group_id, context, edit, revoke, reaction, system } = message;
  const address = group_id === undefined ? person.address : groupAddress(group_id);
  const common = { eventId: `message:${id}`, address };
  switch (type) {
    case "edit": {
      const { text = "", unsupported } = edit ? contentOf(edit.message) : {};
      // A text that cannot be read does not take the place of the one that could.
      if (edit === undefined || (text === "" && unsupported !== undefined)) return [];
      return [{ type: "edit", ...common, messageId: edit.original_message_id, text }];
    }
    case "revoke":
      return revoke ? [{ type: "deletion", ...common, messageId: revoke.original_message_id }] : [];
    case "reaction": {
      const { message_id, emoji } = reaction ?? {};
      return message_id ? [{ type: "reaction", ...common, messageId: message_id, emoji: emoji || null }] : [];
    }
    case "system":
      return system ? moves(system, person, common.eventId) : [];
    default: {
      const said = { messageId: id, from: person.from, replyTo: context?.id, ...contentOf(message) };
      return [{ type: "message", ...common, ...said }];
    }
  }
}

/**
 * Somebody has another number, or another user id. Their thread may stand under either of the old ones, so both move. None
 * for other news, such as a new phone with the same number.
 */
function moves(
  { type, user_id, wa_id, previous_user_id }: NonNullable<WhatsAppMessage["system"]>,
  before: Person,
  eventId: string,
): readonly InboundEventInput[] {
  if (!/^user_changed_|^customer_changed_number$/.test(type)) return [];
  // Who has another number may keep the id, and `from` is still the number of before.
  const keptId = type.endsWith("_number") ? before.userId : undefined;
  return movesTo({ user_id: user_id ?? keptId, wa_id }, [previous_user_id, ...before.from.ids], eventId);
}

/** The same news in a field of its own, `user_id_update`, as some samples show it. */
export function userIdUpdateEvents(given: unknown): Events {
  const { data } = userIdUpdateSchema.safeParse(given);
  if (data === undefined) return [{ name: "user_id_update", data: given }];
  const {
    wa_id,
    user_id: { previous, current },
  } = data;
  return movesTo({ user_id: current, wa_id }, [previous, wa_id], `user_id:${previous}:${current}`);
}

function movesTo(now: Contact, old: readonly (string | undefined)[], eventId: string): readonly InboundEventInput[] {
  const person = personOf(now);
  if (person === null) return [];
  const addresses = [...new Set(old)].filter((address) => address !== undefined);
  return addresses.map((address, index) => {
    const id = index === 0 ? eventId : `${eventId}:${index}`;
    return { type: "move", eventId: id, address, to: person.address, from: person.from };
  });
}
