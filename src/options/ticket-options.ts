import * as z from "zod/mini";
import { maxTextLength } from "../model/text.ts";
import type { TicketFieldsSchema } from "../model/ticket-fields.ts";
import { having, languageTag, name } from "./values.ts";

export const ticketFields = z.optional(having<TicketFieldsSchema>("a schema", "safeParse"));

const text = z.string().check(z.minLength(1), z.maxLength(maxTextLength));
const cannedText = z.union([text, z.record(languageTag, text)], "expected a text, or texts by language");
export const cannedReplies = z._default(z.record(name, cannedText), {});

/**
 * Name -> text, or name -> language -> text. Put in are `{customer}` (the name), `{agent}` (the name), `{ticket}` (the id),
 * `{number}`, `{queue}`, and values of one's own.
 */
export type CannedReplies = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
