import * as z from "zod/mini";
import { skillRequirementSchema } from "../model/skill.ts";
import { type RoutingStrategy, routingStrategies } from "../ports/routing-strategy.ts";
import { count, days, having, isName, many, minutes, name } from "./values.ts";

/** The name of a strategy that comes with kefu, or one of the user's own. */
export const routing = z.union(
  [
    z.enum(routingStrategies),
    having<RoutingStrategy>("a RoutingStrategy", "order").check(
      z.refine(({ name }) => isName(name), "expected name and order"),
    ),
  ],
  `expected ${routingStrategies.join(", ")}, or a RoutingStrategy (with name and order)`,
);

export const skillRoute = z.strictObject({ queue: name, skills: many(skillRequirementSchema) });

/** What a customer's message does to an ended ticket. */
export const reopening = z.union(
  [z.literal("always"), z.literal("never"), days],
  "expected always, never, or a number of days",
);

const overflow = z
  .array(z.strictObject({ afterMinutes: minutes, to: name }))
  .check(z.refine(isInOrder, "expected each afterMinutes to be greater than the one before"));

function isInOrder(steps: readonly { readonly afterMinutes: number }[]): boolean {
  return steps.every(({ afterMinutes }, place) => afterMinutes > (steps[place - 1]?.afterMinutes ?? -1));
}

/** What can be said for all queues, and for each. */
export const queueTerms = {
  routing: z.optional(routing),
  teams: z.optional(z.array(name)),
  reservationSeconds: z.optional(z.nullable(count(1, 86_400))),
  stickyDays: z.optional(z.nullable(days)),
  overflow: z.optional(overflow),
  businessHours: z.optional(name),
  reopenWithinDays: z.optional(reopening),
  keepAgentOnReopen: z.optional(z.boolean()),
};

export const queues = z._default(z.record(name, z.strictObject(queueTerms)), {});

/** What one queue does otherwise than the desk. */
export interface QueueOptions {
  readonly routing?: "skill_based" | "round_robin" | "least_busy" | "manual" | RoutingStrategy;
  /** Only agents of these teams are asked. Default: every team. */
  readonly teams?: readonly string[];
  readonly reservationSeconds?: number | null;
  readonly stickyDays?: number | null;
  /**
   * Where a ticket that began to wait in this queue goes on waiting: each step so many minutes after it began. The steps
   * of the queues it comes to do not count.
   */
  readonly overflow?: readonly { readonly afterMinutes: number; readonly to: string }[];
  /** The name of one of the `calendars`. */
  readonly businessHours?: string;
  readonly reopenWithinDays?: number | "always" | "never";
  readonly keepAgentOnReopen?: boolean;
}
