import type * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import { contentOf } from "./message-content.ts";
import { groupAddress, knownPerson, movesTo, moveToId, type Person, personOf } from "./person.ts";
import {
  type Contact,
  messageSchema,
  statusSchema,
  userIdUpdateSchema,
  type valueSchema,
  type WhatsAppMessage,
  type WhatsAppStatus,
} from "./webhook-schema.ts";

type Events = readonly InboundEventInput[];
type Notice = Extract<InboundEventInput, { type: "notice" }>;

/** What is told under a name, as it came. An id is made of it in the end: it has none of its own. */
export function notice(name: string, data: unknown): Notice {
  return { type: "notice", eventId: "", name, data: data as Notice["data"] };
}

/** Every event of the value of a change; `time` is that of its entry. */
export function valueEvents({ contacts, ...value }: z.output<typeof valueSchema>, time: string | undefined): Events {
  return [
    ...value.messages.flatMap((one) => messageEvents(one, contacts)),
    ...value.statuses.map((one) => statusEvent(one, contacts)),
    ...value.user_id_update.flatMap((one) => userIdUpdateEvents(one, time)),
    ...(value.errors.length > 0 ? [notice("errors", value.errors)] : []),
  ];
}

/** The events of one element of `messages`: a single one, but for an ad or somebody who is known by more or other ids now. */
function messageEvents(given: unknown, contacts: readonly Contact[]): Events {
  const { data: message } = messageSchema.safeParse(given);
  if (message === undefined) return [notice("messages", given)];
  const { id, type, from, from_user_id, group_id, system, referral } = message;
  const writer = knownPerson({ user_id: from_user_id, wa_id: from }, contacts);
  const person = writer ?? personOf({ user_id: system?.previous_user_id });
  if (person === null) return [notice("messages", given)];
  const events = eventsOf(message, person);
  if (events.length === 0) return [notice(type, given)];
  const isDirect = group_id === undefined && type !== "system";
  // Which ad or post led them here.
  const ad = referral ? [notice("referral", { messageId: id, referral })] : [];
  return [...(isDirect ? moveToId(person) : []), ...events, ...ad];
}

/** None when it cannot be read. */
function eventsOf(message: WhatsAppMessage, person: Person): Events {
  const { id, type, group_id, context, edit, revoke, reaction, system } = message;
  const address = group_id === undefined ? person.address : groupAddress(group_id);
  const common = { eventId: `message:${id}`, address };
  switch (type) {
    case "edit":
      return edit ? edits(edit, common) : [];
    case "revoke":
      return revoke ? [{ type: "deletion", ...common, messageId: revoke.original_message_id }] : [];
    case "reaction":
      return reaction ? [{ type, ...common, messageId: reaction.message_id, emoji: reaction.emoji || null }] : [];
    case "system":
      return system ? moves(system, person, common.eventId) : [];
    default: {
      const said = contentOf(type, message);
      return [{ type: "message", ...common, messageId: id, from: person.from, replyTo: context?.id, ...said }];
    }
  }
}

type Part<Name extends keyof WhatsAppMessage> = NonNullable<WhatsAppMessage[Name]>;

function edits({ original_message_id, message }: Part<"edit">, common: { eventId: string; address: string }): Events {
  const { text, unsupported } = contentOf(message.type, message);
  // A text that cannot be read does not take the place of the one that could.
  if (text === "" && unsupported !== undefined) return [];
  return [{ type: "edit", ...common, messageId: original_message_id, text }];
}

/**
 * Somebody has another number, or another user id. Their thread may stand under either of the old ones, so both move. None
 * for other news, such as a new phone with the same number.
 */
function moves({ type, user_id, wa_id, previous_user_id }: Part<"system">, before: Person, eventId: string): Events {
  if (!/^user_changed_|^customer_changed_number$/.test(type)) return [];
  // Who has another number may keep the id, and `from` is still the number of before.
  const keptId = type.endsWith("_number") ? before.userId : undefined;
  return movesTo({ user_id: user_id ?? keptId, wa_id }, [previous_user_id, ...before.from.ids], eventId);
}

/** The same news in a field of its own, `user_id_update`, as some samples show it. */
function userIdUpdateEvents(given: unknown, time: string | undefined): Events {
  const { data } = userIdUpdateSchema.safeParse(given);
  if (data === undefined) return [notice("user_id_update", given)];
  const { previous, current } = data.user_id;
  // They may go back to an id, and take the other again.
  const eventId = `user_id:${previous}:${current}:${data.timestamp ?? time ?? ""}`;
  return movesTo({ ...data, user_id: current }, [previous, data.wa_id], eventId);
}

/** The event of one element of `statuses`; what is no delivery is told as it came. */
function statusEvent(given: unknown, contacts: readonly Contact[]): InboundEventInput {
  const { data: status } = statusSchema.safeParse(given);
  // By the key that `send` gave along, the message is known whoever it went to.
  const address = status && (addressOf(status, contacts) ?? (status.biz_opaque_callback_data && status.id));
  if (status === undefined || address === undefined) return notice("statuses", given);
  // In a group, each member receives and reads.
  const member = status.recipient_participant_user_id ?? status.recipient_participant_id;
  return {
    type: "delivery",
    eventId: ["status", status.id, status.status, member].filter((one) => one !== undefined).join(":"),
    address,
    messageId: status.id,
    idempotencyKey: status.biz_opaque_callback_data,
    // A voice message that was listened to.
    status: status.status === "played" ? "read" : status.status,
    reason: status.errors.map(sentenceOf).join("; ") || undefined,
  };
}

function addressOf(status: WhatsAppStatus, contacts: readonly Contact[]): string | undefined {
  const { recipient_type, recipient_id: wa_id, recipient_user_id: user_id } = status;
  if (recipient_type === "group") return wa_id && groupAddress(wa_id);
  return knownPerson({ user_id, wa_id }, contacts)?.address;
}

/** "131047: Re-engagement message: More than 24 hours have passed since the recipient last replied." */
function sentenceOf({ code, title, message, error_data }: WhatsAppStatus["errors"][number]): string {
  const parts = [code, title ?? message, error_data?.details].filter((one) => one !== undefined);
  return [...new Set(parts)].join(": ");
}
