import * as z from "zod/mini";
import { CustomerServiceError } from "./errors.ts";
import { type AgentInput, agentInputSchema } from "./model/agent-input.ts";
import { checked } from "./model/check.ts";
import { type KnowledgeEntryInput, knowledgeEntrySchema } from "./model/knowledge.ts";
import { type PriorityRule, priorities, priorityRules } from "./model/priority.ts";
import type { SkillRequirement, SkillRequirementInput } from "./model/skill.ts";
import type { TicketFieldsSchema } from "./model/ticket-fields.ts";
import { type CalendarOptions, calendar } from "./options/calendar-options.ts";
import { type EscalationOptions, escalation } from "./options/escalation-options.ts";
import { type QueueOptions, queues, queueTerms, reopening, routing, skillRoute } from "./options/routing-options.ts";
import { type SlaPolicyOptions, sla } from "./options/sla-options.ts";
import { type SurveyOptions, survey } from "./options/survey-options.ts";
import { type CannedReplies, cannedReplies, ticketFields } from "./options/ticket-options.ts";
import {
  count,
  days,
  having,
  isName,
  languageTag,
  many,
  minutes,
  name,
  sentence,
  someMinutes,
} from "./options/values.ts";
import type { Policy, TemplateOutsideWindow } from "./policy.ts";
import type { Answerer } from "./ports/answerer.ts";
import type { Bell } from "./ports/bell.ts";
import type { ChannelAdapter } from "./ports/channel-adapter.ts";
import type { Classifier } from "./ports/classifier.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ids } from "./ports/ids.ts";
import type { KnowledgeStore } from "./ports/knowledge-store.ts";
import type { Logger } from "./ports/logger.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { Random } from "./ports/random.ts";
import type { RoutingStrategy, RoutingStrategyName } from "./ports/routing-strategy.ts";
import type { Telemetry } from "./ports/telemetry.ts";
import type { TicketStore } from "./ports/ticket-store.ts";
import type { TextOverrides } from "./texts/texts.ts";

const channel = having<ChannelAdapter>("a ChannelAdapter", "start", "send", "stop").check(
  z.refine(({ id, kind, capabilities }) => {
    return isName(id) && isName(kind) && typeof capabilities?.text?.max === "number" && capabilities.text.max > 0;
  }, "expected id, kind and capabilities.text.max"),
);
const notifier = having<Notifier>("a Notifier", "notify").check(z.refine(({ id }) => isName(id), "expected an id"));
const knowledgeStore = having<KnowledgeStore>("a KnowledgeStore", "add", "remove", "get", "search");
const ticketStore = having<TicketStore>(
  "a TicketStore",
  ...(["migrate", "open", "transact", "read", "claim", "renew", "nextDueAt", "onWake", "close"] as const),
);
const distinct = z.refine<readonly { readonly id: string }[]>(
  (all) => new Set(all.map(({ id }) => id)).size === all.length,
  "each needs an id of its own",
);
const priorityRule = z.object({ priority: z.enum(priorities), reason: z.string(), pattern: z.instanceof(RegExp) });
const weight = z.number().check(z.gte(0), z.lte(1_000));

const optionsSchema = z.strictObject({
  channels: z.optional(z.array(z.union([name, channel], "expected the name of an adapter, or a ChannelAdapter"))),
  adapters: many(channel),
  unifiedInbox: z._default(z.boolean(), true),
  ...queueTerms,
  routing: z._default(routing, "skill_based"),
  queues,
  channelWeights: z._default(z.record(name, weight), {}),
  awayAfterMissedOffer: z._default(z.boolean(), true),
  reassignAfterMinutes: z._default(z.nullable(someMinutes), null),
  presenceTimeoutMinutes: z._default(z.nullable(someMinutes), null),
  gatherSeconds: z._default(z.number().check(z.gte(0), z.lte(3_600)), 0),
  faq: z._default(z.record(sentence, sentence), {}),
  knowledge: z.optional(z.union([knowledgeStore, z.array(knowledgeEntrySchema)])),
  knowledgeLimit: z._default(count(1, 100), 3),
  answerThreshold: z._default(z.number().check(z.gte(0), z.lte(1)), 0.5),
  classifiers: z.optional(z.array(having<Classifier>("a Classifier", "classify"))),
  answerers: many(having<Answerer>("an Answerer", "answer")),
  routes: z._default(z.record(name, z.union([z.literal("auto_reply"), skillRoute])), {}),
  unclassifiedType: z._default(name, "simple"),
  fallbackRoute: z.prefault(skillRoute, { queue: "general", skills: ["general"] }),
  agents: many(agentInputSchema).check(distinct),
  notifiers: many(notifier).check(distinct),
  priorityRules: z.optional(z.array(priorityRule)),
  businessHours: z.optional(calendar),
  calendars: z._default(z.record(name, calendar), {}),
  sla,
  reopenWithinDays: z._default(reopening, 7),
  autoCloseDays: z._default(z.nullable(days), 4),
  unansweredMinutes: z._default(z.nullable(minutes), 60),
  escalation: z.prefault(escalation, {}),
  survey: z.prefault(z.union([z.literal(false), survey]), {}),
  ticketFields,
  cannedReplies,
  templateOutsideWindow: z.optional(
    z.custom<TemplateOutsideWindow>((value) => typeof value === "function", "expected a function"),
  ),
  identity: z.prefault(z.strictObject({ mergeOn: many(name) }), {}),
  language: z._default(languageTag, "en"),
  texts: z._default(z.record(z.string(), having<TextOverrides[string]>("texts by key")), {}),
  store: z.optional(ticketStore),
  bells: many(having<Bell>("a Bell", "onRing")),
  tenant: z._default(z.string().check(z.minLength(1), z.maxLength(200)), "default"),
  concurrency: z._default(count(1, 10_000), 64),
  leaseMs: z._default(count(100, 86_400_000), 30_000),
  clock: z.optional(having<Clock>("a Clock", "now", "after")),
  random: z.optional(having<Random>("a Random", "bytes", "fraction")),
  ids: z.optional(having<Ids>("Ids", "row", "ticket")),
  logger: z.optional(having<Logger>("a Logger", "debug", "info", "warn", "error")),
  telemetry: z.optional(having<Telemetry>("a Telemetry", "watch", "run", "apart", "trace", "died")),
});

/** The options of a desk, checked and with their defaults. */
export type CheckedOptions = z.output<typeof optionsSchema>;

/** What a {@link CustomerService} is given. Everything has a default but the channels. */
export interface CustomerServiceOptions {
  /** Names (kind or id) of the adapters to open, or the adapters themselves. Default: all `adapters`. */
  readonly channels?: readonly (string | ChannelAdapter)[];
  /** The adapters that `channels` names. */
  readonly adapters?: readonly ChannelAdapter[];
  /** One inbox over all channels (default), or queues for each channel, named `<channel id>/<queue>`. */
  readonly unifiedInbox?: boolean;
  /**
   * Who of those that can take a ticket is asked first: `skill_based` (default: the longest idle), `round_robin`,
   * `least_busy`, or a strategy of your own. With `manual` tickets wait until somebody takes or assigns them.
   */
  readonly routing?: RoutingStrategyName | RoutingStrategy;
  /** Seconds in which an agent must accept a ticket before it is offered to the next; `null` (default): it is theirs at once. */
  readonly reservationSeconds?: number | null;
  /** Who misses an offer is away until they come back. Default: true. */
  readonly awayAfterMissedOffer?: boolean;
  /** Minutes without an answer after which a ticket is taken from its agent, and waits again; `null` (default): never. */
  readonly reassignAfterMinutes?: number | null;
  /** Minutes without `agents.heartbeat` after which an agent who sends some is away; `null` (default): never. */
  readonly presenceTimeoutMinutes?: number | null;
  /** A customer's last agent is asked first for so many days; `null` (default): nobody is preferred. */
  readonly stickyDays?: number | null;
  /** Where tickets go that wait too long. Default: nowhere. */
  readonly overflow?: NonNullable<QueueOptions["overflow"]>;
  /** What single queues do otherwise. */
  readonly queues?: Readonly<Record<string, QueueOptions>>;
  /** Only agents of these teams are asked, in queues that say nothing else. Default: all. */
  readonly teams?: readonly string[];
  /** How much of an agent's capacity a ticket takes, by id or kind of its channel. Default: 1. */
  readonly channelWeights?: Readonly<Record<string, number>>;
  /** Seconds the bot waits for more before it reads what a customer wrote. Default: 0. */
  readonly gatherSeconds?: number;
  /** Question -> answer. */
  readonly faq?: Readonly<Record<string, string>>;
  /** More entries, with variants and languages; or a store of your own, to which the FAQ is added. */
  readonly knowledge?: KnowledgeStore | readonly KnowledgeEntryInput[];
  /** Candidates a knowledge search looks at. Default: 3. */
  readonly knowledgeLimit?: number;
  /** How sure an answer must be, from 0 to 1. Default: 0.5. */
  readonly answerThreshold?: number;
  /** Asked in order until one is sure. Default: keyword rules for Chinese and English. */
  readonly classifiers?: readonly Classifier[];
  /** Your own, asked after courtesy and knowledge. */
  readonly answerers?: readonly Answerer[];
  /** Issue type -> `auto_reply`, or queue and skills. Defaults: simple, technical and general, as you may replace them. */
  readonly routes?: Readonly<Record<string, "auto_reply" | RouteOptions>>;
  /** What a message counts as that no classifier knows. Default: `simple`, so that the knowledge is asked first. */
  readonly unclassifiedType?: string;
  /** Where issues without a route go, and those that auto reply could not answer. Default: queue and skill `general`. */
  readonly fallbackRoute?: RouteOptions;
  readonly agents?: readonly AgentInput[];
  readonly notifiers?: readonly Notifier[];
  /** Replaces the built-in rules for Chinese and English. */
  readonly priorityRules?: readonly PriorityRule[];
  /** When the desk is staffed. Default: always. */
  readonly businessHours?: CalendarOptions;
  /** Other hours, by name, for queues and SLA policies. */
  readonly calendars?: Readonly<Record<string, CalendarOptions>>;
  /**
   * How soon tickets are to be dealt with; the first policy that fits a ticket is its; a ticket that none fits is
   * not measured. Default: none.
   */
  readonly sla?: readonly SlaPolicyOptions[];
  /**
   * A message within so many days of a ticket's end reopens it; later ones open a follow-up ticket. `always` reopens,
   * `never` does not: then only agents do. Default: 7.
   */
  readonly reopenWithinDays?: number | "always" | "never";
  /** A reopened ticket goes back to its last agent when they can take it. Default: true. */
  readonly keepAgentOnReopen?: boolean;
  /** Resolved tickets close after so many quiet days; `null`: never. Default: 4. */
  readonly autoCloseDays?: number | null;
  /** A ticket that no human answered in so many minutes of its queue's hours escalates by itself; `null`: never. Default: 60. */
  readonly unansweredMinutes?: number | null;
  readonly escalation?: EscalationOptions;
  /** How satisfaction is asked about after a closure; `false`: never. */
  readonly survey?: false | SurveyOptions;
  /** Checks the `fields` of tickets: a schema of zod, or anything with its `safeParse`. Default: every JSON object will do. */
  readonly ticketFields?: TicketFieldsSchema;
  /** Answers that agents give by name. */
  readonly cannedReplies?: CannedReplies;
  /**
   * The template that goes out in place of a message when its customer may not be written to freely any more (WhatsApp, 24
   * hours after they wrote); `undefined` for none. Without one such a message fails, and `message.failed` tells of it.
   */
  readonly templateOutsideWindow?: TemplateOutsideWindow;
  /**
   * Kinds of verified keys ("phone", "email", "user_id") that prove by themselves that two customers who both exist are
   * one: they are merged at once, unless people have parted them before. Default: none; such a match is reported, for you
   * to decide. Somebody new with a verified key that is known is taken for the customer who has it, whatever stands here.
   */
  readonly identity?: { readonly mergeOn?: readonly string[] };
  /** For customers whose language is not known, and for the supervisor. Default: `en`. */
  readonly language?: string;
  /** Replacements for the built-in texts, by language. */
  readonly texts?: TextOverrides;
  /** Default: a store in memory, which forgets everything when the process ends. */
  readonly store?: TicketStore;
  /** What may wake this desk besides its store: a job queue of your own, a scheduler. */
  readonly bells?: readonly Bell[];
  /** Keeps several desks in one store apart. Default: `default`. */
  readonly tenant?: string;
  /** Jobs done at the same time. Default: 64. */
  readonly concurrency?: number;
  /** A process that is silent for so long loses its jobs to others. Default: 30,000. */
  readonly leaseMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly ids?: Ids;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Spans and metrics of what the desk does: `openTelemetry()` of `kefu/opentelemetry`. Default: none. */
  readonly telemetry?: Telemetry;
}

/** Where issues of a type go: a queue, and what they ask of their agent. */
export interface RouteOptions {
  readonly queue: string;
  /** Names of skills, or skills with a level, and with the wait after which they are not asked any more. */
  readonly skills?: readonly SkillRequirementInput[];
}

/** The checked options; refuses with `options.invalid`, naming the option, the rule and the value. */
export function checkOptions(options: CustomerServiceOptions): CheckedOptions {
  return checked(optionsSchema, options, (where, rule, path) =>
    invalidOption(where || "options", rule, valueAt(options, path)),
  );
}

export function invalidOption(option: string, rule: string, got: unknown): CustomerServiceError {
  const shown = typeof got === "string" ? JSON.stringify(got) : Object(got) === got ? "an object" : String(got);
  return new CustomerServiceError("options.invalid", `Option ${option}: ${rule}; got ${shown}.`, {
    details: { option, rule },
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** The rules of the desk in the options. */
export function policyOf(options: CheckedOptions): Policy {
  const { escalation, survey, businessHours, calendars, routing } = options;
  const everyone = { notify: options.notifiers.map(({ id }) => id), recipients: [] };
  const levels = escalation.levels ?? [everyone.notify];
  return {
    ...options,
    defaultLanguage: options.language,
    routes: {
      simple: "auto_reply",
      technical: { queue: "technical", skills: [anySkill("technical")] },
      general: { queue: "general", skills: [anySkill("general")] },
      ...options.routes,
    },
    priorityRules: options.priorityRules ?? priorityRules,
    calendars: businessHours === undefined ? calendars : { default: businessHours, ...calendars },
    queueDefaults: {
      routing,
      teams: options.teams ?? [],
      reservationSeconds: options.reservationSeconds ?? null,
      stickyDays: options.stickyDays ?? null,
      overflow: options.overflow ?? [],
      businessHours: businessHours === undefined ? null : "default",
      reopenWithinDays: options.reopenWithinDays,
      keepAgentOnReopen: options.keepAgentOnReopen ?? true,
    },
    escalation: {
      triggers: escalation.triggers,
      levels: levels.map((level) => ({
        ...(isNotifiers(level) ? { ...everyone, notify: level } : level),
        acknowledgeMinutes:
          (isNotifiers(level) ? undefined : level.acknowledgeMinutes) ?? escalation.acknowledgeMinutes,
        queue: isNotifiers(level) ? null : (level.queue ?? null),
      })),
    },
    survey: survey === false ? null : survey,
    mergeOn: options.identity.mergeOn,
  };
}

function isNotifiers<L>(level: L | readonly string[]): level is readonly string[] {
  return Array.isArray(level);
}

function anySkill(skill: string): SkillRequirement {
  return { skill, level: 1, relaxAfterMinutes: null, dropped: false };
}
