import type { CustomerService } from "../../customer-service.ts";
import { isCode } from "../../errors.ts";
import { topics } from "../../live/topics.ts";
import type { TicketStatus } from "../../model/ticket.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import { agentView } from "./agent-view.ts";

/** What it looks with, and whom it tells. */
export interface MissedChangesParts {
  readonly service: CustomerService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tickets that somebody has before them: of these every message counts. */
  readonly viewed: () => Iterable<string>;
  /** Called with each topic of which something is another than at the look before. */
  readonly tell: (topic: string) => void;
}

/** The desk as it was at a look. */
interface Look {
  /** Tickets that are not ended: id -> version, and the topic. */
  readonly tickets: ReadonlyMap<string, { readonly version: number; readonly topic: string }>;
  /** Topic -> the latest message, of conversations that somebody has before them. */
  readonly messages: ReadonlyMap<string, string>;
  readonly agents: string;
}

const unfinished: readonly TicketStatus[] = ["open", "in_progress", "pending", "escalated"];
/** The latest of each status that are looked at. */
const mostTickets = 1_000;

/**
 * Looks into a store that others write to, too, for what was never heard of: a process that dies between a commit and its
 * telling tells nobody. What changed since the look before is told, though it may have been heard: once more does no harm.
 */
export class MissedChanges {
  readonly #parts: MissedChangesParts;
  #known: Look | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(parts: MissedChangesParts) {
    this.#parts = parts;
  }

  /** Looks from now on, every now and then, until `end`. Where nobody else writes, there is nothing to look for. */
  begin(): void {
    const { clock, service } = this.#parts;
    const { lookAgainMs } = service.live;
    if (lookAgainMs === null || this.#cancel !== null) return;
    const look = async (): Promise<void> => {
      this.#lookedAt = clock.now().getTime();
      this.#cancel = clock.after(lookAgainMs, look);
      await this.#look();
    };
    const waitMs = this.#lookedAt + lookAgainMs - clock.now().getTime();
    if (waitMs > 0) this.#cancel = clock.after(waitMs, look);
    else void look();
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #look(): Promise<void> {
    const { logger, tell } = this.#parts;
    try {
      const look = await this.#lookNow();
      const changed = this.#known === null ? [] : changedBetween(this.#known, look);
      this.#known = look;
      for (const topic of changed) tell(topic);
    } catch (error) {
      if (isCode(error, "service.not_running")) return;
      logger.warn({ error }, "The inbox could not look for what it was not told; it looks again.");
    }
  }

  async #lookNow(): Promise<Look> {
    const { service, viewed } = this.#parts;
    const page = { limit: mostTickets, descending: true };
    const [agents, ...found] = await Promise.all([
      service.agents.list(),
      ...unfinished.map((status) => service.tickets.list({ status }, page)),
    ]);
    const tickets = new Map(found.flat().map((ticket) => [ticket.id, ticket]));
    const open = [...viewed()].flatMap((id) => tickets.get(id)?.conversationId ?? []);
    const messages = [...new Set(open)].map(async (conversationId) => {
      const [latest] = await service.conversations.messages(conversationId, { limit: 1, descending: true });
      return [topics.conversation(conversationId), `${latest?.id} ${latest?.version}`] as const;
    });
    return {
      tickets: new Map(
        [...tickets].map(([id, { version, conversationId }]) => {
          return [id, { version, topic: topics.conversation(conversationId) }];
        }),
      ),
      messages: new Map(await Promise.all(messages)),
      agents: JSON.stringify(agents.map((agent) => [agentView(agent), agent.teams])),
    };
  }
}

/** The topics of what is another, is there now, or is there no more. */
function changedBetween(before: Look, now: Look): ReadonlySet<string> {
  const changed = new Set<string>(before.agents === now.agents ? [] : [topics.agents]);
  for (const [id, { version, topic }] of now.tickets)
    if (before.tickets.get(id)?.version !== version) changed.add(topic);
  for (const [id, { topic }] of before.tickets) if (!now.tickets.has(id)) changed.add(topic);
  for (const [topic, latest] of now.messages) if ((before.messages.get(topic) ?? latest) !== latest) changed.add(topic);
  return changed;
}
