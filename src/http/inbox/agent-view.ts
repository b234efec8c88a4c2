import type { Agent } from "../../model/agent.ts";
import type { AgentView } from "./protocol.ts";

/** An agent as the page shows them. */
export function agentView({ id, name, presence, load, capacity }: Agent): AgentView {
  return { id, name, presence, load, capacity };
}
