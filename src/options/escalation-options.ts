import * as z from "zod/mini";
import { count, many, minutes, name } from "./values.ts";

const notifiers = z.array(name).check(z.minLength(1));
const level = z.union(
  [
    notifiers,
    z.strictObject({
      notify: notifiers,
      recipients: many(name),
      acknowledgeMinutes: z.optional(minutes),
      queue: z.optional(name),
    }),
  ],
  "expected notifier ids, or { notify, recipients, acknowledgeMinutes, queue }",
);
const keyword = z.union([name, z.instanceof(RegExp)], "expected a word or a RegExp");

export const escalation = z.strictObject({
  acknowledgeMinutes: z._default(minutes, 30),
  levels: z.optional(z.array(level).check(z.minLength(1))),
  triggers: z.prefault(
    z.strictObject({
      botFailures: z._default(z.nullable(count(1, 1_000)), 3),
      anger: z._default(z.boolean(), true),
      complaint: z._default(z.boolean(), false),
      tiers: many(name),
      keywords: many(keyword),
    }),
    {},
  ),
});

/** A level as options say it: notifier ids, or with all it can say. */
export type EscalationLevelOptions =
  | readonly string[]
  | {
      /** Ids of the notifiers through which it is told. */
      readonly notify: readonly string[];
      /** Whom they are to tell, in their own words: addresses, names of groups. */
      readonly recipients?: readonly string[];
      /** Minutes this level has to acknowledge. Default: those of all levels. */
      readonly acknowledgeMinutes?: number;
      /** The ticket moves to this queue. Default: it stays where it is. */
      readonly queue?: string;
    };

/** When and to whom tickets are escalated. */
export interface EscalationOptions {
  /** Minutes for each level to acknowledge before the next one is told. Default: 30. */
  readonly acknowledgeMinutes?: number;
  /** Default: one level with all notifiers. */
  readonly levels?: readonly EscalationLevelOptions[];
  /** What escalates a ticket without anybody's doing, besides the SLA and `unansweredMinutes`; each once. */
  readonly triggers?: {
    /** The bot gave up so often in one conversation; `null`: never. Default: 3. */
    readonly botFailures?: number | null;
    /** The customer is angry. Default: true. */
    readonly anger?: boolean;
    /** The customer complains, or threatens with a lawyer. Default: false: it raises the priority. */
    readonly complaint?: boolean;
    /** Tickets of customers of these tiers ("vip"), as soon as they are opened. Default: none. */
    readonly tiers?: readonly string[];
    /** Words that must not wait. Default: none. */
    readonly keywords?: readonly (string | RegExp)[];
  };
}
