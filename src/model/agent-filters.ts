import type { Agent } from "./agent.ts";
import type { Language } from "./customer.ts";
import { type SkillRequirement, skillName } from "./skill.ts";

/** What a ticket asks of an agent. */
export interface AgentRequirement {
  /** Those that were dropped are not asked. */
  readonly skills: readonly SkillRequirement[];
  readonly language: Language;
  readonly channel: { readonly id: string; readonly kind: string };
  /** Only agents of one of these; empty: all. */
  readonly teams: readonly string[];
  /** How much of the agent's capacity it takes. */
  readonly weight: number;
  /** Agents who are not asked now: they let it pass a moment ago. */
  readonly passedBy: readonly string[];
}

/** The filters, in the order in which they are applied. The first that rejects is told. */
export type AgentFilter = ScreeningFilter | "strategy";

type ScreeningFilter = "presence" | "channel" | "team" | "skills" | "language" | "capacity" | "passed";

/** Agents whom one filter rejected for one reason. */
export interface AgentRejection {
  readonly filter: AgentFilter;
  /** Follows their names in a sentence: "is offline", "lacks technical 3", "holds 5 of 5". */
  readonly reason: string;
  readonly agentIds: readonly string[];
}

/** Every agent, either suitable or rejected. */
export interface AgentScreening {
  /** Those who passed every filter, in the order in which they were looked at. */
  readonly suitable: readonly Agent[];
  readonly rejected: readonly AgentRejection[];
}

/**
 * Who could take a ticket, and why not the others: online, of its channel and team, with every skill that is still asked
 * at its level, with its language, and with room for its weight.
 */
export function screenAgents(agents: Iterable<Agent>, requirement: AgentRequirement): AgentScreening {
  const suitable: Agent[] = [];
  const rejected = new Map<string, { filter: AgentFilter; reason: string; agentIds: string[] }>();
  for (const agent of agents) {
    const filter = rejectingFilter(agent, requirement);
    if (filter === null) {
      suitable.push(agent);
      continue;
    }
    const reason = reasons[filter](agent, requirement);
    const alike = rejected.get(reason);
    if (alike?.filter === filter) alike.agentIds.push(agent.id);
    else rejected.set(alike === undefined ? reason : `${filter} ${reason}`, { filter, reason, agentIds: [agent.id] });
  }
  return { suitable, rejected: [...rejected.values()] };
}

/** Whether {@link screenAgents} would find somebody suitable. */
export function someoneFits(agents: readonly Agent[], requirement: AgentRequirement): boolean {
  return agents.some((agent) => rejectingFilter(agent, requirement) === null);
}

/** Whether there is room for so much more. What weighs nothing always fits. */
export function hasRoom({ load, capacity }: Agent, weight: number): boolean {
  return weight === 0 || (load < capacity && load + weight <= capacity);
}

function rejectingFilter(agent: Agent, requirement: AgentRequirement): ScreeningFilter | null {
  const { skills, language, channel, teams, weight, passedBy } = requirement;
  if (agent.presence !== "online") return "presence";
  if (agent.channels.length > 0 && !agent.channels.includes(channel.id) && !agent.channels.includes(channel.kind)) {
    return "channel";
  }
  if (teams.length > 0 && !teams.some((team) => agent.teams.includes(team))) return "team";
  if (skills.some((asked) => isMissing(agent, asked))) return "skills";
  if (agent.languages.length > 0 && !agent.languages.includes(language)) return "language";
  if (!hasRoom(agent, weight)) return "capacity";
  return passedBy.includes(agent.id) ? "passed" : null;
}

function isMissing(agent: Agent, { skill, level, dropped }: SkillRequirement): boolean {
  return !dropped && (agent.skills[skill] ?? 0) < level;
}

const reasons: Readonly<Record<ScreeningFilter, (agent: Agent, requirement: AgentRequirement) => string>> = {
  presence: ({ presence }) => `is ${presence}`,
  channel: ({ channels }, { channel }) => `serves ${channels.join(", ")}, not ${channel.id}`,
  team: ({ teams }, { teams: asked }) => {
    return `${teams.length === 0 ? "is in no team" : `is in ${teams.join(", ")}`}, not in ${asked.join(" or ")}`;
  },
  skills: (agent, { skills }) => {
    const missing = skills.filter((asked) => isMissing(agent, asked));
    return `lacks ${missing.map(skillName).join(", ")}`;
  },
  language: ({ languages }, { language }) => `writes ${languages.join(", ")}, not ${language}`,
  capacity: ({ load, capacity }, { weight }) => {
    return `holds ${load} of ${capacity}${weight === 1 ? "" : `, and it weighs ${weight}`}`;
  },
  passed: () => "let it pass a moment ago",
};
