import type { Language } from "./customer.ts";

/** Whether an agent takes tickets now: only `online` does. */
export type Presence = "online" | "away" | "offline";

/** A person of the desk who answers customers. */
export interface Agent {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly skills: readonly string[];
  /** Languages the agent writes; empty means any. */
  readonly languages: readonly Language[];
  /** Channels the agent serves, by id or kind; empty means all. */
  readonly channels: readonly string[];
  readonly presence: Presence;
  /** How many unfinished tickets the agent may hold through assignment; taking one by hand may exceed it. */
  readonly capacity: number;
  /** Unfinished tickets the agent holds now. */
  readonly load: number;
  /** When a ticket was last given to the agent: the longest idle is asked first. */
  readonly lastAssignedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a ticket asks of an agent. */
export interface AgentRequirement {
  readonly skills: readonly string[];
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
  const missing = skills.filter((skill) => !agent.skills.includes(skill));
  if (missing.length > 0) return { filter: "skills", reason: `lacks ${missing.join(", ")}` };
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
