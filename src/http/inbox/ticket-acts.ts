import * as z from "zod/mini";
import type { CustomerService } from "../../customer-service.ts";
import { CustomerServiceError } from "../../errors.ts";
import { text } from "../../model/check.ts";
import { priorities } from "../../model/priority.ts";
import { maxTextLength } from "../../model/text.ts";
import type { Ticket } from "../../model/ticket.ts";
import { numberIn } from "../../model/ticket-filter.ts";
import { refusedRequest } from "../refusal.ts";
import type { Person } from "./person.ts";
import type { TicketActName } from "./protocol.ts";
import type { Sight } from "./sight.ts";

const name = text(1, 200);
const words = z.optional(text(1, maxTextLength));
const tags = z.optional(z.array(text(1, 100)).check(z.maxLength(50)));

/** The body of every act. */
export const ticketActBody = z.strictObject({
  ifVersion: z.optional(z.number().check(z.int(), z.gte(0))),
  to: z.optional(name),
  text: words,
  canned: z.optional(name),
  reason: words,
  priority: z.optional(z.enum(priorities)),
  add: tags,
  remove: tags,
  messageId: z.optional(name),
});

type Body = z.output<typeof ticketActBody>;

/** An act on a ticket that the person sees, and has the right to. */
export interface TicketAct {
  readonly service: CustomerService;
  readonly sight: Sight;
  readonly person: Person;
  readonly ticket: Ticket;
  readonly body: Body;
}

/** Does it; refuses as the desk does, and with 422 what lacks something. */
export async function performAct(name: TicketActName, act: TicketAct): Promise<void> {
  const { service, ticket, body } = act;
  const { tickets, conversations } = service;
  const { id } = ticket;
  const by = { ...actorOf(act), ...(body.reason === undefined ? {} : { reason: body.reason }) };
  const acts: Readonly<Record<TicketActName, () => Promise<unknown>>> = {
    take: () => tickets.take(id, by),
    accept: () => tickets.accept(id, by),
    decline: () => tickets.decline(id, by),
    assign: () => tickets.assign(id, { ...by, to: given(body, "to") }),
    reply: () => reply(act),
    note: () => tickets.note(id, { ...by, text: given(body, "text") }),
    pending: () => tickets.setPending(id, by),
    escalate: () => tickets.escalate(id, { ...by, reason: given(body, "reason") }),
    acknowledge: () => tickets.acknowledge(id, by),
    deescalate: () => tickets.deescalate(id, by),
    resolve: () => tickets.resolve(id, by),
    close: () => tickets.close(id, by),
    reopen: () => tickets.reopen(id, by),
    "hand-back": () => tickets.handBack(id, by),
    transfer: () => tickets.transfer(id, { ...by, queue: given(body, "to") }),
    prioritize: () => tickets.setPriority(id, { ...by, priority: given(body, "priority") }),
    tag: () => tickets.tag(id, { ...by, add: body.add ?? [], remove: body.remove ?? [] }),
    merge: async () => tickets.merge(id, { ...by, into: await targetOf(act, given(body, "to")) }),
    resend: async () => conversations.resend(await messageOf(act, given(body, "messageId")), by),
  };
  await acts[name]();
}

/** Their right was looked up on this version: what somebody else has by the time it is done is not touched. */
function actorOf({ person, ticket, body }: TicketAct): { readonly agentId: string; readonly ifVersion: number } {
  return { agentId: person.agentId, ifVersion: body.ifVersion ?? ticket.version };
}

async function reply(act: TicketAct): Promise<void> {
  const { canned } = act.body;
  const say = canned === undefined ? { text: given(act.body, "text") } : { canned };
  await act.service.tickets.reply(act.ticket.id, { ...actorOf(act), ...say });
}

/** The ticket that stays, which the person must see, too. */
async function targetOf({ service, sight, person }: TicketAct, to: string): Promise<string> {
  const number = numberIn(to);
  if (number === null) return (await sight.ticket(person, to)).id;
  const found = await service.tickets.find(number);
  if (found !== null && (await sight.maySee(person, found))) return found.id;
  throw new CustomerServiceError("ticket.not_found", `There is no ticket #${number}.`, { details: { number } });
}

/** A message of this ticket's conversation. */
async function messageOf({ service, ticket }: TicketAct, messageId: string): Promise<string> {
  const { conversationId } = await service.conversations.message(messageId);
  if (conversationId === ticket.conversationId) return messageId;
  throw new CustomerServiceError("message.not_found", `There is no message ${messageId}.`, { details: { messageId } });
}

/** What this act cannot do without. */
function given<F extends keyof Body>(body: Body, field: F): NonNullable<Body[F]> {
  const value = body[field];
  if (value !== undefined) return value as NonNullable<Body[F]>;
  throw refusedRequest(422, "invalid", `${field}: it is needed here.`);
}
