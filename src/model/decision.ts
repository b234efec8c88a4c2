import type { AgentRejection } from "./agent-filters.ts";
import type { ClassificationCandidate, IssueType, Wish } from "./classification.ts";
import type { Actor, MessageStatus } from "./message.ts";
import type { Priority } from "./priority.ts";
import type { FollowUpReason } from "./reopening.ts";
import type { RoutingFact } from "./routing-facts.ts";
import type { SkillRequirement } from "./skill.ts";
import type { SlaFact } from "./sla-fact.ts";
import type { SurveyDecision, SurveyFact } from "./survey-facts.ts";
import type { TicketStatus } from "./ticket.ts";
import type { TicketFact } from "./ticket-facts.ts";

/** Why the bot did not answer, or was not asked. */
export type HandoverReason =
  | "customer_asked"
  | "route_to_agents"
  | "no_answer"
  | "not_readable"
  | "bot_failed"
  | "human_owns_conversation"
  | "customer_asked_for_bot";

/** What a step of the way decided, and on what grounds. A decision that cannot explain itself is a bug. */
export type Decision =
  | {
      readonly step: "identify";
      readonly outcome: "known" | "created";
      readonly customerId: string;
      readonly identity: string;
      /** The key by which somebody whom this channel did not know yet is known. */
      readonly key?: string | undefined;
      readonly conflicts?: readonly IdentityConflict[] | undefined;
    }
  | {
      readonly step: "classify";
      readonly type: IssueType;
      readonly confidence: number;
      /** True when every classifier abstained and the default type was taken. */
      readonly abstained: boolean;
      readonly by: string;
      readonly candidates: readonly ClassificationCandidate[];
      readonly wishes: readonly Wish[];
      /** "name: message" of each classifier that failed. */
      readonly errors?: readonly string[] | undefined;
    }
  | {
      readonly step: "answer";
      readonly outcome: "answered";
      readonly by: string;
      readonly confidence: number;
      readonly threshold: number;
      readonly candidates: readonly AnswerCandidate[];
    }
  | {
      readonly step: "answer";
      readonly outcome: "abstained";
      readonly reason: HandoverReason;
      readonly threshold: number;
      readonly candidates: readonly AnswerCandidate[];
      /** What the customer is told of it, and the agent in the summary. */
      readonly error?: string | undefined;
    }
  | { readonly step: "answer"; readonly outcome: "dropped"; readonly reason: "owner_changed" }
  | {
      readonly step: "route";
      readonly ticket: "opened" | "appended" | "reopened" | "followed_up";
      /** Of `followed_up`: the ticket it goes on from, and why that one was not reopened. */
      readonly followUp?: { readonly of: string; readonly because: FollowUpReason } | undefined;
      readonly reason: HandoverReason;
      readonly type: IssueType;
      readonly queue: string;
      readonly skills: readonly SkillRequirement[];
      readonly priority: Priority;
      readonly priorityReasons: readonly string[];
    }
  | {
      readonly step: "assign";
      readonly strategy: string;
      readonly queue: string;
      readonly agentId: string | null;
      /** Those who passed every filter, best first. */
      readonly suitable: readonly string[];
      /** Everybody else, by filter and reason. */
      readonly rejected: readonly AgentRejection[];
      /** Whom the strategy was told to prefer, and why; they are first if they are suitable. */
      readonly preferred?: { readonly agentId: string; readonly because: "last_agent" | "sticky" } | undefined;
      /** What a strategy of the user's did wrong. */
      readonly error?: string | undefined;
    }
  | SurveyDecision;

/** An identity in the event of one customer that is another's. */
export interface IdentityConflict {
  readonly identity: string;
  readonly otherCustomerId: string;
  /** Keys of its kind prove that both are one person: they are merged. */
  readonly merge: boolean;
}

/** What an answerer offered and how sure it was. */
export interface AnswerCandidate {
  readonly by: string;
  readonly id: string;
  readonly confidence: number;
  readonly evidence: readonly string[];
}

/** One fact in the log of a ticket or conversation. The logs are append-only: they are the audit trail. */
export type Fact =
  | TicketFact
  | RoutingFact
  | { readonly kind: "decided"; readonly messageIds: readonly string[]; readonly decisions: readonly Decision[] }
  /** A human is to take over; the summary is what they read first. */
  | { readonly kind: "handed_over"; readonly reason: HandoverReason; readonly summary: string }
  | {
      readonly kind: "opened";
      readonly priority: Priority;
      readonly queue: string;
      readonly priorityReasons?: readonly string[];
    }
  | {
      readonly kind: "moved";
      readonly from: TicketStatus;
      readonly to: TicketStatus;
      readonly reason: string;
      /** It is left to the bot: nobody waits for a human. */
      readonly toBot?: true;
    }
  | { readonly kind: "assigned"; readonly from: string | null; readonly to: string; readonly reason: string }
  | { readonly kind: "released"; readonly from: string; readonly reason: string }
  | { readonly kind: "replied"; readonly messageId: string; readonly canned?: string | undefined }
  | { readonly kind: "customer_wrote"; readonly messageId: string }
  | { readonly kind: "noted"; readonly text: string }
  | {
      readonly kind: "prioritized";
      readonly from: Priority;
      readonly to: Priority;
      readonly reasons: readonly string[];
    }
  | { readonly kind: "escalated"; readonly level: number; readonly instance: number; readonly reason: string }
  | { readonly kind: "acknowledged"; readonly level: number }
  /** The last level let its time run out, too. */
  | { readonly kind: "unacknowledged"; readonly level: number }
  | SlaFact
  | SurveyFact
  | {
      readonly kind: "customer_merged";
      readonly from: string;
      readonly to: string;
      readonly identity: string;
      readonly evidence: string;
    }
  | { readonly kind: "customer_unmerged"; readonly from: string; readonly to: string }
  | {
      readonly kind: "delivery";
      readonly messageId: string;
      readonly status: MessageStatus;
      readonly reason: string | null;
    }
  | { readonly kind: "message_edited"; readonly messageId: string }
  | { readonly kind: "message_deleted"; readonly messageId: string };

/** A fact with who and when. */
export interface LogEntry {
  readonly at: Date;
  readonly by: Actor;
  readonly fact: Fact;
}

/** The log an entry belongs to. */
export type LogName = `ticket:${string}` | `conversation:${string}`;

/** Where what happens in a conversation is written: with the ticket it is about, else with itself. */
export function logOf({ id, ticketId }: { readonly id: string; readonly ticketId: string | null }): LogName {
  return ticketId === null ? `conversation:${id}` : `ticket:${ticketId}`;
}
