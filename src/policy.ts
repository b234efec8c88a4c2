import { afterOpenMs, type Calendar, type Calendars, calendarNamed } from "./model/calendar.ts";
import type { IssueType } from "./model/classification.ts";
import type { Language } from "./model/customer.ts";
import type { EscalationTriggers } from "./model/escalation.ts";
import type { Message, MessageTemplate } from "./model/message.ts";
import type { PriorityRule } from "./model/priority.ts";
import type { SkillRequirement } from "./model/skill.ts";
import type { SlaPolicy } from "./model/sla-policy.ts";
import type { SurveyKind } from "./model/survey.ts";
import type { SurveyPolicy } from "./model/survey-policy.ts";
import type { Ticket } from "./model/ticket.ts";
import type { TicketFieldsSchema } from "./model/ticket-fields.ts";
import type { ChannelAdapter } from "./ports/channel-adapter.ts";
import type { RoutingStrategy, RoutingStrategyName } from "./ports/routing-strategy.ts";

/** Where issues of one type go: answered by the bot, or to the agents with these skills. */
export type Route = "auto_reply" | { readonly queue: string; readonly skills: readonly SkillRequirement[] };

/** The rules of this desk: the checked options, with every default filled in. */
export interface Policy {
  /** What holds for every queue that has no terms of its own. */
  readonly queueDefaults: QueueTerms;
  readonly queues: Readonly<Record<string, { readonly [T in keyof QueueTerms]?: QueueTerms[T] | undefined }>>;
  /** How much of its agent's capacity a ticket takes, by id or kind of its channel; else 1. */
  readonly channelWeights: Readonly<Record<string, number>>;
  /** Who misses an offer is away until they come back. */
  readonly awayAfterMissedOffer: boolean;
  /** Minutes without an answer after which a ticket is taken from its agent. */
  readonly reassignAfterMinutes: number | null;
  /** Minutes without a heartbeat after which an agent who sends some is away. */
  readonly presenceTimeoutMinutes: number | null;
  /** Seconds the bot waits for more before it reads what a customer wrote. */
  readonly gatherSeconds: number;
  /** One inbox over all channels; else each channel has its own queues, named `<channel id>/<queue>`. */
  readonly unifiedInbox: boolean;
  readonly defaultLanguage: Language;
  readonly routes: Readonly<Record<IssueType, Route>>;
  /** The type of a message on which every classifier abstained. */
  readonly unclassifiedType: IssueType;
  /** Where issues go that no other route takes, or that auto reply could not answer. */
  readonly fallbackRoute: { readonly queue: string; readonly skills: readonly SkillRequirement[] };
  readonly answerThreshold: number;
  readonly priorityRules: readonly PriorityRule[];
  /** By name; `default` is the desk's own. */
  readonly calendars: Calendars;
  readonly sla: readonly SlaPolicy[];
  readonly autoCloseDays: number | null;
  /** Minutes of its queue's hours without a human's answer after which a ticket escalates by itself. */
  readonly unansweredMinutes: number | null;
  readonly escalation: { readonly levels: readonly EscalationLevel[]; readonly triggers: EscalationTriggers };
  readonly survey: (SurveyPolicy & SurveyTerms) | null;
  readonly ticketFields?: TicketFieldsSchema | undefined;
  readonly cannedReplies: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly templateOutsideWindow?: TemplateOutsideWindow | undefined;
  /** Kinds of verified keys that merge two customers by themselves. */
  readonly mergeOn: readonly string[];
}

/** What stands for a message whose customer may not be written to freely any more; `undefined` for nothing. */
export type TemplateOutsideWindow = (
  message: Message,
  to: { readonly channel: Pick<ChannelAdapter, "id" | "kind">; readonly language: Language },
) => MessageTemplate | undefined;

/** What holds for the tickets of one queue. */
export interface QueueTerms {
  /** Who of those that can take a ticket is asked first; `manual`: nobody. */
  readonly routing: RoutingStrategyName | RoutingStrategy;
  /** Only agents of these teams are asked; empty: all. */
  readonly teams: readonly string[];
  /** Seconds in which an agent must accept; `null`: the ticket is theirs at once. */
  readonly reservationSeconds: number | null;
  /** Days for which a customer's last agent is asked first. */
  readonly stickyDays: number | null;
  /** Where a ticket goes on waiting, so many minutes after it began to. */
  readonly overflow: readonly { readonly afterMinutes: number; readonly to: string }[];
  /** The name of its calendar; `null`: always open. */
  readonly businessHours: string | null;
  /** What a customer's message does to an ended ticket: reopen it within so many days of its end, else open a follow-up. */
  readonly reopenWithinDays: number | "always" | "never";
  readonly keepAgentOnReopen: boolean;
}

/** One level of an escalation: whom to tell, how, and how long they have. */
export interface EscalationLevel {
  /** Ids of notifiers. */
  readonly notify: readonly string[];
  readonly recipients: readonly string[];
  readonly acknowledgeMinutes: number;
  /** Where the ticket goes; `null`: it stays. */
  readonly queue: string | null;
}

/** How surveys are asked. */
export interface SurveyTerms {
  readonly kind: SurveyKind;
  /** Links are `<url>/<ticket id>?s=<token>`. */
  readonly url: string;
  /** What signs the links; without it, a key that the desk keeps in its store. */
  readonly secret?: string | undefined;
  readonly remindAfterHours: number | null;
  /** Minutes after the score in which a comment may follow. */
  readonly commentMinutes: number;
  readonly delayMinutes: number;
  readonly expiresDays: number;
}

/** The queue of a route on a channel. */
export function queueName(policy: Policy, queue: string, channelId: string): string {
  return policy.unifiedInbox || queue.startsWith(`${channelId}/`) ? queue : `${channelId}/${queue}`;
}

/** What the route to a queue asks of agents; nothing where no route leads. */
export function skillsFor(policy: Policy, queue: string, channelId: string): readonly SkillRequirement[] {
  const routes = Object.values(policy.routes).filter((route) => route !== "auto_reply");
  return [...routes, policy.fallbackRoute].find((to) => queueName(policy, to.queue, channelId) === queue)?.skills ?? [];
}

/** The terms of a queue: its own, and the desk's for the rest. `telegram/technical` has those of `technical` too. */
export function queueTermsOf(policy: Policy, queue: string): QueueTerms {
  const own = policy.queues[queue] ?? policy.queues[queue.slice(queue.indexOf("/") + 1)];
  if (own === undefined) return policy.queueDefaults;
  const given = Object.entries(own).filter(([, term]) => term !== undefined);
  return { ...policy.queueDefaults, ...Object.fromEntries(given) };
}

/** The hours of a queue; `null`: always open. */
export function calendarOf(policy: Policy, queue: string): Calendar | null {
  return calendarNamed(policy.calendars, queueTermsOf(policy, queue).businessHours);
}

/** When a ticket that no human answers escalates by itself; `null`: never, as things stand. */
export function unansweredDueAt(policy: Policy, ticket: Pick<Ticket, "queue" | "awaitingReplySince">): Date | null {
  const { unansweredMinutes } = policy;
  if (unansweredMinutes === null || ticket.awaitingReplySince === null) return null;
  return afterOpenMs(calendarOf(policy, ticket.queue), ticket.awaitingReplySince, unansweredMinutes * 60_000);
}
