import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { Logger } from "../../ports/logger.ts";
import { idUpdateEvents, messageEvents, type Told } from "./message-events.ts";
import { statusEvent } from "./status-event.ts";
import { id, lenient } from "./thread.ts";

const body = z.looseObject({ object: z.literal("whatsapp_business_account"), entry: z.array(z.unknown()) });
const entry = z.looseObject({ changes: z.array(z.unknown()) });
const change = z.looseObject({ field: z.string().check(z.minLength(1)), value: z.unknown() });
const list = z.pipe(
  z.optional(z.unknown()),
  z.transform((given): readonly unknown[] => {
    if (given === undefined || given === null) return [];
    return Array.isArray(given) ? given : [given];
  }),
);
const value = z.looseObject({
  metadata: lenient(z.looseObject({ phone_number_id: lenient(id) })),
  contacts: list,
  messages: list,
  statuses: list,
  errors: list,
  user_id_update: list,
});

type Notice = Extract<InboundEventInput, { type: "notice" }>;

/** Whose webhook it is, and where it says what it leaves out. */
export interface Receiver {
  readonly phoneNumberId: string;
  readonly logger: Logger | undefined;
}

/**
 * Every event of a webhook: messages, statuses, and notices of whatever else there is. What cannot be read is a notice,
 * too, and takes nothing else along. Throws when the body is none of WhatsApp's.
 */
export async function webhookEvents(given: unknown, receiver: Receiver): Promise<readonly InboundEventInput[]> {
  const found = body.parse(given).entry.flatMap((one): readonly Found[] => {
    const { success, data } = entry.safeParse(one);
    if (!success) return [{ event: { name: "entry", data: one }, account: null }];
    const { changes, ...account } = data;
    return changes.flatMap((part) => changeEvents(part, receiver).map((event) => ({ event, account })));
  });
  return Promise.all(found.map(({ event, account }) => ("type" in event ? event : noticeOf(event, account))));
}

interface Found {
  readonly event: InboundEventInput | Told;
  readonly account: unknown;
}

function changeEvents(given: unknown, receiver: Receiver): readonly (InboundEventInput | Told)[] {
  const { success, data } = change.safeParse(given);
  if (!success) return [{ name: "changes", data: given }];
  const { success: isObject, data: told } = value.safeParse(data.value);
  const name = data.field.slice(0, 200);
  if (!isObject) return [{ name, data: data.value ?? null }];
  const number = told.metadata?.phone_number_id;
  if (number !== undefined && number !== receiver.phoneNumberId) {
    receiver.logger?.warn({ phoneNumberId: number, field: name }, "A webhook of another number was left out.");
    return [];
  }
  const events = eventsIn(name, told);
  return events.length > 0 ? events : [{ name, data: data.value }];
}

function eventsIn(field: string, told: z.output<typeof value>): readonly (InboundEventInput | Told)[] {
  switch (field) {
    case "messages":
      return [
        ...told.messages.flatMap((one) => messageEvents(one, told.contacts)),
        ...told.statuses.map((one) => statusEvent(one, told.contacts)),
        ...told.user_id_update.flatMap(idUpdateEvents),
        ...(told.errors.length > 0 ? [{ name: "errors", data: told.errors }] : []),
      ];
    case "user_id_update":
      return told.user_id_update.flatMap(idUpdateEvents);
    default:
      return [];
  }
}

/** Delivered again it has the same id, since it says the same; the `time` of the entry sets equal news apart. */
async function noticeOf({ name, data }: Told, account: unknown): Promise<InboundEventInput> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, data, account]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { type: "notice", eventId: `notice:${hex}`, name, data: data as Notice["data"] };
}
