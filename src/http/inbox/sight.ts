import type { CustomerService } from "../../customer-service.ts";
import { CustomerServiceError, isCode } from "../../errors.ts";
import type { Ticket } from "../../model/ticket.ts";
import { isAtLeast, type Person } from "./person.ts";

/** Whether somebody sees a ticket. */
export type MaySee = (person: Person, ticket: Ticket) => boolean | Promise<boolean>;

/**
 * Who sees what. By itself: supervisors all; agents what is theirs or offered to them, and the queues that they serve: those
 * without teams, and those of their teams.
 */
export class Sight {
  readonly #service: CustomerService;
  readonly #maySee: MaySee;

  constructor(service: CustomerService, maySee: MaySee | undefined) {
    this.#service = service;
    this.#maySee = maySee ?? ((person, ticket) => this.#seesByRole(person, ticket));
  }

  async maySee(person: Person, ticket: Ticket): Promise<boolean> {
    return this.#maySee(person, ticket);
  }

  /** Those of them that the person sees, in order. */
  async seenOf(person: Person, tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    const seen = await Promise.all(tickets.map((ticket) => this.maySee(person, ticket)));
    return tickets.filter((_, place) => seen[place]);
  }

  /** The ticket; one that the person does not see is as one that is not there. */
  async ticket(person: Person, ticketId: string): Promise<Ticket> {
    const ticket = await orNull(this.#service.tickets.get(ticketId), "ticket.not_found");
    if (ticket !== null && (await this.maySee(person, ticket))) return ticket;
    throw new CustomerServiceError("ticket.not_found", `There is no ticket ${ticketId}.`, { details: { ticketId } });
  }

  /** Whether they see a ticket of this conversation. */
  async seesConversation(person: Person, conversationId: string): Promise<boolean> {
    const tickets = await this.#service.tickets.list({ conversationId }, { limit: 1_000 });
    return (await this.seenOf(person, tickets)).length > 0;
  }

  /** The queues that they serve. */
  queuesOf(person: Person): readonly string[] {
    return this.#service.queues.names.filter((queue) => this.#serves(person, queue));
  }

  #seesByRole(person: Person, { agentId, reservedFor, queue }: Ticket): boolean {
    return agentId === person.agentId || reservedFor === person.agentId || this.#serves(person, queue);
  }

  #serves(person: Person, queue: string): boolean {
    if (isAtLeast(person, "supervisor")) return true;
    const teams = this.#service.queues.teamsOf(queue);
    return teams.length === 0 || teams.some((team) => person.teams.includes(team));
  }
}

/** What was looked for; `null` when it is refused with this code: it is not there. */
export function orNull<T>(looked: Promise<T>, code: CustomerServiceError["code"]): Promise<T | null> {
  return looked.catch((error: unknown) => {
    if (isCode(error, code)) return null;
    throw error;
  });
}
