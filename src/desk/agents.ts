import { offerWaiting } from "../acts/assign-ticket.ts";
import { agentOf, existing } from "../acts/lookup.ts";
import type { Agent, Presence } from "../model/agent.ts";
import { type AgentInput, parseAgent } from "../model/agent-input.ts";
import { Desk } from "./desk.ts";

/** The people of the desk. */
export class Agents extends Desk {
  /** Adds an agent, or changes one: presence, load and history of one who is there already stay. */
  async add(input: AgentInput): Promise<Agent> {
    const data = parseAgent(input);
    return this.act({}, async (act) => {
      const known = await act.tx.get("agent", data.id, { lock: true });
      const agent = await act.tx.put("agent", {
        version: 0,
        load: 0,
        lastAssignedAt: null,
        lastSeenAt: null,
        createdAt: act.now,
        ...known,
        ...data,
        name: data.name ?? data.id,
        presence: known?.presence ?? data.presence,
        updatedAt: act.now,
      });
      act.emit("agent.changed", { agent });
      await offerWaiting(act);
      return agent;
    });
  }

  /** The agent; refuses with `agent.not_found`. */
  get(agentId: string): Promise<Agent> {
    return this.read((reader) => existing(reader, "agent", agentId));
  }

  /** All agents with this presence; without one, all: online first. */
  async list(presence?: Presence): Promise<readonly Agent[]> {
    const wanted: readonly Presence[] = presence === undefined ? ["online", "away", "offline"] : [presence];
    return this.read(async (tx) => {
      const found: Agent[] = [];
      for (const one of wanted)
        found.push(...(await tx.find("agent", "byPresence", { presence: one }, { limit: 10_000 })));
      return found;
    });
  }

  /** Only online agents are given tickets; coming online, they are offered those that wait. */
  async setPresence(agentId: string, presence: Presence): Promise<Agent> {
    return this.act({}, async (act) => {
      const known = await agentOf(act, agentId);
      if (known.presence === presence) return known;
      const agent = await act.tx.put("agent", { ...known, presence, updatedAt: act.now });
      act.emit("agent.changed", { agent });
      if (presence === "online") await offerWaiting(act);
      return agent;
    });
  }
}
