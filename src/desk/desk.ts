import type { Act } from "../acts/act.ts";
import { perform, system } from "../acts/act.ts";
import { existing } from "../acts/lookup.ts";
import type { ServiceContext } from "../context.ts";
import type { Actor } from "../model/message.ts";
import type { StoreReader } from "../ports/ticket-store.ts";

/** Who does it: an agent of the desk; without one, the backend itself. */
export interface DoneBy {
  readonly agentId?: string | undefined;
}

/** A page of a list. */
export interface PageOptions<T> {
  /** At most so many; default 50, at most 1,000. */
  readonly limit?: number | undefined;
  /** The last of the page before. */
  readonly after?: T | undefined;
  /** Newest first. */
  readonly descending?: boolean | undefined;
}

export function page<T>(options: PageOptions<T>): { limit: number; after?: T; descending: boolean } {
  const { after, descending = false } = options;
  const limit = Math.min(Math.max(Math.trunc(options.limit ?? 50), 1), 1_000);
  return after === undefined ? { limit, descending } : { limit, descending, after };
}

export function actorOf({ agentId }: DoneBy): Actor {
  return agentId === undefined ? system : { kind: "agent", id: agentId };
}

/** What the desks share: the service, looked up when it is used, since it refuses before start and after stop. */
export class Desk {
  readonly #context: () => ServiceContext;

  constructor(context: () => ServiceContext) {
    this.#context = context;
  }

  protected get service(): ServiceContext {
    return this.#context();
  }

  protected async read<T>(work: (tx: StoreReader) => Promise<T>): Promise<T> {
    const { store, tenant } = this.service;
    return store.read(tenant, work);
  }

  /** One act of an agent, who must exist, or of the backend. */
  protected async act<T>(done: DoneBy, work: (act: Act) => Promise<T>): Promise<T> {
    const { agentId } = done;
    return perform(this.service, actorOf(done), async (act) => {
      if (agentId !== undefined) await existing(act.tx, "agent", agentId);
      return work(act);
    });
  }
}
