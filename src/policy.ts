import type { BusinessHours } from "./model/business-hours.ts";
import type { IssueType } from "./model/classification.ts";
import type { Language } from "./model/customer.ts";
import type { PriorityRule } from "./model/priority.ts";
import type { SurveyPolicy } from "./model/survey.ts";

/** Where issues of one type go: answered by the bot, or to the agents with these skills. */
export type Route = "auto_reply" | { readonly queue: string; readonly skills: readonly string[] };

/** The rules of this desk: the checked options, with every default filled in. */
export interface Policy {
  readonly routing: "skill_based" | "manual";
  /** One inbox over all channels; else each channel has its own queues, named `<channel id>/<queue>`. */
  readonly unifiedInbox: boolean;
  readonly defaultLanguage: Language;
  readonly routes: Readonly<Record<IssueType, Route>>;
  /** The type of a message on which every classifier abstained. */
  readonly unclassifiedType: IssueType;
  /** Where issues go that no other route takes, or that auto reply could not answer. */
  readonly fallbackRoute: { readonly queue: string; readonly skills: readonly string[] };
  readonly answerThreshold: number;
  readonly priorityRules: readonly PriorityRule[];
  readonly businessHours: BusinessHours | null;
  /** What a new message does to an ended ticket: reopen it within so many days of its end, else open a new one. */
  readonly reopenWithinDays: number;
  readonly autoCloseDays: number | null;
  /** Minutes without a human's answer after which a ticket escalates by itself. */
  readonly unansweredMinutes: number | null;
  readonly escalation: {
    /** Minutes for each level to acknowledge before the next level is told. */
    readonly acknowledgeMinutes: number;
    /** Notifier ids of each level. */
    readonly levels: readonly (readonly string[])[];
  };
  readonly survey: (SurveyPolicy & SurveyTerms) | null;
}

/** How surveys are asked. */
export interface SurveyTerms {
  /** The page for a ticket's survey is `<url>/<ticket id>`. */
  readonly url: string;
  readonly delayMinutes: number;
  readonly expiresDays: number;
}

/** The queue of a route on a channel. */
export function queueName(policy: Policy, queue: string, channelId: string): string {
  return policy.unifiedInbox ? queue : `${channelId}/${queue}`;
}
