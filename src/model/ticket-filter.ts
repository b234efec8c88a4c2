import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked } from "./check.ts";
import type { Json } from "./job.ts";
import { type Priority, priorities } from "./priority.ts";
import { isTag, normalTag, tagRule } from "./tags.ts";
import { type Ticket, type TicketStatus, ticketStatuses } from "./ticket.ts";

/** Which tickets are looked for: those that are all that is given here. */
export interface TicketFilter {
  /**
   * Words that stand in the subject, description, tags, id, number or the customer's name, each of them somewhere, in upper or
   * lower case. A ticket's id, or `#1042` for a number, finds that one ticket.
   */
  readonly text?: string | undefined;
  readonly status?: TicketStatus | readonly TicketStatus[] | undefined;
  readonly queue?: string | readonly string[] | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly priority?: Priority | readonly Priority[] | undefined;
  /** It has all of these. */
  readonly tags?: readonly string[] | undefined;
  /** Who has it, or had it last; `null`: nobody has it. */
  readonly agentId?: string | null | undefined;
  readonly customerId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly channelId?: string | undefined;
  /** Whether somebody was told of it as an escalation. */
  readonly escalated?: boolean | undefined;
  /** From this time on. A `Date`, or the same in ISO 8601. */
  readonly createdAfter?: Date | string | undefined;
  /** Before this time. */
  readonly createdBefore?: Date | string | undefined;
  /** Fields of your own, with these values. */
  readonly fields?: Readonly<Record<string, Json>> | undefined;
}

const name = z.string().check(z.minLength(1), z.maxLength(200));
const tag = z.pipe(z.pipe(z.string(), z.transform(normalTag)), z.string().check(z.refine(isTag, tagRule)));
const time = z.pipe(
  z.union([z.date(), z.string()], "expected a Date, or a time in ISO 8601"),
  z.pipe(
    z.transform((given: Date | string) => new Date(given)),
    z.date("expected a Date, or a time in ISO 8601"),
  ),
);

function oneOrMore<S extends z.ZodMiniType<string, string>>(schema: S) {
  return z.optional(
    z.pipe(
      z.union([schema, z.array(schema).check(z.minLength(1), z.maxLength(100))], "expected a name, or a list of names"),
      z.transform((given) => (typeof given === "string" ? [given] : given) as readonly z.output<S>[]),
    ),
  );
}

const filterSchema = z.strictObject({
  text: z.optional(z.string().check(z.maxLength(1_000))),
  status: oneOrMore(z.enum(ticketStatuses)),
  queue: oneOrMore(name),
  type: oneOrMore(name),
  priority: oneOrMore(z.enum(priorities)),
  tags: z.optional(z.array(tag).check(z.maxLength(50))),
  agentId: z.optional(z.nullable(name)),
  customerId: z.optional(name),
  conversationId: z.optional(name),
  channelId: z.optional(name),
  escalated: z.optional(z.boolean()),
  createdAfter: z.optional(time),
  createdBefore: z.optional(time),
  fields: z.optional(z.record(z.string(), z.json())),
});

/** A filter as it is searched with. */
export type CheckedFilter = z.output<typeof filterSchema>;

/** Refuses with `search.invalid`, naming the part of the filter. */
export function checkFilter(filter: unknown): CheckedFilter {
  return checked(filterSchema, filter, (where, rule) => invalidSearch(`${where || "filter"}: ${rule}`));
}

export function invalidSearch(rule: string): CustomerServiceError {
  return new CustomerServiceError("search.invalid", `Search refused: ${rule}.`);
}

/** The number in `#1042`, or `null`. */
export function numberIn(text: string | undefined): number | null {
  const digits = /^\s*#(\d{1,15})\s*$/.exec((text ?? "").normalize("NFKC"))?.[1];
  return digits === undefined ? null : Number(digits);
}

/** What a filter asks of a ticket. */
export interface TicketMatcher {
  /** Whether it is all that is asked, but for the text. */
  readonly fits: (ticket: Ticket) => boolean;
  /** Whether each word of the text stands in it, or in the name of its customer. */
  readonly speaks: (ticket: Ticket, customerName: string) => boolean;
}

/** The filter is looked at once, for however many tickets. */
export function matcher(filter: CheckedFilter): TicketMatcher {
  const { status, queue, type, priority, agentId, customerId, conversationId, channelId, escalated } = filter;
  const words = folded(filter.text ?? "")
    .split(/\s+/u)
    .filter(Boolean);
  const tags = filter.tags ?? [];
  const fields = Object.entries(filter.fields ?? {}).map(([name, value]) => [name, JSON.stringify(value)] as const);
  const { createdAfter: from, createdBefore: before } = filter;
  const fits = (ticket: Ticket): boolean =>
    (status?.includes(ticket.status) ?? true) &&
    (queue?.includes(ticket.queue) ?? true) &&
    (type?.includes(ticket.type) ?? true) &&
    (priority?.includes(ticket.priority) ?? true) &&
    (agentId === undefined || ticket.agentId === agentId) &&
    (customerId === undefined || ticket.customerId === customerId) &&
    (conversationId === undefined || ticket.conversationId === conversationId) &&
    (channelId === undefined || ticket.channelId === channelId) &&
    (escalated === undefined || ticket.escalationLevel > 0 === escalated) &&
    (from === undefined || ticket.createdAt >= from) &&
    (before === undefined || ticket.createdAt < before) &&
    tags.every((tag) => ticket.tags.includes(tag)) &&
    fields.every(([name, value]) => JSON.stringify(ticket.fields[name]) === value);
  const speaks = ({ subject, description, tags: own, id, number }: Ticket, customerName: string): boolean => {
    if (words.length === 0) return true;
    const text = folded([subject, description, ...own, id, `#${number}`, customerName].join("\n"));
    return words.every((word) => text.includes(word));
  };
  return { fits, speaks };
}

/** Upper and lower case, and the wide letters of Chinese input methods, are the same. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
