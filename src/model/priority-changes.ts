import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import { type Priority, priorities, type Severity } from "./priority.ts";

/** What a person judged of a ticket: a priority, or how bad and how soon, which make one. */
export interface PriorityChanges {
  readonly priority?: Priority | undefined;
  readonly impact?: Severity | null | undefined;
  readonly urgency?: Severity | null | undefined;
  readonly reason?: string | undefined;
}

const severity = z.optional(z.nullable(z.enum(["high", "medium", "low"])));
const schema = z.object({
  priority: z.optional(z.enum(priorities)),
  impact: severity,
  urgency: severity,
  reason: z.optional(text(1, 10_000)),
});

/** The checked changes; refuses with `ticket.refused`. */
export function parsePriorityChanges(changes: PriorityChanges): PriorityChanges {
  return checked(schema, changes, (where, rule) => {
    return new CustomerServiceError("ticket.refused", `Priority refused: ${where || "changes"}: ${rule}.`);
  });
}
