import type { CustomerService } from "../../customer-service.ts";
import type { LiveSignal } from "../../live/live.ts";
import { conversationOfTopic, topics } from "../../live/topics.ts";
import type { Agent } from "../../model/agent.ts";
import type { Ticket } from "../../model/ticket.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import { MissedChanges } from "./missed-changes.ts";
import type { TicketRow } from "./protocol.ts";
import { RecentChanges } from "./recent-changes.ts";
import { orNull } from "./sight.ts";
import { ticketRows } from "./ticket-rows.ts";
import { Viewers, viewingTopic } from "./viewers.ts";

/** Changes are read and told together, so long after the first. */
const gatherMs = 50;
/** Latest tickets of a conversation that are told when something of it changes. */
const ticketsTold = 20;
/** What was read is kept for the next who asks, until it changes; at most of so many topics. */
const mostKept = 2_000;

/** What is told when a topic changed, as it is in the store. */
export interface News {
  readonly tickets: readonly { readonly ticket: Ticket; readonly row: TicketRow }[];
  readonly agents: readonly Agent[] | null;
}

/** A feed that stands on the news. */
export interface NewsReader {
  look(): void;
  hear(signal: PassingSignal): void;
  end(): void;
}

/** What is not kept, with the tickets by which it is told who may know. */
export type PassingSignal = { readonly tickets: Promise<readonly Ticket[]> } & (
  | { readonly conversationId: string; readonly signal: Extract<LiveSignal, { type: "typing" }> }
  | { readonly ticketId: string; readonly agentId: string; readonly viewing: boolean }
);

/**
 * What happens in the desk, for all who have the inbox open in this process. It hears live that something changed, and reads
 * it from the store once, however many look.
 */
export class InboxNews {
  readonly changes: RecentChanges;
  readonly viewers: Viewers;
  readonly #service: CustomerService;
  readonly #clock: Clock;
  readonly #readers = new Set<NewsReader>();
  readonly #missed: MissedChanges;
  readonly #kept = new Map<string, { readonly news: Promise<News>; readonly at: number }>();
  #cancelTelling: (() => void) | null = null;

  constructor(
    service: CustomerService,
    { clock, logger, newEpoch }: { readonly clock: Clock; readonly logger: Logger; readonly newEpoch: () => string },
  ) {
    this.#service = service;
    this.#clock = clock;
    const tell = (topic: string) => this.#changed(topic);
    this.#missed = new MissedChanges({ service, clock, logger, viewed: () => this.viewers.tickets, tell });
    this.changes = new RecentChanges(newEpoch);
    this.viewers = new Viewers(clock, (ticketId, agentId) => this.#view(ticketId, agentId, false));
    service.live.watchAll((signal, topic) => this.#hear(signal, topic));
  }

  /** Tells `reader` from now on; returns what ends it. */
  watch(reader: NewsReader): () => void {
    this.#readers.add(reader);
    this.#missed.begin();
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#missed.end();
    };
  }

  /** What there is to tell of a topic now. */
  of(topic: string): Promise<News> {
    const at = this.#clock.now().getTime();
    const kept = this.#kept.get(topic);
    // What other processes change is not always heard of.
    const keptMs = this.#service.live.lookAgainMs ?? Number.POSITIVE_INFINITY;
    if (kept !== undefined && at - kept.at < keptMs) return kept.news;
    const read = { news: this.#read(topic), at };
    this.#kept.set(topic, read);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value ?? "");
    // What failed is read again by the next who asks; who asked now is told.
    read.news.catch(() => this.#kept.get(topic) === read && this.#kept.delete(topic));
    return read.news;
  }

  async #read(topic: string): Promise<News> {
    const { tickets, agents } = this.#service;
    if (topic === topics.agents) return { tickets: [], agents: await agents.list() };
    const conversationId = conversationOfTopic(topic) ?? "";
    const found = await tickets.list({ conversationId }, { limit: ticketsTold, descending: true });
    const rows = await ticketRows(this.#service, found, this.#clock.now());
    const pairs = found.flatMap((ticket, place) => {
      const row = rows[place];
      return row === undefined ? [] : [{ ticket, row }];
    });
    return { tickets: pairs.reverse(), agents: null };
  }

  #hear(signal: LiveSignal, topic: string | null): void {
    if (topic === null) this.#restart();
    else if (signal.type === "changed") this.#changed(topic);
    else if (signal.type === "typing") this.#typing(signal, topic);
    else if (signal.type === "viewing") this.#viewing(signal, topic);
    else signal satisfies never;
  }

  #changed(topic: string): void {
    if (topic !== topics.agents && conversationOfTopic(topic) === null) return;
    this.changes.note(topic);
    this.#kept.delete(topic);
    this.#cancelTelling ??= this.#clock.after(gatherMs, () => {
      this.#cancelTelling = null;
      for (const reader of [...this.#readers]) reader.look();
    });
  }

  /** Nothing heard of before counts any more; nor does anything wait for its time, which after a stop never comes. */
  #restart(): void {
    this.#cancelTelling?.();
    this.#cancelTelling = null;
    this.viewers.forget();
    this.changes.restart();
    this.#kept.clear();
    for (const reader of [...this.#readers]) reader.end();
  }

  #typing(signal: Extract<LiveSignal, { type: "typing" }>, topic: string): void {
    const conversationId = conversationOfTopic(topic);
    if (conversationId === null || this.#readers.size === 0) return;
    const tickets = this.of(topic).then((news) => news.tickets.map(({ ticket }) => ticket));
    this.#pass({ conversationId, signal, tickets });
  }

  #viewing({ agentId, viewing }: Extract<LiveSignal, { type: "viewing" }>, topic: string): void {
    const ticketId = viewingTopic.ticketOf(topic);
    if (ticketId === null) return;
    this.viewers.note(ticketId, agentId, viewing);
    this.#view(ticketId, agentId, viewing);
  }

  #view(ticketId: string, agentId: string, viewing: boolean): void {
    if (this.#readers.size === 0) return;
    const found = orNull(this.#service.tickets.get(ticketId), "ticket.not_found");
    this.#pass({ ticketId, agentId, viewing, tickets: found.then((ticket) => (ticket === null ? [] : [ticket])) });
  }

  #pass(signal: PassingSignal): void {
    // Readers who need the tickets hear of a failure; it may be that none does.
    signal.tickets.catch(() => {});
    for (const reader of [...this.#readers]) reader.hear(signal);
  }
}
