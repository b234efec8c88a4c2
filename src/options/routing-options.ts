import * as z from "zod/mini";
import { skillRequirementSchema } from "../model/skill.ts";
import { type RoutingStrategy, routingStrategies } from "../ports/routing-strategy.ts";
import { count, days, having, many, minutes, name } from "./values.ts";

/** The name of a strategy that comes with kefu, or one of the user's own. */
export const routing = z.union(
  [z.enum(routingStrategies), having<RoutingStrategy>("a RoutingStrategy", "order")],
  `expected ${routingStrategies.join(", ")}, or a RoutingStrategy (with order)`,
);

export const skillRoute = z.strictObject({ queue: name, skills: many(skillRequirementSchema) });

/** What a customer's message does to an ended ticket. */
export const reopening = z.union(
  [z.literal("always"), z.literal("never"), days],
  "expected always, never, or a number of days",
);

/** What can be said for all queues, and for each. */
export const queueTerms = {
  routing: z.optional(routing),
  teams: z.optional(z.array(name)),
  reservationSeconds: z.optional(z.nullable(count(1, 86_400))),
  stickyDays: z.optional(z.nullable(days)),
  overflow: z.optional(z.array(z.strictObject({ afterMinutes: minutes, to: name }))),
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
  /** After so many minutes in this queue the ticket waits in another; counted from when it began to wait. */
  readonly overflow?: readonly { readonly afterMinutes: number; readonly to: string }[];
  /** The name of one of the `calendars`. */
  readonly businessHours?: string;
  readonly reopenWithinDays?: number | "always" | "never";
  readonly keepAgentOnReopen?: boolean;
}
