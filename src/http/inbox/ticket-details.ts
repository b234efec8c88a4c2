import type { CustomerService } from "../../customer-service.ts";
import type { LogEntry } from "../../model/decision.ts";
import type { Actor } from "../../model/message.ts";
import type { SlaClock } from "../../model/sla-clock.ts";
import type { Survey } from "../../model/survey.ts";
import type { Ticket } from "../../model/ticket.ts";
import { customerCard } from "./customer-card.ts";
import type { Person } from "./person.ts";
import type { ClockView, NoteView, SurveyView, TicketDetails, TicketRow } from "./protocol.ts";
import type { Sight } from "./sight.ts";
import { ticketMessages } from "./ticket-messages.ts";
import { actsOpenTo } from "./ticket-rights.ts";
import { ticketRow } from "./ticket-rows.ts";

/** What details are made with. */
export interface DetailsParts {
  readonly service: CustomerService;
  readonly sight: Sight;
  readonly now: Date;
  /** In which "why" is told. */
  readonly language: string;
  /** Who has the ticket before them. */
  readonly viewers: readonly string[];
}

/** All that the page shows a person of one ticket. */
export async function ticketDetails(parts: DetailsParts, person: Person, ticket: Ticket): Promise<TicketDetails> {
  const { service, sight, now, language, viewers } = parts;
  const { id, conversationId } = ticket;
  const [conversation, agents] = await Promise.all([service.conversations.get(conversationId), service.agents.list()]);
  const names = new Map(agents.map((agent) => [agent.id, agent.name]));
  const [row, page, customer, clocks, { log, entries }, surveys] = await Promise.all([
    ticketRow(service, ticket, now),
    ticketMessages(service, conversationId, names),
    customerCard(service, sight, person, ticket),
    service.tickets.clocks(id),
    service.explain(id, { language }),
    service.surveys.listOf(id),
  ]);
  return {
    ticket: wholeTicket(row, ticket),
    conversation: { state: conversation.state, agentId: conversation.agentId },
    ...page,
    notes: log.flatMap((entry) => noteIn(entry, names)),
    customer,
    clocks: clocks.map((clock) => clockView(clock, now)),
    why: entries.map(({ at, sentences }) => ({ at: at.toISOString(), sentences })),
    surveys: surveys.map(surveyView),
    // Whoever gave it away by an act is told how it stands, once.
    may: (await sight.maySee(person, ticket)) ? actsOpenTo(person, ticket, conversation) : [],
    viewers: viewers.filter((viewer) => viewer !== person.agentId),
  };
}

function wholeTicket(row: TicketRow, ticket: Ticket): TicketDetails["ticket"] {
  const { description, type, tags, escalationReason, acknowledgedAt, mergedInto, language } = ticket;
  const acknowledged = acknowledgedAt?.toISOString() ?? null;
  return { ...row, description, type, tags, escalationReason, acknowledgedAt: acknowledged, mergedInto, language };
}

function noteIn({ at, by, fact }: LogEntry, names: ReadonlyMap<string, string>): readonly NoteView[] {
  return fact.kind === "noted" ? [{ text: fact.text, by: actorName(by, names), at: at.toISOString() }] : [];
}

function actorName(by: Actor, names: ReadonlyMap<string, string>): string {
  return by.kind === "agent" ? (names.get(by.id) ?? by.id) : by.kind;
}

function clockView({ metric, state, dueAt, breachedAt, targetMinutes }: SlaClock, now: Date): ClockView {
  const isOver = breachedAt !== null || (state === "running" && dueAt !== null && dueAt <= now);
  return { metric, state, dueAt: dueAt?.toISOString() ?? null, breached: isOver, targetMinutes };
}

function surveyView({ kind, status, score, comment, answeredAt }: Survey): SurveyView {
  return { kind, status, score, comment, answeredAt: answeredAt?.toISOString() ?? null };
}
