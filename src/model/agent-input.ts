import * as z from "zod";
import { CustomerServiceError } from "../errors.ts";
import { cleanText } from "./text.ts";

/** What is checked of an agent. */
export const agentInputSchema = z.object({
  /** Your own id of the person. */
  id: z.string().min(1).max(200),
  /** What customers see; default: the id. */
  name: z.string().min(1).max(200).transform(cleanText).optional(),
  role: z.enum(["agent", "supervisor"]).default("agent"),
  /** Default: ["general"], the skill of the general queue. */
  skills: z.array(z.string().min(1)).default(["general"]),
  languages: z.array(z.string().min(2)).default([]),
  channels: z.array(z.string().min(1)).default([]),
  /** Presence when the agent is new; later it is `setPresence` that counts. Default: online. */
  presence: z.enum(["online", "away", "offline"]).default("online"),
  /** Unfinished tickets at the same time; default 5. */
  capacity: z.number().int().min(0).max(1_000).default(5),
});

/** An agent as the backend describes one: the id is enough. */
export type AgentInput = z.input<typeof agentInputSchema>;

/** The checked agent with its defaults; refuses with `agent.refused`. */
export function parseAgent(input: AgentInput): z.output<typeof agentInputSchema> {
  const parsed = agentInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const sentence = `Agent refused: ${issue?.path.join(".") || "agent"}: ${issue?.message}.`;
  throw new CustomerServiceError("agent.refused", sentence);
}
