import { agentRoster } from "./acts/agent-roster.ts";
import { courtesyAnswerer } from "./answerers/courtesy-answerer.ts";
import { knowledgeAnswerer } from "./answerers/knowledge-answerer.ts";
import { firstSure } from "./classifiers/first-sure.ts";
import { ruleClassifier } from "./classifiers/rule-classifier.ts";
import type { ServiceContext } from "./context.ts";
import { EventBus } from "./events.ts";
import { PacedChannelGate } from "./flow/channel-gate.ts";
import { Hands } from "./flow/channel-hands.ts";
import { miniSearchKnowledge } from "./knowledge/minisearch-knowledge.ts";
import { jobHandlers } from "./later/job-handlers.ts";
import { JobLoop } from "./later/job-loop.ts";
import { retryOrGiveUp } from "./later/retry.ts";
import type { Workflows } from "./later/workflows.ts";
import { keyPrefix } from "./model/customer-key.ts";
import { isLanguage } from "./model/language.ts";
import { type CheckedOptions, invalidOption, policyOf } from "./options.ts";
import type { Answerer } from "./ports/answerer.ts";
import type { ChannelAdapter } from "./ports/channel-adapter.ts";
import type { KnowledgeStore } from "./ports/knowledge-store.ts";
import { type Logger, silentLogger } from "./ports/logger.ts";
import { silentTelemetry } from "./ports/telemetry.ts";
import { memoryTicketStore } from "./stores/memory/memory-ticket-store.ts";
import { sortableIds } from "./system/sortable-ids.ts";
import { systemClock } from "./system/system-clock.ts";
import { systemRandom } from "./system/system-random.ts";
import { TextBook, textKeys, textLists } from "./texts/texts.ts";
import type { TransactionHandlers } from "./transaction-handlers.ts";

/** The parts of a desk, put together from its options; defaults are chosen here. Nothing runs yet. */
export interface Composition {
  readonly context: ServiceContext;
  readonly loop: JobLoop;
  readonly knowledge: KnowledgeStore;
  /** This process, as no other that ever runs is called. */
  readonly owner: string;
}

export function compose(
  options: CheckedOptions,
  workflows: Workflows,
  inTransaction: TransactionHandlers,
): Composition {
  const { logger = silentLogger, telemetry = silentTelemetry } = options;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom();
  const ids = options.ids ?? sortableIds(clock, random);
  const store = options.store ?? memoryTicketStore();
  checkTexts(options.texts);
  const texts = new TextBook(options.language, options.texts);
  const knowledge = knowledgeOf(options);
  const channels = channelsOf(options);
  checkNotifiers(options);
  checkCalendarNames(options);
  checkQueueNames(options);
  warnOfPlaceholder(options, logger);
  const { tenant, concurrency, leaseMs, bells } = options;
  const handlers = jobHandlers(workflows);
  const events = new EventBus(logger);
  events.on("job.died", ({ jobKind }) => telemetry.died(jobKind));
  const owner = ids.row();
  const loop = new JobLoop({
    ...{ owner, store, tenant, clock, logger, concurrency, leaseMs, bells, telemetry },
    handle: (job, subject) => {
      const handler = handlers.get(job.kind);
      if (handler === undefined) throw new Error(`No handler for jobs of kind ${job.kind}.`);
      const { id, kind, lane, attempt, dueAt, trace } = job;
      const operation = { name: "process", destination: kind, id, lane, attempt, dueAt, cause: trace } as const;
      return telemetry.run(operation, () => handler(context, job, subject));
    },
    failed: (job, error) => retryOrGiveUp(context, job, error),
  });
  const hands = new Hands(concurrency);
  const gates = new Map([...channels].map(([id, channel]) => [id, new PacedChannelGate(channel, hands, logger)]));
  const context: ServiceContext = {
    ...{ gates, tenant, texts, store, channels, clock, random, ids, logger, telemetry, events },
    policy: policyOf(options),
    classifier: firstSure(options.classifiers ?? [ruleClassifier()]),
    answerers: answerersOf(options, texts, knowledge),
    notifiers: new Map(options.notifiers.map((notifier) => [notifier.id, notifier])),
    workflows: workflows.byEvent,
    inTransaction,
    jobs: loop,
    roster: agentRoster(store.traits),
  };
  return { context, loop, knowledge, owner };
}

function answerersOf(options: CheckedOptions, texts: TextBook, knowledge: KnowledgeStore): readonly Answerer[] {
  return [
    courtesyAnswerer((language, key) => texts.render(language, key)),
    knowledgeAnswerer(knowledge, { limit: options.knowledgeLimit }),
    ...options.answerers,
  ];
}

function knowledgeOf({ knowledge, faq }: CheckedOptions): KnowledgeStore {
  if (knowledge !== undefined && !Array.isArray(knowledge)) return knowledge;
  return miniSearchKnowledge([...faqEntries(faq), ...(knowledge ?? [])]);
}

export function faqEntries(faq: Readonly<Record<string, string>>): { question: string; answer: string }[] {
  return Object.entries(faq).map(([question, answer]) => ({ question, answer }));
}

/** The adapters to open, by id. */
function channelsOf(options: CheckedOptions): ReadonlyMap<string, ChannelAdapter> {
  const wanted = options.channels ?? options.adapters;
  if (wanted.length === 0) throw invalidOption("channels", "at least one channel is needed", wanted);
  const channels = new Map<string, ChannelAdapter>();
  for (const [index, one] of wanted.entries()) {
    const found =
      typeof one === "string" ? options.adapters.filter(({ id, kind }) => id === one || kind === one) : [one];
    if (found.length === 0) {
      throw invalidOption(`channels.${index}`, "no adapter with this id or kind was given in `adapters`", one);
    }
    for (const adapter of found) {
      if (adapter.kind.startsWith(keyPrefix)) {
        throw invalidOption(`channels.${index}`, `no kind of channel begins with ${keyPrefix}`, adapter.kind);
      }
      if (channels.has(adapter.id)) throw invalidOption(`channels.${index}`, "two channels have this id", adapter.id);
      channels.set(adapter.id, adapter);
    }
  }
  return channels;
}

function checkTexts(overrides: CheckedOptions["texts"]): void {
  for (const [language, texts] of Object.entries(overrides)) {
    if (!isLanguage(language)) throw invalidOption("texts", "expected language tags such as zh-CN or en", language);
    for (const [key, text] of Object.entries<unknown>(texts)) {
      if (!textKeys.includes(key)) throw invalidOption(`texts.${language}`, `there is no text ${key}`, key);
      const length = textLists.get(key);
      const strings = length === undefined ? [text] : Array.isArray(text) && text.length === length ? text : [null];
      if (!strings.every((one) => typeof one === "string")) {
        const rule = length === undefined ? "expected a string" : `expected ${length} strings`;
        throw invalidOption(`texts.${language}.${key}`, rule, text);
      }
    }
  }
}

function checkNotifiers({ notifiers, escalation }: CheckedOptions): void {
  const known = new Set(notifiers.map(({ id }) => id));
  const told = (escalation.levels ?? []).flatMap((level) => ("notify" in level ? level.notify : level));
  const unknown = told.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw invalidOption("escalation.levels", "names a notifier that is not in `notifiers`", unknown);
}

function warnOfPlaceholder({ survey }: CheckedOptions, logger: Logger): void {
  if (survey === false || new URL(survey.url).hostname !== "survey.example.com") return;
  logger.warn({ url: survey.url }, "Survey links lead to a placeholder: set the option survey.url to a page of yours.");
}

/** A ticket that goes where nobody looks would wait for ever. */
function checkQueueNames({ routes, fallbackRoute, queues, overflow = [], escalation }: CheckedOptions): void {
  const routed = Object.values(routes).flatMap((route) => (route === "auto_reply" ? [] : [route.queue]));
  const known = new Set(["technical", "general", fallbackRoute.queue, ...routed, ...Object.keys(queues)]);
  const named = [
    ...overflow.map(({ to }) => ["overflow", to] as const),
    ...Object.entries(queues).flatMap(([queue, terms]) =>
      (terms.overflow ?? []).map(({ to }) => [`queues.${queue}.overflow`, to] as const),
    ),
    ...(escalation.levels ?? []).flatMap((level) =>
      "notify" in level && level.queue !== undefined ? [["escalation.levels", level.queue] as const] : [],
    ),
  ];
  const unknown = named.find(([, queue]) => !known.has(queue));
  if (unknown === undefined) return;
  throw invalidOption(unknown[0], "no route goes to a queue of this name, and `queues` has none", unknown[1]);
}

function checkCalendarNames({ calendars, businessHours, queues, sla }: CheckedOptions): void {
  if (businessHours !== undefined && calendars.default !== undefined) {
    throw invalidOption("calendars.default", "`businessHours` is the calendar of this name", calendars.default);
  }
  const known = Object.keys(businessHours === undefined ? calendars : { default: businessHours, ...calendars });
  const named = [
    ...Object.entries(queues).map(([queue, terms]) => [`queues.${queue}.businessHours`, terms.businessHours] as const),
    ...sla.map(({ calendar }, place) => [`sla.${place}.calendar`, calendar] as const),
  ];
  for (const [option, calendar] of named) {
    if (calendar === undefined || calendar === null || known.includes(calendar)) continue;
    const are = known.length === 0 ? "there are none" : `there are ${known.join(", ")}`;
    throw invalidOption(option, `no calendar has this name; ${are} (\`default\` is \`businessHours\`)`, calendar);
  }
}
