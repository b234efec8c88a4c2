import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import type { Agent, Presence } from "./agent.ts";
import { checked, text } from "./check.ts";
import { isLanguage } from "./language.ts";
import { skillLevel } from "./skill.ts";

const languageTag = z.string().check(z.refine(isLanguage, "expected a language tag such as zh or zh-CN"));
const words = z.readonly(z.array(text(1, 200)));

const skills = z.union([words, z.record(text(1, 200), skillLevel)]);

/** What is checked of an agent. */
export const agentInputSchema = z.strictObject({
  /** Your own id of the person. */
  id: text(1, 200),
  /** What customers see; default: the id. */
  name: z.optional(text(1, 200)),
  /** Names, each at level 1, or name -> level from 1 to 10. Default: ["general"], the skill of the general queue. */
  skills: z._default(skills, ["general"]),
  teams: z._default(words, []),
  languages: z._default(z.readonly(z.array(languageTag)), []),
  channels: z._default(words, []),
  /** Presence when the agent is new; later it is `setPresence` that counts. Default: online. */
  presence: z._default(z.enum(["online", "away", "offline"]), "online"),
  /** Unfinished tickets at the same time, each by the weight of its channel; default 5. */
  capacity: z._default(z.number().check(z.int(), z.gte(0), z.lte(1_000)), 5),
});

/** An agent as the backend describes one: the id is enough. */
export type AgentInput = z.input<typeof agentInputSchema>;

/** Refuses with `agent.refused` what is no presence. */
export function parsePresence(presence: Presence): Presence {
  return checked(z.enum(["online", "away", "offline"]), presence, (_, rule) => {
    return new CustomerServiceError("agent.refused", `Presence refused: ${rule}.`);
  });
}

type CheckedAgent = Omit<z.output<typeof agentInputSchema>, "skills"> & Pick<Agent, "skills">;

/** The checked agent with its defaults; refuses with `agent.refused`. */
export function parseAgent(input: AgentInput): CheckedAgent {
  const agent = checked(agentInputSchema, input, (where, rule) => {
    return new CustomerServiceError("agent.refused", `Agent refused: ${where || "agent"}: ${rule}.`);
  });
  return { ...agent, skills: levelsOf(agent.skills) };
}

/** Skills that are only named are known at the first level. */
export function levelsOf(
  given: readonly string[] | Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return isNames(given) ? Object.fromEntries(given.map((skill) => [skill, 1])) : given;
}

function isNames(given: readonly string[] | Readonly<Record<string, number>>): given is readonly string[] {
  return Array.isArray(given);
}
