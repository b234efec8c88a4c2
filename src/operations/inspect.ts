import { loadOf } from "../model/agent.ts";
import { applied, type Finding, type JobsByName, namesOf } from "../model/integrity.ts";
import * as rules from "../model/integrity-rules.ts";
import type { JobRecord } from "../model/job.ts";
import type { Message } from "../model/message.ts";
import type { RecordTypes } from "../model/records.ts";
import { isUnfinished, ticketStatuses } from "../model/ticket.ts";
import { type Policy, queueTermsOf } from "../policy.ts";
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
export type InspectedKind = "conversation" | "ticket" | "survey" | "agent";

type Inspector<K extends InspectedKind> = (look: Look, record: RecordTypes[K]) => Promise<readonly Finding[]>;

/** What the rules find wrong with a record, read with what belongs to it. */
export const inspect: { readonly [K in InspectedKind]: Inspector<K> } = {
  async conversation({ read, lock, passed }, conversation) {
    const { id, ticketId } = conversation;
    const ticket = ticketId === null ? null : await read((reader) => reader.get("ticket", ticketId, { lock }));
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
    const facts = { conversation, ticket, numbering: { count, misplaced } };
    return [...applied(rules.conversationRules, { kind: "conversation", id }, facts), ...found];
  },

  ticket({ read, lock, terms }, ticket) {
    return read(async (reader) => {
      const conversation = await reader.get("conversation", ticket.conversationId, { lock });
      const { overflow } = queueTermsOf(terms, ticket.queue);
      const facts = { ticket, conversation, terms, overflow, now: reader.now };
      return applied(rules.ticketRules, { kind: "ticket", id: ticket.id }, facts);
    });
  },

  async survey({ terms }, survey) {
    return applied(rules.surveyRules, { kind: "survey", id: survey.id }, { survey, terms });
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
