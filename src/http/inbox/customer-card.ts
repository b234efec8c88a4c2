import type { CustomerService } from "../../customer-service.ts";
import type { Ticket } from "../../model/ticket.ts";
import type { Person } from "./person.ts";
import type { CustomerCard } from "./protocol.ts";
import type { Sight } from "./sight.ts";

/** Other tickets of a customer that are shown. */
const mostTickets = 20;

/** Who asks, with those of their other tickets that this person sees. */
export async function customerCard(
  service: CustomerService,
  sight: Sight,
  person: Person,
  ticket: Ticket,
): Promise<CustomerCard> {
  const { customerId } = ticket;
  const [customer, identities, conversations, tickets] = await Promise.all([
    service.customers.get(customerId),
    service.customers.identities(customerId),
    service.conversations.listOf(customerId, { limit: 100 }),
    service.tickets.list({ customerId }, { limit: 100, descending: true }),
  ]);
  const seen = await sight.seenOf(person, tickets);
  const others = seen.filter((other) => other.id !== ticket.id).slice(0, mostTickets);
  return {
    id: customerId,
    name: customer.name,
    language: customer.language,
    tier: customer.tier,
    identities: identities.map(({ id, verified }) => ({ id, verified })),
    conversations: conversations.map(({ id, channelId }) => {
      return { id, channelId, channelKind: service.channels.get(channelId)?.kind ?? channelId };
    }),
    tickets: others.map(({ id, number, subject, status, createdAt }) => {
      return { id, number, subject, status, createdAt: createdAt.toISOString() };
    }),
  };
}
