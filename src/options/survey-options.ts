import * as z from "zod/mini";
import type { SurveyKind } from "../model/survey.ts";
import { days, many, minutes, name, webAddress } from "./values.ts";

export const survey = z.strictObject({
  kind: z._default(z.enum(["csat", "nps", "ces"]), "csat"),
  url: z._default(webAddress, "https://survey.example.com"),
  secret: z.optional(z.string().check(z.minLength(16), z.maxLength(1_000))),
  delayMinutes: z._default(minutes, 0),
  expiresDays: z._default(days, 14),
  quietDays: z._default(days, 0),
  remindAfterHours: z._default(z.nullable(z.number().check(z.gt(0), z.lte(8_784))), null),
  commentMinutes: z._default(minutes, 30),
  askWithoutHuman: z._default(z.boolean(), false),
  skipQueues: many(name),
  skipTags: many(name),
});

/** How satisfaction is asked about. */
export interface SurveyOptions {
  /** `csat` (1 to 5, default), `nps` (0 to 10), `ces` (1 to 7). */
  readonly kind?: SurveyKind;
  /** Links are `<url>/<ticket id>?s=<token>`. Default: https://survey.example.com, a placeholder. */
  readonly url?: string;
  /** At least 16 characters that sign the links. Default: a key that the desk makes and keeps in its store. */
  readonly secret?: string;
  /** Minutes after the closure. Default: 0. */
  readonly delayMinutes?: number;
  /** Days in which it can be answered. Default: 14. */
  readonly expiresDays?: number;
  /** Days between two surveys of one customer. Default: 0. */
  readonly quietDays?: number;
  /** Hours after which a survey without an answer is sent once more; `null` (default): never. */
  readonly remindAfterHours?: number | null;
  /** Minutes after the score in which what the customer writes is taken as its comment, unless it is a question. Default: 30. */
  readonly commentMinutes?: number;
  /** Also ask about tickets that no human handled. Default: false. */
  readonly askWithoutHuman?: boolean;
  /** Tickets of these queues, or with one of these tags, are not asked about. */
  readonly skipQueues?: readonly string[];
  readonly skipTags?: readonly string[];
}
