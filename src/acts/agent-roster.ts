import type { Roster } from "../context.ts";
import type { Agent, Presence } from "../model/agent.ts";
import type { StoreReader } from "../ports/ticket-store.ts";

/**
 * The agents of a store that only this process writes to are read once and then kept; those of a store that is shared
 * are read anew each time.
 */
export function agentRoster({ shared }: { readonly shared: boolean }): Roster {
  return shared ? { read: everyAgent, begin() {}, end() {} } : new KeptRoster();
}

const presences: readonly Presence[] = ["online", "away", "offline"];

/** All agents in the store, those who are online first. */
export async function everyAgent(reader: StoreReader): Promise<readonly Agent[]> {
  const found: Agent[] = [];
  for (const presence of presences) {
    found.push(...(await reader.find("agent", "byPresence", { presence }, { limit: 10_000 })));
  }
  return found;
}

/**
 * Keeps the agents as they were committed last. An agent whom a transaction under way has written is read from the store
 * until it is known how that one ended, so that nothing rests on what may be over.
 */
class KeptRoster implements Roster {
  readonly #agents = new Map<string, Agent>();
  #isLoaded = false;
  /** How often it was not known how a transaction ended. */
  #doubts = 0;
  /** How many transactions under way have written each agent. */
  readonly #writers = new Map<string, number>();

  async read(reader: StoreReader): Promise<readonly Agent[]> {
    if (!this.#isLoaded) await this.#load(reader);
    const current = new Map<string, Agent>();
    for (const id of [...this.#writers.keys()]) {
      const agent = await reader.get("agent", id, { known: this.#agents.get(id) });
      if (agent !== null) current.set(id, agent);
    }
    if (current.size === 0) return [...this.#agents.values()];
    return [...new Map([...this.#agents, ...current]).values()];
  }

  begin(agentId: string): void {
    this.#writers.set(agentId, (this.#writers.get(agentId) ?? 0) + 1);
  }

  end(agentId: string, left: Agent | null): void {
    const others = (this.#writers.get(agentId) ?? 1) - 1;
    if (others > 0) this.#writers.set(agentId, others);
    else this.#writers.delete(agentId);
    if (left !== null) this.#keep(left);
    else {
      this.#isLoaded = false;
      this.#doubts += 1;
    }
  }

  async #load(reader: StoreReader): Promise<void> {
    const doubts = this.#doubts;
    const found = await everyAgent(reader);
    // The reader sees what it has written itself, which may come to nothing.
    for (const agent of found) if (!this.#writers.has(agent.id)) this.#keep(agent);
    this.#isLoaded = doubts === this.#doubts;
  }

  /** What was read while a newer one was committed does not replace it. */
  #keep(agent: Agent): void {
    const known = this.#agents.get(agent.id);
    if (known === undefined || known.version < agent.version) this.#agents.set(agent.id, inOnePiece(agent));
  }
}

/** A record that was put together from parts is read several times slower, and routing reads all of them each time. */
function inOnePiece(agent: Agent): Agent {
  const { id, version, name, skills, teams, languages, channels, presence, handsBack, capacity, load } = agent;
  const { lastAssignedAt, lastSeenAt, createdAt, updatedAt } = agent;
  return Object.freeze({
    id,
    version,
    name,
    skills,
    teams,
    languages,
    channels,
    presence,
    handsBack,
    capacity,
    load,
    lastAssignedAt,
    lastSeenAt,
    createdAt,
    updatedAt,
  });
}
