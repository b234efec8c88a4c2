import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { Told } from "./message-events.ts";
import { addressOf, groupAddress, id, knownPerson, lenient, personId } from "./thread.ts";

const failure = z.looseObject({
  code: lenient(z.number()),
  title: lenient(z.string()),
  message: lenient(z.string()),
  error_data: lenient(z.looseObject({ details: lenient(z.string()) })),
});

const status = z.looseObject({
  id,
  status: z.string(),
  recipient_id: lenient(id),
  recipient_user_id: lenient(personId),
  recipient_type: lenient(z.string()),
  recipient_participant_id: lenient(personId),
  recipient_participant_user_id: lenient(personId),
  biz_opaque_callback_data: lenient(id),
  errors: lenient(z.array(failure)),
});

const deliveries: ReadonlyMap<string, Extract<InboundEventInput, { type: "delivery" }>["status"]> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  // A voice message that was listened to.
  ["played", "read"],
  ["failed", "failed"],
] as const);

/** The event of one element of `statuses`; what is no delivery (`deleted`, `warning`, ...) is told as it came. */
export function statusEvent(given: unknown, contacts: readonly unknown[]): InboundEventInput | Told {
  const { success, data } = status.safeParse(given);
  const delivery = success ? deliveries.get(data.status) : undefined;
  const address = success ? addressIn(data, contacts) : null;
  if (!success || delivery === undefined || address === null) return { name: "statuses", data: given };
  // In a group, each member receives and reads.
  const member = data.recipient_participant_user_id ?? data.recipient_participant_id;
  return {
    type: "delivery",
    eventId: ["status", data.id, data.status, member].filter((part) => part !== undefined).join(":"),
    address,
    messageId: data.id,
    // What `send` gave along.
    idempotencyKey: data.biz_opaque_callback_data,
    status: delivery,
    reason: data.errors?.map(sentenceOf).join("; ") || undefined,
  };
}

function addressIn(data: z.output<typeof status>, contacts: readonly unknown[]): string | null {
  const { recipient_id: phone, recipient_user_id: userId } = data;
  if (data.recipient_type === "group") return phone === undefined ? null : groupAddress(phone);
  return addressOf(knownPerson({ userId, phone }, contacts));
}

/** "131047: Re-engagement message: More than 24 hours have passed since the recipient last replied." */
function sentenceOf({ code, title, message, error_data }: z.output<typeof failure>): string {
  const parts = [code, title ?? message, error_data?.details].filter((part) => part !== undefined);
  return [...new Set(parts)].join(": ");
}
