import type { InboundEventInput } from "../../model/inbound.ts";
import type { Logger } from "../../ports/logger.ts";
import { groupAddress, knownPerson } from "./person.ts";
import { messageEvents, type Told, userIdUpdateEvents } from "./read-message.ts";
import {
  bodySchema,
  type Contact,
  changeSchema,
  contactSchema,
  entrySchema,
  statusSchema,
  valueSchema,
  type WhatsAppStatus,
} from "./webhook-schema.ts";

type Events = readonly (InboundEventInput | Told)[];

/** The fields in which messages, statuses and new ids are told; others may have lists of the same name. */
const readFields = ["messages", "user_id_update"];

/**
 * Every event of a webhook: messages, statuses, and notices of whatever else there is. What cannot be read is a notice,
 * too, and takes nothing else along. Throws when the body is none of WhatsApp's.
 */
export async function webhookEvents(
  given: unknown,
  phoneNumberId: string,
  logger: Logger | undefined,
): Promise<readonly InboundEventInput[]> {
  const found = bodySchema.parse(given).entry.map((one) => {
    const { changes, ...account } = entrySchema.safeParse(one).data ?? {};
    const events = changes?.flatMap((change) => changeEvents(change, phoneNumberId, logger));
    return (events ?? [{ name: "entry", data: one }]).map((event) =>
      "type" in event ? event : noticeOf(event, account),
    );
  });
  return Promise.all(found.flat());
}

function changeEvents(given: unknown, phoneNumberId: string, logger: Logger | undefined): Events {
  const { data: change } = changeSchema.safeParse(given);
  if (change === undefined) return [{ name: "changes", data: given }];
  const { field, value } = change;
  const { data } = valueSchema.safeParse(value);
  const number = data?.metadata?.phone_number_id ?? phoneNumberId;
  if (number !== phoneNumberId) {
    logger?.warn({ phoneNumberId: number, field }, "A webhook of another number was left out.");
    return [];
  }
  const events = data !== undefined && readFields.includes(field) ? eventsIn(data) : [];
  return events.length > 0 ? events : [{ name: field, data: value ?? null }];
}

function eventsIn({
  contacts,
  messages,
  statuses,
  errors,
  user_id_update,
}: ReturnType<typeof valueSchema.parse>): Events {
  const known = contacts.flatMap((one) => contactSchema.safeParse(one).data ?? []);
  return [
    ...messages.flatMap((one) => messageEvents(one, known)),
    ...statuses.map((one) => statusEvent(one, known)),
    ...user_id_update.flatMap(userIdUpdateEvents),
    ...(errors.length > 0 ? [{ name: "errors", data: errors }] : []),
  ];
}

/** The event of one element of `statuses`; what is no delivery is told as it came. */
function statusEvent(given: unknown, contacts: readonly Contact[]): InboundEventInput | Told {
  const { data } = statusSchema.safeParse(given);
  const address = data && addressOf(data, contacts);
  if (data === undefined || address === undefined) return { name: "statuses", data: given };
  const { id, status } = data;
  // In a group, each member receives and reads.
  const member = data.recipient_participant_user_id ?? data.recipient_participant_id;
  return {
    type: "delivery",
    eventId: ["status", id, status, member].filter((one) => one !== undefined).join(":"),
    address,
    messageId: id,
    // What `send` gave along.
    idempotencyKey: data.biz_opaque_callback_data,
    // A voice message that was listened to is `played`.
    status: status === "played" ? "read" : status,
    reason: data.errors?.map(sentenceOf).join("; ") || undefined,
  };
}

function addressOf(status: WhatsAppStatus, contacts: readonly Contact[]): string | undefined {
  const { recipient_type, recipient_id, recipient_user_id } = status;
  if (recipient_type === "group") return recipient_id && groupAddress(recipient_id);
  return knownPerson(recipient_user_id, recipient_id, contacts)?.address;
}

/** "131047: Re-engagement message: More than 24 hours have passed since the recipient last replied." */
function sentenceOf({ code, title, message, error_data }: NonNullable<WhatsAppStatus["errors"]>[number]): string {
  const parts = [code, title ?? message, error_data?.details].filter((one) => one !== undefined);
  return [...new Set(parts)].join(": ");
}

type Notice = Extract<InboundEventInput, { type: "notice" }>;

/** Delivered again it has the same id, since it says the same; the `time` of the entry sets equal news apart. */
async function noticeOf({ name, data }: Told, account: unknown): Promise<InboundEventInput> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, data, account]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  // What came was JSON.
  return {
    type: "notice",
    eventId: `notice:${btoa(String.fromCharCode(...digest))}`,
    name,
    data: data as Notice["data"],
  };
}
