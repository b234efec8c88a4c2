import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Customer, Identity } from "../model/customer.ts";
import type { CustomerMerge } from "../model/customer-merge.ts";
import type { LogEntry } from "../model/decision.ts";
import { isMentioned } from "../model/mention.ts";
import type { Message } from "../model/message.ts";
import type { SlaClock } from "../model/sla-clock.ts";
import type { Survey } from "../model/survey.ts";
import type { Ticket } from "../model/ticket.ts";
import { casesOf, type Person, personOf, requireStanding } from "./person.ts";
import { all, type Reading, unhurried, wholeLog } from "./reading.ts";

/** All that is kept of one customer; `JSON.stringify` makes a file of it. */
export interface CustomerExport {
  readonly customer: Customer;
  readonly identities: readonly Identity[];
  /** The merges they had a part in, and the customers who became part of them, as they were. */
  readonly merges: readonly CustomerMerge[];
  readonly merged: readonly Customer[];
  /** Of conversations in which others write too: what the customer wrote, and what was decided about it. */
  readonly conversations: readonly ExportedConversation[];
  readonly tickets: readonly ExportedTicket[];
}

/** A conversation with what was said in it, and the decisions that belong to no ticket. */
export interface ExportedConversation {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
  readonly log: readonly LogEntry[];
}

/** A ticket with everything that was done about it. */
export interface ExportedTicket {
  readonly ticket: Ticket;
  readonly log: readonly LogEntry[];
  readonly surveys: readonly Survey[];
  readonly slaClocks: readonly SlaClock[];
}

/** Refuses with `customer.not_found`; with `customer.refused` one who became part of another. */
export async function exportCustomer(service: ServiceContext, customerId: string): Promise<CustomerExport> {
  const read = unhurried(service);
  const person = await personOf(service, read, customerId);
  if (person === null || person.customer === null) throw noCustomer(customerId);
  requireStanding(person.customer);
  const { customer, identities, merges, merged } = person;
  const conversations: ExportedConversation[] = [];
  for (const conversation of person.conversations) conversations.push(await exported(read, conversation));
  for (const group of person.groups) conversations.push(partOf(await exported(read, group), person));
  const { tickets, surveys, slaClocks } = await casesOf(read, customerId, person.conversations);
  const cases: ExportedTicket[] = [];
  for (const ticket of tickets) {
    const log = await wholeLog(read, `ticket:${ticket.id}`);
    const belongs = ({ ticketId }: { readonly ticketId: string }) => ticketId === ticket.id;
    cases.push({ ticket, log, surveys: surveys.filter(belongs), slaClocks: slaClocks.filter(belongs) });
  }
  return { customer, identities, merges, merged, conversations, tickets: cases };
}

export function noCustomer(customerId: string): CustomerServiceError {
  return new CustomerServiceError("customer.not_found", `There is no customer ${customerId}.`, {
    details: { customerId },
  });
}

async function exported(read: Reading, conversation: Conversation): Promise<ExportedConversation> {
  const messages = await all(read, "message", "ofConversation", { conversationId: conversation.id });
  return { conversation, messages, log: await wholeLog(read, `conversation:${conversation.id}`) };
}

function partOf({ conversation, messages, log }: ExportedConversation, person: Person): ExportedConversation {
  const theirs = messages.filter(person.wrote);
  const ids = [person.customerId, ...theirs.map(({ id }) => id)];
  return { conversation, messages: theirs, log: log.filter((entry) => isMentioned(ids, entry)) };
}
