import type { Message } from "../model/message.ts";
import type { Ticket } from "../model/ticket.ts";
import { withLink } from "../model/ticket-links.ts";
import { ticketRefusal } from "../model/ticket-refusal.ts";
import { queueName, skillsFor } from "../policy.ts";
import type { Act } from "./act.ts";
import { editTicket } from "./edit-ticket.ts";
import { conversationOf } from "./lookup.ts";
import { openTicket } from "./open-ticket.ts";
import { placeBeside } from "./place-beside.ts";

/** What becomes a ticket of its own. */
export interface Split {
  readonly messageIds: readonly string[];
  readonly text: string | undefined;
  readonly subject: string | undefined;
  readonly queue: string | undefined;
}

/** Some of a ticket's messages are about something else: that is a ticket too, with an agent of its own. */
export async function splitTicket(act: Act, ticket: Ticket, split: Split): Promise<Ticket> {
  const { policy } = act.service;
  const { customerId, conversationId, channelId, type, priority } = ticket;
  const conversation = await conversationOf(act, conversationId);
  const text = split.text ?? textOf(ticket, await messagesOf(act, ticket, split.messageIds));
  const queue = split.queue === undefined ? ticket.queue : queueName(policy, split.queue, channelId);
  const skills =
    queue === ticket.queue
      ? ticket.skills.map((skill) => ({ ...skill, dropped: false }))
      : skillsFor(policy, queue, channelId);
  const opened = await openTicket(act, conversation, {
    ...{ customerId, text, type, queue, skills, priority, priorityReasons: [`that of ${ticket.id}`] },
    ...(split.subject === undefined ? {} : { subject: split.subject }),
    links: [{ kind: "split_from", ticketId: ticket.id }],
  });
  const { messageIds } = split;
  await act.record(`ticket:${opened.id}`, { kind: "split_off", ticketId: ticket.id, messageIds });
  const linked = withLink(ticket, { kind: "split_into", ticketId: opened.id });
  await editTicket(act, linked, { kind: "split", into: opened.id, messageIds });
  const placed = await placeBeside(act, conversation, opened);
  act.emit("ticket.split", { ticket: placed, fromTicketId: ticket.id });
  return placed;
}

async function messagesOf(act: Act, ticket: Ticket, ids: readonly string[]): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (const id of ids) {
    const message = await act.tx.get("message", id);
    if (message?.conversationId !== ticket.conversationId) {
      throw ticketRefusal(ticket.id, `there is no message ${id} in its conversation`);
    }
    messages.push(message);
  }
  return messages.sort((one, other) => one.sequence - other.sequence);
}

function textOf(ticket: Ticket, messages: readonly Message[]): string {
  const text = messages.flatMap(({ content }) => content.text || content.choice?.title || []).join("\n");
  if (text.trim() !== "") return text;
  throw ticketRefusal(ticket.id, "the messages have no words; give the new ticket a text");
}
