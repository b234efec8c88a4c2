// What the inbox page and its handler say to each other, as JSON. Times are ISO 8601 in UTC.

/** What somebody may do: an agent works on tickets, a supervisor on everybody's, an admin also looks after the desk. */
export type Role = "agent" | "supervisor" | "admin";

/** `GET /api/me`. */
export interface Me {
  readonly agent: AgentView;
  readonly role: Role;
  /** Everybody a ticket may be given to. */
  readonly agents: readonly AgentView[];
  /** Queues whose tickets this person sees. */
  readonly queues: readonly string[];
  /** All queues: where a ticket may be transferred to. */
  readonly allQueues: readonly string[];
  readonly cannedReplies: readonly string[];
  /** A language tag, for the words of the page. */
  readonly language: string;
}

/** An agent. */
export interface AgentView {
  readonly id: string;
  readonly name: string;
  readonly presence: "online" | "away" | "offline";
  readonly load: number;
  readonly capacity: number;
}

/**
 * Lists of tickets. `queue` goes with a `queue` parameter, `search` with `text`. Tickets that ended are only in `search`,
 * which without a text finds all, newest first.
 */
export type View = "mine" | "unassigned" | "queue" | "all" | "escalated" | "breaching" | "search";

/** `GET /api/tickets?view=&queue=&text=&after=`. */
export interface TicketList {
  readonly tickets: readonly TicketRow[];
  /** For `after` of the next page; `null`: this is the last. */
  readonly after: string | null;
}

/** A line of a list. */
export interface TicketRow {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly subject: string;
  readonly status: "open" | "in_progress" | "pending" | "escalated" | "resolved" | "closed";
  readonly priority: "low" | "normal" | "high" | "urgent";
  readonly queue: string;
  readonly channelId: string;
  readonly channelKind: string;
  readonly customerId: string;
  readonly customerName: string | null;
  readonly agentId: string | null;
  /** Whom it is offered to. */
  readonly reservedFor: string | null;
  readonly escalationLevel: number;
  readonly conversationId: string;
  /** The latest message. */
  readonly preview: { readonly from: MessageView["from"]; readonly text: string; readonly at: string } | null;
  /** Since when the customer waits for a human's answer. */
  readonly awaitingReplySince: string | null;
  /** The SLA clock that is due first. */
  readonly due: { readonly metric: string; readonly at: string; readonly breached: boolean } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** `GET /api/tickets/:id`: all that the page shows of one ticket. */
export interface TicketDetails {
  readonly ticket: TicketRow & {
    readonly description: string;
    readonly type: string;
    readonly tags: readonly string[];
    readonly escalationReason: string | null;
    readonly acknowledgedAt: string | null;
    readonly mergedInto: string | null;
    readonly language: string;
  };
  readonly conversation: { readonly state: "bot" | "queued" | "human" | "ended"; readonly agentId: string | null };
  /** The latest, oldest first; those before by `GET /api/tickets/:id/messages?before=`. */
  readonly messages: readonly MessageView[];
  readonly hasEarlier: boolean;
  readonly notes: readonly NoteView[];
  readonly customer: CustomerCard;
  readonly clocks: readonly ClockView[];
  /** Why it is where it is, as sentences, oldest first. */
  readonly why: readonly WhyEntry[];
  readonly surveys: readonly SurveyView[];
  /** What this person may do with it now. */
  readonly may: readonly TicketActName[];
  /** Other agents who have it before them. */
  readonly viewers: readonly string[];
}

/** `GET /api/tickets/:id/messages?before=<sequence>`. */
export interface MessagePage {
  /** Oldest first; at most 50. */
  readonly messages: readonly MessageView[];
  readonly hasEarlier: boolean;
}

/** A message of the conversation. */
export interface MessageView {
  readonly id: string;
  readonly sequence: number;
  readonly from: "customer" | "bot" | "agent" | "desk";
  /** The name of the agent, or of the customer as the channel gave it. */
  readonly name: string | null;
  readonly text: string;
  readonly options: readonly string[];
  readonly choice: string | null;
  readonly files: readonly { readonly index: number; readonly kind: string; readonly name: string | null }[];
  readonly status: "received" | "pending" | "sent" | "delivered" | "read" | "failed" | "unknown";
  readonly statusReason: string | null;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly reaction: string | null;
  readonly at: string;
}

/** A note that the customer never sees. */
export interface NoteView {
  readonly text: string;
  readonly by: string;
  readonly at: string;
}

/** One entry of the ticket's log as sentences. */
export interface WhyEntry {
  readonly at: string;
  readonly sentences: readonly string[];
}

/** Who asks. */
export interface CustomerCard {
  readonly id: string;
  readonly name: string | null;
  readonly language: string;
  readonly tier: string;
  readonly identities: readonly { readonly id: string; readonly verified: boolean }[];
  /** Their conversations on all channels. */
  readonly conversations: readonly { readonly id: string; readonly channelId: string; readonly channelKind: string }[];
  /** Their other tickets, newest first; at most 20. */
  readonly tickets: readonly Pick<TicketRow, "id" | "number" | "subject" | "status" | "createdAt">[];
}

/** An SLA clock. */
export interface ClockView {
  readonly metric: string;
  readonly state: "running" | "paused" | "fulfilled" | "cancelled";
  readonly dueAt: string | null;
  readonly breached: boolean;
  readonly targetMinutes: number;
}

/** A survey of the ticket. */
export interface SurveyView {
  readonly kind: "csat" | "nps" | "ces";
  readonly status: "scheduled" | "sent" | "answered" | "suppressed";
  readonly score: number | null;
  readonly comment: string | null;
  readonly answeredAt: string | null;
}

/**
 * `POST /api/tickets/:id/<act>` with {@link TicketActBody}; answers with {@link TicketDetails}, or with 409 and a reason when
 * the ticket is another by now or somebody else has it.
 */
export type TicketActName =
  | "take"
  | "accept"
  | "decline"
  | "assign"
  | "reply"
  | "note"
  | "pending"
  | "escalate"
  | "acknowledge"
  | "deescalate"
  | "resolve"
  | "close"
  | "reopen"
  | "hand-back"
  | "transfer"
  | "prioritize"
  | "tag"
  | "merge"
  | "resend";

/** What an act is given; each takes only what is its own. */
export interface TicketActBody {
  /** The version that the person has before them. */
  readonly ifVersion?: number | undefined;
  /** `assign`: an agent's id. `transfer`: a queue. `merge`: the id, or `#number`, of the ticket that stays. */
  readonly to?: string | undefined;
  /** `reply`, `note`. */
  readonly text?: string | undefined;
  /** `reply`, in place of a text: the name of a canned reply. */
  readonly canned?: string | undefined;
  /** Of `escalate`, `decline`, `resolve`, `close`, `reopen`, `transfer`, `deescalate`, `merge`. */
  readonly reason?: string | undefined;
  readonly priority?: "low" | "normal" | "high" | "urgent" | undefined;
  /** `tag`: to add, and to take away. */
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  /** `resend`: the message. */
  readonly messageId?: string | undefined;
}

/** `POST /api/tickets/:id/typing` and `/viewing` answer 204; `GET /api/tickets/:id/canned?name=` with this. */
export interface CannedPreview {
  readonly text: string;
}

/** `POST /api/me/presence`; a supervisor may also `POST /api/agents/:id/presence`. Answers with the {@link AgentView}. */
export interface PresenceBody {
  readonly presence: "online" | "away" | "offline";
}

/** `GET /api/board`: for supervisors. */
export interface Board {
  readonly queues: readonly {
    readonly name: string;
    readonly waiting: number;
    readonly waitingSince: string | null;
    readonly isOpen: boolean;
  }[];
  readonly agents: readonly AgentView[];
  readonly sla: { readonly breached: number; readonly dueSoon: number };
  readonly escalated: number;
  /** Of surveys asked since midnight in the desk's zone. */
  readonly csat: {
    readonly score: number | null;
    readonly answered: number;
    readonly asked: number;
    readonly responseRate: number | null;
  };
}

/** `GET /api/dead-letters`: for admins. `POST /api/dead-letters/:id/retry`, with `{}`, answers 204. */
export interface DeadLetterList {
  /** Oldest first; at most 1,000. */
  readonly deadLetters: readonly DeadLetterView[];
}

/** `GET /api/health`: for admins. */
export interface HealthView {
  readonly status: "ok" | "degraded" | "down";
  readonly reasons: readonly string[];
  readonly storeMs: number | null;
  /** Work that has not begun yet, and work that failed for good. */
  readonly jobs: { readonly ready: number; readonly dead: number } | null;
  readonly channels: readonly { readonly id: string; readonly kind: string; readonly downBecause: string | null }[];
}

/** Work that failed for good. */
export interface DeadLetterView {
  readonly id: string;
  readonly kind: string;
  readonly error: string | null;
  readonly at: string;
}

/**
 * `GET /api/events`: server-sent events, or a poll, as the web chat's. The page looks again at what changed; `ticket` comes
 * with the row as it is now, for tickets that this person sees, and `gone` for one that they do not see any more.
 */
export type InboxEvent =
  | { readonly type: "ticket"; readonly row: TicketRow }
  | { readonly type: "gone"; readonly ticketId: string }
  | { readonly type: "agents"; readonly agents: readonly AgentView[] }
  | {
      readonly type: "typing";
      readonly conversationId: string;
      readonly from: "customer" | "agent";
      readonly agentId: string | null;
    }
  | { readonly type: "viewing"; readonly ticketId: string; readonly agentId: string; readonly viewing: boolean };
