import { CustomerServiceError } from "../errors.ts";
import type { Json } from "./job.ts";
import { cleanText } from "./text.ts";
import type { Ticket } from "./ticket.ts";

/** What kefu asks of the schema of a ticket's own fields: zod's, or anything of the same shape. */
export interface TicketFieldsSchema {
  safeParse(
    fields: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly message: string } };
}

/** Most characters of all fields of a ticket as JSON. */
const longestFields = 20_000;

/** A ticket's fields as the schema makes them; without one, any JSON object. Refuses with `ticket.refused`. */
export function checkedFields(fields: unknown, schema: TicketFieldsSchema | undefined): Ticket["fields"] {
  const parsed = schema?.safeParse(fields) ?? { success: true, data: fields };
  if (!parsed.success) throw refusal(parsed.error.message);
  const json = asJson(parsed.data);
  if (json === undefined || json.length > longestFields || !json.startsWith("{")) {
    throw refusal(`expected an object that JSON can carry in at most ${longestFields} characters`);
  }
  return cleaned(JSON.parse(json)) as Ticket["fields"];
}

/** `undefined` for what JSON cannot carry: functions, big integers, an object that contains itself. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The names and texts in it as every store can keep them. */
function cleaned(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [cleanText(name), cleaned(part)]));
}

/** The fields that differ, as they are afterwards; `null` for one that is gone. */
export function changedFields(before: Ticket["fields"], after: Ticket["fields"]): Ticket["fields"] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}

function refusal(rule: string): CustomerServiceError {
  return new CustomerServiceError("ticket.refused", `Fields of a ticket refused: ${rule}.`);
}
