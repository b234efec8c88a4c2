import type { Priority } from "./priority.ts";
import type { SlaClock, SlaMetric } from "./sla-clock.ts";
import type { Ticket, TicketStatus } from "./ticket.ts";

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

/** What a policy asks of one clock. */
export type SlaTerms = Pick<SlaClock, "policy" | "calendar" | "targetMinutes" | "warnAt" | "pauseOn">;

/** What of a ticket decides which policy is its. */
export interface SlaCase {
  readonly ticket: Pick<Ticket, "priority" | "queue" | "type">;
  readonly tier: string;
  readonly channel: { readonly id: string; readonly kind: string };
}

/** The first policy that fits; `null` when none does: nothing is measured then. */
export function slaPolicyFor({ ticket, tier, channel }: SlaCase, policies: readonly SlaPolicy[]): SlaPolicy | null {
  const { priority, queue, type } = ticket;
  // As elsewhere, `telegram/technical` is meant by `technical` too.
  const queues = [queue, queue.slice(queue.indexOf("/") + 1)];
  const fits = ({ when }: SlaPolicy) =>
    isAmong(when.priorities, [priority]) &&
    isAmong(when.queues, queues) &&
    isAmong(when.tiers, [tier]) &&
    isAmong(when.types, [type]) &&
    isAmong(when.channels, [channel.id, channel.kind]);
  return policies.find(fits) ?? null;
}

function isAmong<T>(wanted: readonly T[] | undefined, given: readonly T[]): boolean {
  return wanted === undefined || given.some((one) => wanted.includes(one));
}

const targets = {
  first_response: "firstResponseMinutes",
  next_response: "nextResponseMinutes",
  resolution: "resolutionMinutes",
  total_resolution: "totalResolutionMinutes",
} as const satisfies Record<SlaMetric, keyof SlaPolicy>;

/** What the policy asks of clocks of this metric; `null` when it does not measure it. */
export function slaTermsOf(policy: SlaPolicy | null, metric: SlaMetric): SlaTerms | null {
  const targetMinutes = policy?.[targets[metric]];
  if (policy === null || targetMinutes === undefined) return null;
  const { name, calendar, warnAt } = policy;
  return { policy: name, calendar, targetMinutes, warnAt, pauseOn: isResponse(metric) ? [] : policy.pauseOn };
}

/** Whether it measures how long a customer waits for an answer. Such clocks never stand still. */
export function isResponse(metric: SlaMetric): boolean {
  return metric === "first_response" || metric === "next_response";
}
