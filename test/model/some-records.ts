import type { Agent } from "../../src/model/agent.ts";
import type { SkillRequirement } from "../../src/model/skill.ts";
import type { Survey } from "../../src/model/survey.ts";
import type { Ticket } from "../../src/model/ticket.ts";

const createdAt = new Date("2026-01-05T09:00:00Z");

/** A ticket as it is when it has just been opened. */
export function someTicket(fields: Partial<Ticket> = {}): Ticket {
  return {
    ...{ id: "T-1", version: 1, customerId: "ada", conversationId: "c", channelId: "web" },
    ...{ subject: "It broke", description: "It broke", type: "general", status: "open", priority: "normal" },
    ...{
      language: "en",
      queue: "general",
      skills: [],
      tags: [],
      fields: {},
      agentId: null,
      waiting: null,
      priorityRank: 2,
    },
    ...{ number: 1, impact: null, urgency: null, links: [], mergedInto: null, weight: 0, reservedFor: null },
    ...{ reservedUntil: null, passedBy: [], overflows: 0, escalationCauses: [], lastAgentId: null },
    ...{ waitingSince: null, escalationLevel: 0, escalationCount: 0, escalationReason: null, escalatedAt: null },
    ...{ acknowledgedAt: null, createdAt, updatedAt: createdAt, assignedAt: null, firstRepliedAt: null },
    ...{
      resolvedAt: null,
      resolvedBy: null,
      closedAt: null,
      closedBy: null,
      closureCount: 0,
      awaitingReplySince: null,
    },
    ...fields,
  };
}

export function someSkill(skill: string, fields: Partial<SkillRequirement> = {}): SkillRequirement {
  return { skill, level: 1, relaxAfterMinutes: null, dropped: false, ...fields };
}

export function someAgent(fields: Partial<Agent> = {}): Agent {
  return {
    ...{
      id: "li",
      version: 1,
      name: "Li",
      skills: {},
      teams: [],
      languages: [],
      channels: [],
      lastSeenAt: null,
      handsBack: false,
    },
    ...{ presence: "online", capacity: 5, load: 0, lastAssignedAt: null, createdAt, updatedAt: createdAt },
    ...fields,
  };
}

/** A survey that was sent and waits for its answer until 19 January. */
export function someSurvey(fields: Partial<Survey> = {}): Survey {
  return {
    ...{ id: "s-1", version: 2, ticketId: "T-1", closure: 1, customerId: "ada", conversationId: "c" },
    ...{
      channelId: "web",
      queue: "general",
      kind: "csat",
      remindedAt: null,
      commentUntil: null,
      agentId: "li",
      status: "sent",
      statusReason: null,
      score: null,
      comment: null,
    },
    ...{ createdAt, sentAt: createdAt, answeredAt: null, expiresAt: new Date("2026-01-19T09:00:00Z") },
    ...fields,
  };
}
