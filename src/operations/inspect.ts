import { clocksOf } from "../acts/sla-clocks.ts";
import { loadOf } from "../model/agent.ts";
import type { Customer } from "../model/customer.ts";
import { applied, type Finding, type JobsByName, namesOf } from "../model/integrity.ts";
import * as rules from "../model/integrity-rules.ts";
import type { JobRecord } from "../model/job.ts";
import type { Message } from "../model/message.ts";
import type { RecordTypes } from "../model/records.ts";
import { isUnfinished, type Ticket, ticketStatuses } from "../model/ticket.ts";
import { type Policy, queueTermsOf, unansweredDueAt } from "../policy.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import { all, jobPages, pages, type Reading } from "./reading.ts";

/** How things are looked at. */
export interface Look {
  readonly read: Reading;
  /** Keeps what is looked at from others meanwhile: in one transaction. */
  readonly lock: boolean;
  readonly terms: Policy;
  /** Called with each message that is looked at. */
  readonly passed?: (message: Message) => void;
}

/** The kinds that are looked at by themselves; messages are with their conversation. */
export type InspectedKind = "identity" | "conversation" | "ticket" | "survey" | "agent";

type Inspector<K extends InspectedKind> = (look: Look, record: RecordTypes[K]) => Promise<readonly Finding[]>;

/** What the rules find wrong with a record, read with what belongs to it. */
export const inspect: { readonly [K in InspectedKind]: Inspector<K> } = {
  async identity(look, identity) {
    const customer = await customerOf(look, identity.customerId);
    return applied(rules.identityRules, { kind: "identity", id: identity.id }, { identity, customer });
  },

  async conversation(look, conversation) {
    const { read, lock, passed } = look;
    const { id, ticketId } = conversation;
    const customer = await customerOf(look, conversation.customerId);
    const ticket = ticketId === null ? null : await read((reader) => reader.get("ticket", ticketId, { lock }));
    const { laterTicketIds } = conversation;
    const isAlone = laterTicketIds.length === 0;
    const laterTickets = isAlone ? [] : await read((reader) => ticketsOf(reader, laterTicketIds));
    const found: Finding[] = [];
    let count = 0;
    let misplaced: Message | null = null;
    for await (const page of pages(read, "message", "ofConversation", { conversationId: id }, { lock })) {
      for (const message of page) {
        passed?.(message);
        count += 1;
        if (misplaced === null && message.sequence !== count) misplaced = message;
        found.push(...applied(rules.messageRules, { kind: "message", id: message.id }, { message, conversation }));
      }
    }
    const facts = { conversation, customer, ticket, laterTickets, numbering: { count, misplaced } };
    return [...applied(rules.conversationRules, { kind: "conversation", id }, facts), ...found];
  },

  async ticket(look, ticket) {
    const { read, lock, terms } = look;
    const customer = await customerOf(look, ticket.customerId);
    return read(async (reader) => {
      const conversation = await reader.get("conversation", ticket.conversationId, { lock });
      // A link changes on both tickets at once, and this one is kept from others: the other need not be.
      const others = await ticketsOf(reader, [...new Set(ticket.links.map(({ ticketId }) => ticketId))]);
      const linked = new Map(others.flatMap((other) => (other === null ? [] : [[other.id, other] as const])));
      const due = {
        unansweredDueAt: unansweredDueAt(terms, ticket),
        overflow: queueTermsOf(terms, ticket.queue).overflow,
      };
      const facts = { ticket, customer, conversation, linked, terms, ...due };
      const clocks = terms.sla.length === 0 ? [] : await clocksOf(reader, ticket.id);
      const ofClocks = clocks.flatMap((slaClock) => {
        const subject = { kind: "slaClock", id: slaClock.id } as const;
        return applied(rules.slaClockRules, subject, { slaClock, ticket, clocks, terms });
      });
      return [...applied(rules.ticketRules, { kind: "ticket", id: ticket.id }, facts), ...ofClocks];
    });
  },

  async survey(look, survey) {
    const customer = await customerOf(look, survey.customerId);
    return look.read(async (reader) => {
      const ofTicket = await reader.find("survey", "ofTicket", { ticketId: survey.ticketId }, { limit: 1_000 });
      const ofClosure = ofTicket.filter(({ closure }) => closure === survey.closure).length;
      const facts = { survey, customer, ofClosure, terms: look.terms, now: reader.now };
      return applied(rules.surveyRules, { kind: "survey", id: survey.id }, facts);
    });
  },

  async agent({ read, terms }, agent) {
    const weights = new Map<string, number>();
    const carried = () => loadOf([...weights.values()]);
    // One that moves to another status between two readings may be in neither.
    for (let round = 1; round === 1 || (round <= 3 && carried() !== agent.load); round += 1) {
      const found = [...(await all(read, "ticket", "reserved", { reservedFor: agent.id }))];
      for (const status of ticketStatuses.filter(isUnfinished)) {
        found.push(...(await all(read, "ticket", "ofAgent", { agentId: agent.id, status })));
      }
      for (const { id, weight } of found) weights.set(id, weight);
    }
    return applied(rules.agentRules, { kind: "agent", id: agent.id }, { agent, carried: carried(), terms });
  },
};

async function ticketsOf(reader: StoreReader, ids: readonly string[]): Promise<readonly (Ticket | null)[]> {
  const found: (Ticket | null)[] = [];
  for (const id of ids) found.push(await reader.get("ticket", id));
  return found;
}

/** Not locked: whoever merges customers takes what is theirs first, and that is. */
function customerOf({ read }: Look, id: string | null): Promise<Customer | null> {
  return id === null ? Promise.resolve(null) : read((reader) => reader.get("customer", id));
}

/** What the rules find wrong with a live job, unless there are others. */
export function inspectJob(job: JobRecord): readonly Finding[] {
  return applied(rules.jobRules, { kind: "job", id: job.id }, job);
}

/** The live jobs of each name that these findings ask for: as they stand, by id and attempt. */
export async function jobsFor(read: Reading, findings: readonly Finding[]): Promise<JobsByName> {
  const jobs = new Map<string, Set<string>>();
  for (const { unless } of findings) if (unless !== undefined) jobs.set(unless.job, new Set());
  if (jobs.size === 0) return jobs;
  for await (const page of jobPages(read, "live")) {
    for (const job of page) for (const name of namesOf(job)) jobs.get(name)?.add(`${job.id} ${job.attempt}`);
  }
  return jobs;
}
