import type { Clock } from "../../ports/clock.ts";

/** The page says every 20 s that it still has the ticket before it. */
const believedMs = 45_000;

/** The live topic in which it is told who has a ticket before them. */
export const viewingTopic = {
  of: (ticketId: string): string => `viewing:${ticketId}`,
  /** The ticket of a topic; `null` for other topics. */
  ticketOf: (topic: string): string | null => (topic.startsWith("viewing:") ? topic.slice("viewing:".length) : null),
} as const;

/** Which agents have a ticket before them, as far as this process heard. Who says nothing for a while has not any more. */
export class Viewers {
  readonly #clock: Clock;
  readonly #left: (ticketId: string, agentId: string) => void;
  /** Ticket -> agent -> what stops the wait for their silence. */
  readonly #waits = new Map<string, Map<string, () => void>>();

  /** `left` is called when somebody fell silent. */
  constructor(clock: Clock, left: (ticketId: string, agentId: string) => void) {
    this.#clock = clock;
    this.#left = left;
  }

  of(ticketId: string): readonly string[] {
    return [...(this.#waits.get(ticketId)?.keys() ?? [])];
  }

  /** Those that somebody has before them. */
  get tickets(): Iterable<string> {
    return this.#waits.keys();
  }

  note(ticketId: string, agentId: string, viewing: boolean): void {
    const waits = this.#waits.get(ticketId) ?? new Map<string, () => void>();
    waits.get(agentId)?.();
    waits.delete(agentId);
    if (viewing) {
      waits.set(
        agentId,
        this.#clock.after(believedMs, () => {
          this.note(ticketId, agentId, false);
          this.#left(ticketId, agentId);
        }),
      );
    }
    if (waits.size > 0) this.#waits.set(ticketId, waits);
    else this.#waits.delete(ticketId);
  }

  /** Nobody has anything before them, as far as is known. Who has, says so again soon. */
  forget(): void {
    for (const waits of this.#waits.values()) for (const cancel of waits.values()) cancel();
    this.#waits.clear();
  }
}
