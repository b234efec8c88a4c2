import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";

const words = z.readonly(z.array(text(1, 200)));

/** What is checked of an agent. */
export const agentInputSchema = z.strictObject({
  /** Your own id of the person. */
  id: text(1, 200),
  /** What customers see; default: the id. */
  name: z.optional(text(1, 200)),
  /** Default: ["general"], the skill of the general queue. */
  skills: z._default(words, ["general"]),
  languages: z._default(words, []),
  channels: z._default(words, []),
  /** Presence when the agent is new; later it is `setPresence` that counts. Default: online. */
  presence: z._default(z.enum(["online", "away", "offline"]), "online"),
  /** Unfinished tickets at the same time; default 5. */
  capacity: z._default(z.number().check(z.int(), z.gte(0), z.lte(1_000)), 5),
});

/** An agent as the backend describes one: the id is enough. */
export type AgentInput = z.input<typeof agentInputSchema>;

/** The checked agent with its defaults; refuses with `agent.refused`. */
export function parseAgent(input: AgentInput): z.output<typeof agentInputSchema> {
  return checked(agentInputSchema, input, (where, rule) => {
    return new CustomerServiceError("agent.refused", `Agent refused: ${where || "agent"}: ${rule}.`);
  });
}
