import { changePresence, watchPresence } from "../acts/agent-presence.ts";
import { everyAgent } from "../acts/agent-roster.ts";
import { offerWaiting } from "../acts/assign-ticket.ts";
import { agentOf, existing } from "../acts/lookup.ts";
import type { Agent, Presence } from "../model/agent.ts";
import { type AgentInput, parseAgent, parsePresence } from "../model/agent-input.ts";
import { Desk } from "./desk.ts";

/** The people of the desk. */
export class Agents extends Desk {
  /** Adds an agent, or changes one: presence, load and history of one who is there already stay. */
  async add(input: AgentInput): Promise<Agent> {
    const data = parseAgent(input);
    return this.act({}, async (act) => {
      const known = await act.tx.get("agent", data.id, { lock: true });
      const agent = await act.keepAgent({
        version: 0,
        load: 0,
        lastAssignedAt: null,
        lastSeenAt: null,
        handsBack: false,
        createdAt: act.now,
        ...known,
        ...data,
        name: data.name ?? data.id,
        presence: known?.presence ?? data.presence,
        updatedAt: act.now,
      });
      act.emit("agent.changed", { agent });
      await offerWaiting(act, { agentId: agent.id });
      return agent;
    });
  }

  /** The agent; refuses with `agent.not_found`. */
  get(agentId: string): Promise<Agent> {
    return this.read((reader) => existing(reader, "agent", agentId));
  }

  /** All agents with this presence; without one, all: online first. */
  async list(presence?: Presence): Promise<readonly Agent[]> {
    return this.read((reader) =>
      presence === undefined ? everyAgent(reader) : reader.find("agent", "byPresence", { presence }, { limit: 10_000 }),
    );
  }

  /**
   * Only online agents are given tickets; coming online, they are offered those that wait, up to their capacity. Going
   * away or offline, they keep what they have; what is offered to them goes to the next. With `handBack`, tickets whose
   * customer waits for an answer, or begins to while they are away, go back to their queues. Refuses with `agent.not_found`, or with
   * `agent.refused` what is no presence.
   */
  async setPresence(
    agentId: string,
    presence: Presence,
    options: { readonly handBack?: boolean } = {},
  ): Promise<Agent> {
    const wanted = parsePresence(presence);
    return this.act({}, async (act) => changePresence(act, await agentOf(act, agentId), wanted, options));
  }

  /**
   * The agent's program says that they are there. With `presenceTimeoutMinutes`, who has sent one and then sends none for
   * so long is away, and the tickets whose customer waits for an answer go back to their queues. A heartbeat brings
   * nobody back: look at the presence it resolves with, and set it. Refuses with `agent.not_found`.
   */
  async heartbeat(agentId: string): Promise<Agent> {
    return this.act({}, async (act) => {
      const agent = await act.keepAgent({ ...(await agentOf(act, agentId)), lastSeenAt: act.now });
      await watchPresence(act, agent);
      return agent;
    });
  }
}
