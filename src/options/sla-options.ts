import * as z from "zod/mini";
import { priorities } from "../model/priority.ts";
import type { SlaPolicy } from "../model/sla-policy.ts";
import { minutes, name } from "./values.ts";

const target = z.optional(minutes.check(z.gt(0)));
const names = z.optional(z.array(name).check(z.minLength(1)));
const policy = z.strictObject({
  name,
  when: z._default(
    z.strictObject({
      priorities: z.optional(z.array(z.enum(priorities)).check(z.minLength(1))),
      queues: names,
      tiers: names,
      types: names,
      channels: names,
    }),
    {},
  ),
  calendar: z._default(z.nullable(name), null),
  firstResponseMinutes: target,
  nextResponseMinutes: target,
  resolutionMinutes: target,
  totalResolutionMinutes: target,
  warnAt: z._default(z.number().check(z.gt(0), z.lt(1)), 0.8),
  pauseOn: z._default(z.array(z.enum(["pending", "open", "in_progress", "escalated"])), ["pending"]),
  escalateOn: z._default(z.enum(["breach", "warning", "never"]), "breach"),
});

export const sla = z._default(
  z
    .array(policy)
    .check(z.refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "each needs a name of its own")),
  [],
);

/** A policy as options say it: only its name is needed, and one without a target measures nothing. */
export type SlaPolicyOptions = Pick<SlaPolicy, "name"> & Partial<SlaPolicy>;
