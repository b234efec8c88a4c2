import * as z from "zod/mini";
import { routingStrategies } from "./configuration.ts";
import { CustomerServiceError } from "./errors.ts";
import { type AgentInput, agentInputSchema } from "./model/agent-input.ts";
import { checked } from "./model/check.ts";
import { type KnowledgeEntryInput, knowledgeEntrySchema } from "./model/knowledge.ts";
import { isLanguage } from "./model/language.ts";
import { type PriorityRule, priorities, priorityRules } from "./model/priority.ts";
import type { Policy } from "./policy.ts";
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
import type { Telemetry } from "./ports/telemetry.ts";
import type { TicketStore } from "./ports/ticket-store.ts";
import type { TextOverrides } from "./texts/texts.ts";

/** An object of the user's or a plug-in's with these methods. */
function having<T>(what: string, ...methods: readonly (keyof T & string)[]): z.ZodMiniType<T, T> {
  const fits = (value: unknown) =>
    typeof value === "object" &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === "function");
  return z.custom<T>(fits, { error: `expected ${what}${methods.length > 0 ? ` (with ${methods.join(", ")})` : ""}` });
}

function many<S extends z.ZodMiniType>(schema: S) {
  return z._default(z.array(schema), []);
}

const name = z.string().check(z.minLength(1));
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
const skillRoute = z.strictObject({ queue: name, skills: many(name) });
const minutes = z.number().check(z.gte(0), z.lte(527_040));
const days = z.number().check(z.gte(0), z.lte(3_660));
const count = (from: number, to: number) => z.number().check(z.int(), z.gte(from), z.lte(to));
const languageTag = z.string().check(z.refine(isLanguage, "expected a language tag such as zh-CN or en"));
const clockTime = z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "expected a time such as 09:00"));
const zone = z.string().check(z.refine(isZone, "expected an IANA zone such as Asia/Shanghai"));
const webAddress = z.string().check(z.refine(isWebAddress, "expected an http or https address"));
const businessHours = z
  .strictObject({ zone, days: z.array(count(1, 7)).check(z.minLength(1)), from: clockTime, to: clockTime })
  .check(z.refine(({ from, to }) => from < to, "from is before to"));
const survey = z.strictObject({
  url: z._default(webAddress, "https://survey.example.com"),
  delayMinutes: z._default(minutes, 0),
  expiresDays: z._default(days, 14),
  quietDays: z._default(days, 0),
  askWithoutHuman: z._default(z.boolean(), false),
});
const escalation = z.strictObject({
  acknowledgeMinutes: z._default(minutes, 30),
  levels: z.optional(z.array(z.array(name).check(z.minLength(1))).check(z.minLength(1))),
});
const priorityRule = z.object({ priority: z.enum(priorities), reason: z.string(), pattern: z.instanceof(RegExp) });

const optionsSchema = z.strictObject({
  channels: z.optional(z.array(z.union([name, channel], "expected the name of an adapter, or a ChannelAdapter"))),
  adapters: many(channel),
  unifiedInbox: z._default(z.boolean(), true),
  routing: z._default(z.enum(routingStrategies), "skill_based"),
  faq: z._default(z.record(name, name), {}),
  knowledge: z.optional(z.union([knowledgeStore, z.array(knowledgeEntrySchema)])),
  knowledgeLimit: z._default(count(1, 100), 3),
  answerThreshold: z._default(z.number().check(z.gte(0), z.lte(1)), 0.5),
  classifiers: z.optional(z.array(having<Classifier>("a Classifier", "classify"))),
  answerers: many(having<Answerer>("an Answerer", "answer")),
  routes: z._default(z.record(name, z.union([z.literal("auto_reply"), skillRoute])), {}),
  unclassifiedType: z._default(name, "simple"),
  fallbackRoute: z._default(skillRoute, { queue: "general", skills: ["general"] }),
  agents: many(agentInputSchema).check(distinct),
  notifiers: many(notifier).check(distinct),
  priorityRules: z.optional(z.array(priorityRule)),
  businessHours: z.optional(businessHours),
  reopenWithinDays: z._default(days, 7),
  autoCloseDays: z._default(z.nullable(days), 4),
  unansweredMinutes: z._default(z.nullable(minutes), 60),
  escalation: z.prefault(escalation, {}),
  survey: z.prefault(z.union([z.literal(false), survey]), {}),
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

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:/.test(address);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

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
  /** How tickets find agents. Default: `skill_based`; with `manual` they wait until somebody takes or assigns them. */
  readonly routing?: (typeof routingStrategies)[number];
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
  readonly routes?: Readonly<
    Record<string, "auto_reply" | { readonly queue: string; readonly skills?: readonly string[] }>
  >;
  /** What a message counts as that no classifier knows. Default: `simple`, so that the knowledge is asked first. */
  readonly unclassifiedType?: string;
  /** Where issues without a route go, and those that auto reply could not answer. Default: queue and skill `general`. */
  readonly fallbackRoute?: { readonly queue: string; readonly skills?: readonly string[] };
  readonly agents?: readonly AgentInput[];
  readonly notifiers?: readonly Notifier[];
  /** Replaces the built-in rules for Chinese and English. */
  readonly priorityRules?: readonly PriorityRule[];
  /** When the desk is staffed. Default: always. */
  readonly businessHours?: NonNullable<Policy["businessHours"]>;
  /** A message within so many days of a ticket's end reopens it; later ones open a new ticket. Default: 7. */
  readonly reopenWithinDays?: number;
  /** Resolved tickets close after so many quiet days; `null`: never. Default: 4. */
  readonly autoCloseDays?: number | null;
  /** A ticket that no human answered for so long escalates by itself; `null`: never. Default: 60. */
  readonly unansweredMinutes?: number | null;
  /** Minutes (30) for each level to acknowledge; notifier ids of each level. Default: one level with all notifiers. */
  readonly escalation?: { readonly acknowledgeMinutes?: number; readonly levels?: readonly (readonly string[])[] };
  /** How satisfaction is asked about after a closure; `false`: never. */
  readonly survey?:
    | false
    | {
        /** The page is `<url>/<ticket id>`. Default: https://survey.example.com. */
        readonly url?: string;
        /** Minutes after the closure. Default: 0. */
        readonly delayMinutes?: number;
        /** Days in which it can be answered. Default: 14. */
        readonly expiresDays?: number;
        /** Days between two surveys of one customer. Default: 0. */
        readonly quietDays?: number;
        /** Also ask about tickets that no human handled. Default: false. */
        readonly askWithoutHuman?: boolean;
      };
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
  const { escalation, survey, businessHours } = options;
  return {
    ...options,
    defaultLanguage: options.language,
    routes: {
      simple: "auto_reply",
      technical: { queue: "technical", skills: ["technical"] },
      general: { queue: "general", skills: ["general"] },
      ...options.routes,
    },
    priorityRules: options.priorityRules ?? priorityRules,
    businessHours: businessHours ?? null,
    escalation: { ...escalation, levels: escalation.levels ?? [options.notifiers.map(({ id }) => id)] },
    survey: survey === false ? null : survey,
  };
}
