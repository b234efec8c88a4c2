import { type InboundEvent, parseInboundEvent } from "../../model/inbound.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import type { Logger } from "../../ports/logger.ts";
import { simulatedClock } from "../simulated-clock.ts";

/** A desk that checks events as the real one does, and takes them unless it is told not to. */
export interface ScriptedDesk {
  readonly context: ChannelContext;
  /** What it took, with repetitions, in order. */
  readonly received: readonly InboundEvent[];
  /** What the channel logged. */
  readonly logged: readonly unknown[];
  /** Rejects what comes with what this returns; `null` takes it. */
  refuseWith(refusal: (event: InboundEvent) => Error | null): void;
}

/** A desk for a channel under test; it never stores anything. */
export function scriptedDesk(): ScriptedDesk {
  const received: InboundEvent[] = [];
  const logged: unknown[] = [];
  const seen = new Set<string>();
  let refusal: (event: InboundEvent) => Error | null = () => null;
  const note = (details: unknown, sentence: string) => void logged.push(details, sentence);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  return {
    context: {
      async receive(input) {
        const event = parseInboundEvent(input);
        const error = refusal(event);
        if (error !== null) throw error;
        received.push(event);
        if (seen.has(event.eventId)) return "duplicate";
        seen.add(event.eventId);
        return "accepted";
      },
      clock: simulatedClock(),
      logger,
    },
    received,
    logged,
    refuseWith(given) {
      refusal = given;
    },
  };
}
