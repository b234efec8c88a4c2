import type { Agent } from "./agent.ts";
import type { Conversation } from "./conversation.ts";
import type { Customer, Identity } from "./customer.ts";
import type { CustomerMerge } from "./customer-merge.ts";
import type { Message } from "./message.ts";
import * as upgrades from "./record-upgrades.ts";
import type { Setting } from "./setting.ts";
import type { SlaClock } from "./sla-clock.ts";
import type { Survey } from "./survey.ts";
import type { Ticket } from "./ticket.ts";
import type { TicketView } from "./ticket-view.ts";

/** Everything a store keeps as records, by kind. A new aggregate is one line here, one declaration, one table. */
export interface RecordTypes {
  customer: Customer;
  identity: Identity;
  conversation: Conversation;
  message: Message;
  ticket: Ticket;
  agent: Agent;
  survey: Survey;
  slaClock: SlaClock;
  customerMerge: CustomerMerge;
  ticketView: TicketView;
  setting: Setting;
}

/** The name of a kind of record. */
export type RecordKind = keyof RecordTypes;

type Scalar = string | number | boolean | Date | null;
type DateFields<T> = { [K in keyof T]-?: Date extends T[K] ? K : never }[keyof T];
type IndexableFields<T> = { [K in keyof T & string]-?: T[K] extends Scalar ? K : never }[keyof T & string];

/**
 * A way to find records: all those whose `equals` fields have the values given, in ascending order of the `order`
 * fields, then of the id. A record with `null` in an `equals` field is not in the index.
 */
export interface IndexDeclaration<T> {
  readonly equals: readonly IndexableFields<T>[];
  readonly order: readonly IndexableFields<T>[];
  /** At most one record for each combination of `equals`; a second is refused as a conflict. */
  readonly unique?: true;
}

/** What a store must know of one kind of record. */
export interface RecordDeclaration<T> {
  /** Every top-level field that is a `Date`: JSON has none, so stores that keep JSON revive these. */
  readonly dates: Readonly<Record<DateFields<T>, true>>;
  readonly indexes: Readonly<Record<string, IndexDeclaration<T>>>;
  /** Many conversations change the same record: a store does well not to keep it from others longer than it must. */
  readonly contended?: true;
  /** Stored fields as an earlier version of kefu left them -> as they are now. A store that keeps JSON reads through it. */
  readonly upgrade?: (stored: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

function declare<T>() {
  return <const D extends RecordDeclaration<T>>(declaration: D): D => declaration;
}

/** Typed apart from its value, so that each index keeps its own fields. */
const declarations = {
  customer: declare<Customer>()({
    dates: { lastServedAt: true, lastSurveyedAt: true, createdAt: true, updatedAt: true },
    indexes: {},
    upgrade: upgrades.customer,
  }),
  identity: declare<Identity>()({
    dates: { createdAt: true },
    indexes: {
      ofCustomer: { equals: ["customerId"], order: ["createdAt"] },
      byVerified: { equals: ["verified"], order: ["createdAt"] },
    },
    upgrade: upgrades.identity,
  }),
  conversation: declare<Conversation>()({
    dates: { lastInboundAt: true, createdAt: true, updatedAt: true },
    indexes: {
      byAddress: { equals: ["channelId", "address"], order: [], unique: true },
      byState: { equals: ["state"], order: ["createdAt"] },
      ofCustomer: { equals: ["customerId"], order: ["createdAt"] },
    },
    upgrade: upgrades.conversation,
  }),
  message: declare<Message>()({
    dates: { createdAt: true, sentAt: true, editedAt: true, deletedAt: true },
    indexes: { ofConversation: { equals: ["conversationId"], order: ["sequence"] } },
    upgrade: upgrades.message,
  }),
  ticket: declare<Ticket>()({
    dates: {
      reservedUntil: true,
      waitingSince: true,
      escalatedAt: true,
      acknowledgedAt: true,
      createdAt: true,
      updatedAt: true,
      assignedAt: true,
      firstRepliedAt: true,
      awaitingReplySince: true,
      resolvedAt: true,
      closedAt: true,
    },
    indexes: {
      ofConversation: { equals: ["conversationId"], order: ["createdAt"] },
      ofCustomer: { equals: ["customerId"], order: ["createdAt"] },
      byStatus: { equals: ["status"], order: ["createdAt"] },
      ofAgent: { equals: ["agentId", "status"], order: ["createdAt"] },
      waiting: { equals: ["waiting"], order: ["priorityRank", "waitingSince"] },
      inQueue: { equals: ["waiting", "queue"], order: ["priorityRank", "waitingSince"] },
      reserved: { equals: ["reservedFor"], order: ["createdAt"] },
      byNumber: { equals: ["number"], order: [] },
    },
    upgrade: upgrades.ticket,
  }),
  agent: declare<Agent>()({
    contended: true,
    dates: { lastAssignedAt: true, lastSeenAt: true, createdAt: true, updatedAt: true },
    indexes: { byPresence: { equals: ["presence"], order: [] } },
    upgrade: upgrades.agent,
  }),
  survey: declare<Survey>()({
    dates: { createdAt: true, sentAt: true, answeredAt: true, remindedAt: true, commentUntil: true, expiresAt: true },
    indexes: {
      ofTicket: { equals: ["ticketId"], order: ["closure"] },
      ofCustomer: { equals: ["customerId"], order: ["createdAt"] },
      byStatus: { equals: ["status"], order: ["createdAt"] },
    },
    upgrade: upgrades.survey,
  }),
  slaClock: declare<SlaClock>()({
    dates: { startedAt: true, runningSince: true, dueAt: true, warnedAt: true, breachedAt: true, endedAt: true },
    indexes: {
      ofTicket: { equals: ["ticketId"], order: ["startedAt"] },
      byState: { equals: ["state"], order: ["dueAt"] },
    },
  }),
  customerMerge: declare<CustomerMerge>()({
    dates: { mergedAt: true, undoneAt: true },
    indexes: {
      ofKept: { equals: ["keptId"], order: ["mergedAt"] },
      ofMerged: { equals: ["mergedId"], order: ["mergedAt"] },
    },
  }),
  ticketView: declare<TicketView>()({
    dates: { createdAt: true },
    indexes: { ofOwner: { equals: ["owner"], order: ["createdAt"] } },
  }),
  setting: declare<Setting>()({ contended: true, dates: {}, indexes: {} }),
};

/** What a store must know of every kind of record: its dates and its indexes. */
export const recordDeclarations: typeof declarations = declarations;

/** The name of a declared index of this kind. */
export type IndexName<K extends RecordKind> = keyof (typeof declarations)[K]["indexes"] & string;

type EqualsFields<K extends RecordKind, I extends IndexName<K>> = (typeof declarations)[K]["indexes"][I] extends {
  readonly equals: readonly (infer F)[];
}
  ? F & keyof RecordTypes[K]
  : never;

/** The values an index is asked with: every `equals` field of it. */
export type IndexKey<K extends RecordKind, I extends IndexName<K>> = {
  readonly [F in EqualsFields<K, I>]: NonNullable<RecordTypes[K][F]>;
};
