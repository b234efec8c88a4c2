import * as z from "zod/mini";
import type { TicketFieldsSchema } from "../model/ticket-fields.ts";
import { having, name } from "./values.ts";

export const ticketFields = z.optional(having<TicketFieldsSchema>("a schema", "safeParse"));

const cannedText = z.union([name, z.record(z.string(), name)], "expected a text, or texts by language");
export const cannedReplies = z._default(
  z.record(z.string().check(z.minLength(1), z.maxLength(200)), z.union([z.string().check(z.minLength(1)), cannedText])),
  {},
);

/** Name -> text, or language -> text. `{customer}`, `{agent}`, `{ticket}` and values of one's own are put in. */
export type CannedReplies = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
