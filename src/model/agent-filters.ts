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
export type AgentFilter = "presence" | "channel" | "team" | "skills" | "language" | "capacity" | "passed" | "strategy";

/** What is looked at before the strategy is asked. */
type ScreeningFilter = Exclude<AgentFilter, "strategy">;

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
  const rejected: { filter: AgentFilter; reason: string; agentIds: string[] }[] = [];
  const alike = new Map<ScreeningFilter, Map<string | number, string[]>>();
  for (const agent of agents) {
    const filter = rejectingFilter(agent, requirement);
    if (filter === null) {
      suitable.push(agent);
      continue;
    }
    const { sameFor, reason } = filters[filter];
    const groups = alike.get(filter) ?? new Map<string | number, string[]>();
    if (groups.size === 0) alike.set(filter, groups);
    const key = sameFor(agent, requirement);
    const known = groups.get(key);
    if (known !== undefined) known.push(agent.id);
    else {
      const agentIds = [agent.id];
      groups.set(key, agentIds);
      rejected.push({ filter, reason: reason(agent, requirement), agentIds });
    }
  }
  return { suitable, rejected };
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
  const { language, channel, teams, weight, passedBy } = requirement;
  if (agent.presence !== "online") return "presence";
  if (agent.channels.length > 0 && !agent.channels.includes(channel.id) && !agent.channels.includes(channel.kind)) {
    return "channel";
  }
  if (teams.length > 0 && !teams.some((team) => agent.teams.includes(team))) return "team";
  if (lacksSkill(agent, requirement)) return "skills";
  if (agent.languages.length > 0 && !speaks(agent.languages, language)) return "language";
  if (!hasRoom(agent, weight)) return "capacity";
  return passedBy.includes(agent.id) ? "passed" : null;
}

/** Who writes `zh` serves `zh-CN`. */
function speaks(languages: readonly Language[], language: Language): boolean {
  const asked = language.toLowerCase();
  return languages.some((one) => asked === one.toLowerCase() || asked.startsWith(`${one.toLowerCase()}-`));
}

/** A loop, since this is asked of a thousand agents at a time. */
function lacksSkill(agent: Agent, { skills }: AgentRequirement): boolean {
  for (const asked of skills) if (isMissing(agent, asked)) return true;
  return false;
}

function isMissing(agent: Agent, { skill, level, dropped }: SkillRequirement): boolean {
  return !dropped && (agent.skills[skill] ?? 0) < level;
}

/** Why a filter rejects an agent, and, cheaper to tell, what those have in common whom it rejects for the same reason. */
interface Filter {
  readonly reason: (agent: Agent, requirement: AgentRequirement) => string;
  readonly sameFor: (agent: Agent, requirement: AgentRequirement) => string | number;
}

const filters: Readonly<Record<ScreeningFilter, Filter>> = {
  presence: { reason: ({ presence }) => `is ${presence}`, sameFor: ({ presence }) => presence },
  channel: {
    reason: ({ channels }, { channel }) => `serves ${channels.join(", ")}, not ${channel.id}`,
    sameFor: ({ channels }) => channels.join(),
  },
  team: {
    reason: ({ teams }, { teams: asked }) =>
      `${teams.length === 0 ? "is in no team" : `is in ${teams.join(", ")}`}, not in ${asked.join(" or ")}`,
    sameFor: ({ teams }) => teams.join(),
  },
  skills: {
    reason: (agent, { skills }) => {
      const missing = skills.filter((asked) => isMissing(agent, asked));
      return `lacks ${missing.map(skillName).join(", ")}`;
    },
    sameFor: (agent, { skills }) =>
      skills.reduce((places, asked, place) => places + (isMissing(agent, asked) ? 2 ** place : 0), 0),
  },
  language: {
    reason: ({ languages }, { language }) => `writes ${languages.join(", ")}, not ${language}`,
    sameFor: ({ languages }) => languages.join(),
  },
  capacity: {
    reason: ({ load, capacity }, { weight }) =>
      `holds ${load} of ${capacity}${weight === 1 ? "" : `, and it weighs ${weight}`}`,
    sameFor: ({ load, capacity }) => `${load} ${capacity}`,
  },
  passed: { reason: () => "let it pass a moment ago", sameFor: () => 0 },
};
