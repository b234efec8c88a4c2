import type { CustomerService } from "../../customer-service.ts";
import type { Message } from "../../model/message.ts";
import type { SlaClock } from "../../model/sla-clock.ts";
import { firstCharacters } from "../../model/text.ts";
import type { Ticket } from "../../model/ticket.ts";
import { speakerOf, wordsOf } from "./message-view.ts";
import type { TicketRow } from "./protocol.ts";
import { orNull } from "./sight.ts";

/** Characters of the latest message that a line shows. */
const previewLength = 140;

/** Tickets as lines of a list. */
export function ticketRows(
  service: CustomerService,
  tickets: readonly Ticket[],
  now: Date,
): Promise<readonly TicketRow[]> {
  return Promise.all(tickets.map((ticket) => ticketRow(service, ticket, now)));
}

/** One ticket as a line of a list. */
export async function ticketRow(service: CustomerService, ticket: Ticket, now: Date): Promise<TicketRow> {
  const { conversations, customers, tickets, channels } = service;
  const [messages, customer, clocks] = await Promise.all([
    conversations.messages(ticket.conversationId, { limit: 1, descending: true }),
    orNull(customers.get(ticket.customerId), "customer.not_found"),
    tickets.clocks(ticket.id),
  ]);
  const { id, number, version, subject, status, priority, queue, channelId, customerId } = ticket;
  const { agentId, reservedFor, escalationLevel, conversationId } = ticket;
  return {
    ...{ id, number, version, subject, status, priority, queue, channelId, customerId },
    ...{ agentId, reservedFor, escalationLevel, conversationId },
    channelKind: channels.get(channelId)?.kind ?? channelId,
    customerName: customer?.name ?? null,
    preview: previewOf(messages[0]),
    awaitingReplySince: ticket.awaitingReplySince?.toISOString() ?? null,
    due: firstDue(clocks, now),
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
  };
}

function previewOf(message: Message | undefined): TicketRow["preview"] {
  if (message === undefined) return null;
  const text = firstCharacters(wordsOf(message.content), previewLength);
  return { from: speakerOf(message), text, at: message.createdAt.toISOString() };
}

function firstDue(clocks: readonly SlaClock[], now: Date): TicketRow["due"] {
  const running = clocks.flatMap(({ state, metric, dueAt }) =>
    state === "running" && dueAt !== null ? [{ metric, dueAt }] : [],
  );
  const [first] = running.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
  if (first === undefined) return null;
  return { metric: first.metric, at: first.dueAt.toISOString(), breached: first.dueAt <= now };
}
