import type { Agents } from "../../desk/agents.ts";
import { isCode } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";

const beatMs = 30_000;

/** While somebody has the inbox open, the desk hears of it every now and then: once, in however many windows. */
export class SignsOfLife {
  readonly #agents: Agents;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** How many windows each has open, and what ends their beat. */
  readonly #present = new Map<string, { windows: number; end: () => void }>();
  /** When the desk last heard of each: a page that polls comes and goes all the time. */
  readonly #heardAt = new Map<string, number>();

  constructor(agents: Agents, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#agents = agents;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** How many windows they have open in this process. */
  windowsOf(agentId: string): number {
    return this.#present.get(agentId)?.windows ?? 0;
  }

  /** They are there from now on; returns what ends it. Call that once. */
  begin(agentId: string): () => void {
    const one = this.#present.get(agentId) ?? { windows: 0, end: this.#beat(agentId) };
    one.windows += 1;
    this.#present.set(agentId, one);
    return () => {
      one.windows -= 1;
      if (one.windows > 0) return;
      one.end();
      this.#present.delete(agentId);
    };
  }

  #beat(agentId: string): () => void {
    let cancel = (): void => {};
    const beat = async (): Promise<void> => {
      cancel = this.#clock.after(beatMs, beat);
      this.#heardAt.set(agentId, this.#now());
      try {
        await this.#agents.heartbeat(agentId);
      } catch (error) {
        if (isCode(error, "service.not_running")) return;
        this.#logger.warn({ agentId, error }, "It could not be kept that an agent is there.");
      }
    };
    const heardAt = this.#heardAt.get(agentId);
    if (heardAt === undefined || this.#now() - heardAt >= beatMs) void beat();
    else cancel = this.#clock.after(heardAt + beatMs - this.#now(), beat);
    return () => cancel();
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
