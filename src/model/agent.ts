import type { Language } from "./customer.ts";
import { type SkillRequirement, skillName } from "./skill.ts";

/** Whether an agent takes tickets now: only `online` does. */
export type Presence = "online" | "away" | "offline";

/** A person of the desk who answers customers. */
export interface Agent {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Skill -> how good the agent is at it, from 1 (knows it) to 10. */
  readonly skills: Readonly<Record<string, number>>;
  /** Teams the agent belongs to: a queue may be served by some teams only. */
  readonly teams: readonly string[];
  /** Languages the agent writes; empty means any. */
  readonly languages: readonly Language[];
  /** Channels the agent serves, by id or kind; empty means all. */
  readonly channels: readonly string[];
  readonly presence: Presence;
  /** How much the agent may hold through routing; taking a ticket by hand may exceed it. */
  readonly capacity: number;
  /** The weights of the unfinished tickets the agent holds or is asked to accept: 1 for each, or as the channel has it. */
  readonly load: number;
  /** When a ticket was last given to the agent: the longest idle is asked first. */
  readonly lastAssignedAt: Date | null;
  /** When the agent's own program last said that they are there; `null` when it never does. */
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a ticket asks of an agent. */
export interface AgentRequirement {
  readonly skills: readonly SkillRequirement[];
  readonly language: Language;
  readonly channel: { readonly id: string; readonly kind: string };
}

/** The filters, in the order in which they are applied. The first that rejects is told. */
export type AgentFilter = "presence" | "channel" | "skills" | "language" | "capacity";

/** Whom routing chose, and why not the others. */
export interface AgentChoice {
  readonly chosen: Agent | null;
  readonly rejected: readonly { readonly agentId: string; readonly filter: AgentFilter; readonly reason: string }[];
  /** Those who passed every filter, best first. */
  readonly suitable: readonly string[];
}

/**
 * Skill-based choice: only online agents of the channel with every required skill, the language and free capacity;
 * among them the longest idle, then the smaller id.
 */
export function chooseAgent(agents: readonly Agent[], requirement: AgentRequirement): AgentChoice {
  const rejected: { agentId: string; filter: AgentFilter; reason: string }[] = [];
  const suitable: Agent[] = [];
  for (const agent of agents) {
    const rejection = rejectionOf(agent, requirement);
    if (rejection === null) suitable.push(agent);
    else rejected.push({ agentId: agent.id, ...rejection });
  }
  suitable.sort(byLongestIdle);
  return { chosen: suitable[0] ?? null, rejected, suitable: suitable.map((agent) => agent.id) };
}

function rejectionOf(agent: Agent, requirement: AgentRequirement): { filter: AgentFilter; reason: string } | null {
  const { skills, language, channel } = requirement;
  if (agent.presence !== "online") return { filter: "presence", reason: `is ${agent.presence}` };
  if (agent.channels.length > 0 && !agent.channels.includes(channel.id) && !agent.channels.includes(channel.kind)) {
    return { filter: "channel", reason: `serves ${agent.channels.join(", ")}, not ${channel.id}` };
  }
  const missing = skills.filter(({ skill, level }) => (agent.skills[skill] ?? 0) < level);
  if (missing.length > 0) return { filter: "skills", reason: `lacks ${missing.map(skillName).join(", ")}` };
  if (agent.languages.length > 0 && !agent.languages.includes(language)) {
    return { filter: "language", reason: `writes ${agent.languages.join(", ")}, not ${language}` };
  }
  if (agent.load >= agent.capacity) return { filter: "capacity", reason: `holds ${agent.load} of ${agent.capacity}` };
  return null;
}

/** Longest idle first; one who was never given a ticket has been idle longest of all. */
function byLongestIdle(a: Agent, b: Agent): number {
  const idle = (a.lastAssignedAt?.getTime() ?? 0) - (b.lastAssignedAt?.getTime() ?? 0);
  return idle !== 0 ? idle : a.id < b.id ? -1 : 1;
}
