import type { Agent } from "../../model/agent.ts";
import { type Conversation, newConversation } from "../../model/conversation.ts";
import type { Customer, Identity } from "../../model/customer.ts";
import type { CustomerMerge } from "../../model/customer-merge.ts";
import type { LogEntry } from "../../model/decision.ts";
import type { Message } from "../../model/message.ts";
import type { Setting } from "../../model/setting.ts";
import type { SkillRequirement } from "../../model/skill.ts";
import type { SlaClock } from "../../model/sla-clock.ts";
import type { Survey } from "../../model/survey.ts";
import type { Ticket } from "../../model/ticket.ts";
import type { TicketView } from "../../model/ticket-view.ts";

export const sampleTime = new Date("2026-01-05T08:30:00.123Z");

export function sampleTicket(id: string, fields: Partial<Ticket> = {}): Ticket {
  return {
    id,
    version: 0,
    number: 0,
    customerId: "customer-1",
    conversationId: "conversation-1",
    channelId: "web",
    subject: "It does not start",
    description: "It does not start since yesterday",
    type: "technical",
    status: "open",
    priority: "normal",
    language: "en",
    queue: "support",
    skills: [sampleSkill("hardware"), sampleSkill("billing")],
    tags: ["hardware"],
    fields: { serial: "4711" },
    impact: null,
    urgency: null,
    links: [],
    mergedInto: null,
    weight: 0,
    reservedFor: null,
    reservedUntil: null,
    passedBy: [],
    overflows: 0,
    escalationCauses: [],
    lastAgentId: null,
    agentId: null,
    waiting: null,
    priorityRank: 2,
    waitingSince: null,
    escalationLevel: 0,
    escalationCount: 0,
    escalationReason: null,
    escalatedAt: null,
    acknowledgedAt: null,
    createdAt: sampleTime,
    updatedAt: sampleTime,
    assignedAt: null,
    firstRepliedAt: null,
    awaitingReplySince: null,
    resolvedAt: null,
    resolvedBy: null,
    closedAt: null,
    closedBy: null,
    closureCount: 0,
    ...fields,
  };
}

export function sampleSkill(skill: string): SkillRequirement {
  return { skill, level: 1, relaxAfterMinutes: null, dropped: false };
}

export function sampleConversation(id: string, fields: Partial<Conversation> = {}): Conversation {
  return { ...newConversation({ id, channelId: "web", address: `thread of ${id}`, createdAt: sampleTime }), ...fields };
}

export function sampleMessage(id: string, fields: Partial<Message> = {}): Message {
  return {
    id,
    version: 0,
    conversationId: "conversation-1",
    channelId: "web",
    sequence: 1,
    direction: "inbound",
    author: { kind: "customer", id: null },
    sender: { ids: ["ada"], verified: true },
    content: { text: "Hello" },
    status: "received",
    statusReason: null,
    externalId: null,
    sentParts: 0,
    ticketId: null,
    createdAt: sampleTime,
    sentAt: null,
    editedAt: null,
    deletedAt: null,
    reaction: null,
    eventId: null,
    resentAs: null,
    ...fields,
  };
}

export function sampleAgent(id: string, fields: Partial<Agent> = {}): Agent {
  return {
    id,
    version: 0,
    name: "Lin",
    skills: { hardware: 1 },
    teams: [],
    languages: ["zh-CN"],
    channels: [],
    presence: "online",
    handsBack: false,
    capacity: 3,
    load: 0,
    lastAssignedAt: null,
    lastSeenAt: null,
    createdAt: sampleTime,
    updatedAt: sampleTime,
    ...fields,
  };
}

export function sampleCustomer(id: string, fields: Partial<Customer> = {}): Customer {
  return {
    id,
    version: 0,
    name: "Ada",
    language: "en",
    tier: "standard",
    mergedInto: null,
    surveys: true,
    lastAgentId: null,
    lastServedAt: null,
    lastSurveyedAt: null,
    createdAt: sampleTime,
    updatedAt: sampleTime,
    ...fields,
  };
}

export function sampleIdentity(id: string, fields: Partial<Identity> = {}): Identity {
  return {
    id,
    version: 0,
    customerId: "customer-1",
    verified: true,
    evidence: "channel",
    through: null,
    createdAt: sampleTime,
    ...fields,
  };
}

export function sampleSurvey(id: string, fields: Partial<Survey> = {}): Survey {
  return {
    id,
    version: 0,
    ticketId: "T-1",
    kind: "csat",
    closure: 1,
    customerId: "customer-1",
    conversationId: "conversation-1",
    channelId: "web",
    queue: "support",
    agentId: null,
    status: "sent",
    statusReason: null,
    score: null,
    comment: null,
    createdAt: sampleTime,
    sentAt: sampleTime,
    answeredAt: null,
    remindedAt: null,
    commentUntil: null,
    expiresAt: sampleTime,
    ...fields,
  };
}

export function sampleSlaClock(id: string, fields: Partial<SlaClock> = {}): SlaClock {
  return {
    id,
    version: 0,
    ticketId: "T-1",
    metric: "resolution",
    instance: 1,
    policy: "gold",
    calendar: null,
    targetMinutes: 60,
    warnAt: 0.8,
    pauseOn: ["pending"],
    state: "running",
    startedAt: sampleTime,
    runningSince: sampleTime,
    elapsedMs: 0,
    dueAt: sampleTime,
    warnedAt: null,
    breachedAt: null,
    endedAt: null,
    ...fields,
  };
}

export function sampleCustomerMerge(id: string, fields: Partial<CustomerMerge> = {}): CustomerMerge {
  return {
    id,
    version: 0,
    keptId: "customer-1",
    mergedId: "customer-2",
    identity: "web:ada",
    evidence: "one-time code",
    moved: { identities: ["web:ada"], conversations: [], tickets: ["T-1"], surveys: [] },
    taken: { name: null, noSurveys: false },
    mergedAt: sampleTime,
    undoneAt: null,
    ...fields,
  };
}

export function sampleTicketView(id: string, fields: Partial<TicketView> = {}): TicketView {
  return { id, version: 0, name: "Urgent", owner: "", filter: { tags: ["urgent"] }, createdAt: sampleTime, ...fields };
}

export function sampleSetting(id: string, fields: Partial<Setting> = {}): Setting {
  return { id, version: 0, value: 1, ...fields };
}

export function sampleEntry(text: string): LogEntry {
  return { at: sampleTime, by: { kind: "agent", id: "lin" }, fact: { kind: "noted", text } };
}
