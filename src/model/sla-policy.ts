import type { Priority } from "./priority.ts";
import type { TicketStatus } from "./ticket.ts";

/** How soon tickets are to be dealt with. Of several policies, the first that fits a ticket is its. */
export interface SlaPolicy {
  readonly name: string;
  /** Which tickets it is for: those that fit every list given. Default: all. */
  readonly when: {
    readonly priorities?: readonly Priority[] | undefined;
    readonly queues?: readonly string[] | undefined;
    /** Tiers of customers. */
    readonly tiers?: readonly string[] | undefined;
    readonly types?: readonly string[] | undefined;
    /** Channels, by id or kind. */
    readonly channels?: readonly string[] | undefined;
  };
  /** One of the desk's calendars (`default` is its `businessHours`), in whose open hours it counts; `null` (default): around the clock. */
  readonly calendar: string | null;
  /** Until a human first answers. A target that is left out is not measured. */
  readonly firstResponseMinutes?: number | undefined;
  /** Until a human answers again, from the oldest message without an answer. */
  readonly nextResponseMinutes?: number | undefined;
  /** Until it is resolved for the first time. */
  readonly resolutionMinutes?: number | undefined;
  /** Until it is resolved, with the time after each reopening added. */
  readonly totalResolutionMinutes?: number | undefined;
  /** The share of a target after which a warning is due. Default: 0.8. */
  readonly warnAt: number;
  /** Statuses in which resolution clocks stand still. Default: `pending`. Response clocks always run: the customer waits. */
  readonly pauseOn: readonly Exclude<TicketStatus, "resolved" | "closed">[];
  /** Whether the ticket escalates at a breach (default), already at the warning, or not by itself. */
  readonly escalateOn: "breach" | "warning" | "never";
}
