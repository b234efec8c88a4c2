import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import { contentOf } from "./message-content.ts";
import { addressOf, groupAddress, id, knownPerson, lenient, type Person, personId, senderOf } from "./thread.ts";

/** What is told under a name, as it came; its id is made of what it says. */
export interface Told {
  readonly name: string;
  readonly data: unknown;
}

const message = z.looseObject({
  id,
  type: z.catch(z.string().check(z.minLength(1)), "unknown"),
  from: lenient(personId),
  from_user_id: lenient(personId),
  group_id: lenient(id),
  context: lenient(z.looseObject({ id: lenient(id) })),
});

const edit = z.looseObject({ original_message_id: id, message: z.looseObject({ type: z.string() }) });
const revoke = z.looseObject({ original_message_id: id });
const reaction = z.looseObject({
  message_id: id,
  // Taken off: empty, or not there at all.
  emoji: z._default(z.string().check(z.maxLength(64)), ""),
});
const identityChange = z.looseObject({
  type: z.string(),
  wa_id: lenient(personId),
  user_id: lenient(personId),
  previous_user_id: lenient(personId),
});

/** The events of one element of `messages`: a single one, but for an ad or somebody who is known by other ids now. */
export function messageEvents(given: unknown, contacts: readonly unknown[]): readonly (InboundEventInput | Told)[] {
  const { success, data } = message.safeParse(given);
  if (!success) return [{ name: "messages", data: given }];
  const person = knownPerson({ userId: data.from_user_id, phone: data.from }, contacts);
  if (data.type === "system") return moves(data, person) ?? [{ name: "system", data: given }];
  const from = senderOf(person);
  const address = data.group_id === undefined ? addressOf(person) : groupAddress(data.group_id);
  if (from === null || address === null) return [{ name: "messages", data: given }];
  const common = { eventId: `message:${data.id}`, address };
  switch (data.type) {
    case "edit":
    case "revoke":
    case "reaction":
      return [changeOf(data.type, data, common) ?? { name: data.type, data: given }];
    default: {
      const said = { messageId: data.id, from, replyTo: data.context?.id, ...contentOf(data.type, data) };
      // Which ad or post led them here.
      const { referral } = data;
      const ad = referral ? [{ name: "referral", data: { messageId: data.id, referral } }] : [];
      return [{ type: "message", ...common, ...said }, ...ad];
    }
  }
}

type Message = z.output<typeof message>;
type Common = Pick<Extract<InboundEventInput, { type: "edit" }>, "eventId" | "address">;

/** What happened to an earlier message; `null` when it cannot be read. */
function changeOf(type: "edit" | "revoke" | "reaction", data: Message, common: Common): InboundEventInput | null {
  switch (type) {
    case "edit": {
      const { success, data: given } = edit.safeParse(data.edit);
      if (!success) return null;
      const { text, unsupported } = contentOf(given.message.type, given.message);
      // A text that cannot be read does not take the place of the one that could.
      if (text === "" && unsupported !== undefined) return null;
      return { type: "edit", ...common, messageId: given.original_message_id, text };
    }
    case "revoke": {
      const { success, data: given } = revoke.safeParse(data.revoke);
      return success ? { type: "deletion", ...common, messageId: given.original_message_id } : null;
    }
    case "reaction": {
      const { success, data: given } = reaction.safeParse(data.reaction);
      return success ? { type: "reaction", ...common, messageId: given.message_id, emoji: given.emoji || null } : null;
    }
    default:
      return type satisfies never;
  }
}

/**
 * Somebody has another number, or another user id. Their thread may stand under either of the old ones, so both move.
 * `null` for other news, such as a new phone with the same number.
 */
function moves(data: Message, before: Person): readonly InboundEventInput[] | null {
  const { success, data: change } = identityChange.safeParse(data.system);
  if (!success || !/^user_changed_|^customer_changed_number$/.test(change.type)) return null;
  // Who has another number may keep the id, and `from` is still the number of before.
  const keptId = change.type.endsWith("_number") ? before.userId : undefined;
  const now = { userId: change.user_id ?? keptId, phone: change.wa_id };
  return movesTo(now, [change.previous_user_id, before.userId, before.phone], `message:${data.id}`);
}

const idUpdate = z.looseObject({
  wa_id: lenient(personId),
  user_id: z.looseObject({ previous: personId, current: personId }),
});

/** The same news in a field of its own, `user_id_update`, as some samples show it. */
export function idUpdateEvents(given: unknown): readonly (InboundEventInput | Told)[] {
  const { success, data } = idUpdate.safeParse(given);
  const told = [{ name: "user_id_update", data: given }];
  if (!success) return told;
  const { wa_id: phone, user_id: userId } = data;
  const eventId = `user_id:${userId.previous}:${userId.current}`;
  return movesTo({ userId: userId.current, phone }, [userId.previous, phone], eventId) ?? told;
}

function movesTo(
  now: Person,
  old: readonly (string | undefined)[],
  eventId: string,
): readonly InboundEventInput[] | null {
  const to = addressOf(now);
  const from = senderOf(now);
  const addresses = [...new Set(old.filter((address) => address !== undefined))];
  if (to === null || from === null || addresses.length === 0) return null;
  return addresses.map((address, index) => {
    return { type: "move", eventId: index === 0 ? eventId : `${eventId}:${index}`, address, to, from };
  });
}
