import { onTestFinished } from "vitest";
import type { InboxEvent } from "../../../src/http/inbox/protocol.ts";
import { until } from "../../harness.ts";
import type { Visitor } from "./inbox-desk.ts";

/** A feed as a page reads it. */
export interface EventReader {
  /** How it began. */
  readonly ready: { readonly reset: boolean; readonly cursor: string };
  /** All that came so far. */
  readonly events: readonly InboxEvent[];
  /** Where it stands: of the last event that has an id. */
  readonly cursor: string;
  readonly isOver: boolean;
  /** Resolves with the latest event of this kind, when there is one that fits. */
  next<T extends InboxEvent["type"]>(
    type: T,
    fits?: (event: Extract<InboxEvent, { type: T }>) => boolean,
  ): Promise<Extract<InboxEvent, { type: T }>>;
  /** Forgets what came. */
  forget(): void;
  close(): Promise<void>;
}

/** Opens the feed, and reads it until it is closed, or the test is over. */
export async function readEvents(visitor: Visitor, cursor?: string): Promise<EventReader> {
  const headers: Record<string, string> = { accept: "text/event-stream" };
  if (cursor !== undefined) headers["last-event-id"] = cursor;
  const response = await visitor.request("/api/events", { headers });
  if (response.body === null || response.status !== 200) throw new Error(`The feed answered ${response.status}.`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let ready: EventReader["ready"] | null = null;
  let place = "";
  let isOver = false;
  let events: InboxEvent[] = [];
  const take = (block: string): void => {
    const fields = new Map(block.split("\n").map((line) => [line.split(": ")[0], line.slice(line.indexOf(": ") + 2)]));
    const data = fields.get("data");
    if (data === undefined) return;
    if (fields.get("event") === "ready") ready = JSON.parse(data);
    else if (fields.get("event") === undefined) events.push(JSON.parse(data));
    place = fields.get("id") ?? place;
  };
  const read = async (): Promise<void> => {
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = `${rest}${part.value}`.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    }
  };
  const reading = read().then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  const close = async (): Promise<void> => {
    await reader.cancel();
    await reading;
  };
  onTestFinished(close);
  await until(() => ready !== null);
  const begun: EventReader["ready"] = ready ?? { reset: true, cursor: "" };
  place ||= begun.cursor;
  return {
    ready: begun,
    get events() {
      return events;
    },
    get cursor() {
      return place;
    },
    get isOver() {
      return isOver;
    },
    async next(type, fits = () => true) {
      type Wanted = Extract<InboxEvent, { type: typeof type }>;
      const found = (): Wanted | undefined =>
        events.filter((event): event is Wanted => event.type === type && fits(event as Wanted)).at(-1);
      await until(() => found() !== undefined);
      return found() as Wanted;
    },
    forget() {
      events = [];
    },
    close,
  };
}
