import { topics } from "../../live/topics.ts";
import type { Logger } from "../../ports/logger.ts";
import type { FeedEvent } from "../event-stream.ts";
import type { Feed } from "../feed.ts";
import { agentView } from "./agent-view.ts";
import type { InboxNews, News, PassingSignal } from "./inbox-news.ts";
import type { Person } from "./person.ts";
import type { InboxEvent } from "./protocol.ts";
import { cursorAt, type Place, placeOf } from "./recent-changes.ts";
import type { Sight } from "./sight.ts";
import type { SignsOfLife } from "./signs-of-life.ts";

/** What the feeds of all share. */
export interface InboxFeedParts {
  readonly news: InboxNews;
  readonly sight: Sight;
  readonly signsOfLife: SignsOfLife;
  readonly logger: Logger;
}

/**
 * What one person is told: of each change what they see now, by the rule of the lists, and that they see it no more. Their
 * teams are those of the moment; their role is that of its beginning, and a feed does not live long.
 */
export class InboxFeed implements Feed {
  readonly #parts: InboxFeedParts;
  readonly #person: Person;
  #place: Place;
  readonly #isNew: boolean;

  constructor(parts: InboxFeedParts, person: Person, cursor: string | null) {
    this.#parts = parts;
    this.#person = person;
    const { changes } = parts.news;
    const place = placeOf(cursor);
    this.#isNew = place === null || !changes.knows(place);
    this.#place = place === null || this.#isNew ? changes.now : place;
  }

  /** Also when what it stood on came to nothing meanwhile. */
  get reset(): boolean {
    return this.#isNew || !this.#parts.news.changes.knows(this.#place);
  }

  get cursor(): string {
    const { changes } = this.#parts.news;
    return cursorAt(changes.knows(this.#place) ? this.#place : changes.now);
  }

  async pull(): Promise<readonly FeedEvent[]> {
    const { news } = this.#parts;
    if (!news.changes.knows(this.#place)) return [];
    const changed = news.changes.since(this.#place);
    const last = changed.at(-1);
    if (last === undefined) return [];
    const person = await this.#personNow();
    const told = await Promise.all(
      changed.map(async ({ topic, place }) => {
        const events = await this.#eventsOf(person, await news.of(topic));
        // The place is behind all of them: who got only some of them gets all of them again.
        return events.map((event, index): FeedEvent => {
          return { ...fed(event), id: index === events.length - 1 ? cursorAt(place) : undefined };
        });
      }),
    );
    this.#place = last.place;
    return told.flat();
  }

  watch(look: () => void, tell: (event: FeedEvent) => void, end: () => void): () => void {
    const { news, signsOfLife, logger } = this.#parts;
    const hear = (signal: PassingSignal): void => {
      this.#passing(signal).then(
        (events) => events.map(fed).forEach(tell),
        (error: unknown) => logger.debug({ error }, "What happens just now could not be told."),
      );
    };
    const unwatch = news.watch({ look, hear, end });
    const endSigns = signsOfLife.begin(this.#person.agentId);
    return () => {
      unwatch();
      endSigns();
    };
  }

  async #eventsOf(person: Person, { tickets, agents }: News): Promise<readonly InboxEvent[]> {
    if (agents !== null) return [{ type: "agents", agents: agents.map(agentView) }];
    const { sight } = this.#parts;
    return Promise.all(
      tickets.map(async ({ ticket, row }): Promise<InboxEvent> => {
        const isSeen = await sight.maySee(person, ticket);
        return isSeen ? { type: "ticket", row } : { type: "gone", ticketId: ticket.id };
      }),
    );
  }

  async #passing(passing: PassingSignal): Promise<readonly InboxEvent[]> {
    const event = eventOf(passing);
    if (event === null || ("agentId" in event && event.agentId === this.#person.agentId)) return [];
    const [person, tickets] = await Promise.all([this.#personNow(), passing.tickets]);
    return (await this.#parts.sight.seenOf(person, tickets)).length === 0 ? [] : [event];
  }

  async #personNow(): Promise<Person> {
    const { agents } = await this.#parts.news.of(topics.agents);
    const agent = agents?.find(({ id }) => id === this.#person.agentId);
    return { ...this.#person, teams: agent?.teams ?? [] };
  }
}

function fed(event: InboxEvent): FeedEvent {
  const { type, ...data } = event;
  return { type, data };
}

function eventOf(passing: PassingSignal): InboxEvent | null {
  if ("ticketId" in passing) {
    const { ticketId, agentId, viewing } = passing;
    return { type: "viewing", ticketId, agentId, viewing };
  }
  const { conversationId, signal } = passing;
  if (signal.by.kind === "customer") return { type: "typing", conversationId, from: "customer", agentId: null };
  if (signal.by.kind === "agent") return { type: "typing", conversationId, from: "agent", agentId: signal.by.id };
  return null;
}
