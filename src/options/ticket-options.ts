import * as z from "zod/mini";
import type { TicketFieldsSchema } from "../model/ticket-fields.ts";
import { having, name, sentence } from "./values.ts";

export const ticketFields = z.optional(having<TicketFieldsSchema>("a schema", "safeParse"));

const cannedText = z.union([sentence, z.record(name, sentence)], "expected a text, or texts by language");
export const cannedReplies = z._default(z.record(name, cannedText), {});

/** Name -> text, or language -> text. `{customer}`, `{agent}`, `{ticket}` and values of one's own are put in. */
export type CannedReplies = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
