import type { EventBus, EventName } from "./events.ts";
import type { Agent } from "./model/agent.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Job, NewJob } from "./model/job.ts";
import type { Message } from "./model/message.ts";
import type { Policy } from "./policy.ts";
import type { Answerer } from "./ports/answerer.ts";
import type { ChannelAdapter } from "./ports/channel-adapter.ts";
import type { Classifier } from "./ports/classifier.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ids } from "./ports/ids.ts";
import type { Logger } from "./ports/logger.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { Random } from "./ports/random.ts";
import type { Telemetry } from "./ports/telemetry.ts";
import type { Lease, StoreReader, TicketStore } from "./ports/ticket-store.ts";
import type { TextBook } from "./texts/texts.ts";
import type { TransactionHandlers } from "./transaction-handlers.ts";

/** What every step, act and desk works with: the plug-ins, the policy, and the job queue of this process. */
export interface ServiceContext {
  readonly tenant: string;
  readonly policy: Policy;
  readonly texts: TextBook;
  readonly store: TicketStore;
  readonly channels: ReadonlyMap<string, ChannelAdapter>;
  /** The way out to each channel, by its id. */
  readonly gates: ReadonlyMap<string, ChannelGate>;
  readonly classifier: Classifier;
  readonly answerers: readonly Answerer[];
  readonly notifiers: ReadonlyMap<string, Notifier>;
  readonly events: EventBus;
  /** Names of the workflows that wait for each event. */
  readonly workflows: ReadonlyMap<EventName, readonly string[]>;
  /** Who writes along in the transactions of events. */
  readonly inTransaction: TransactionHandlers;
  readonly jobs: JobQueue;
  readonly roster: Roster;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/**
 * What a job is about, as this process has just stored it: a job that runs at once need not read it again. A job that was
 * claimed later has none.
 */
export interface JobSubject {
  readonly conversation: Conversation;
  readonly message: Message;
}

/** All agents, at hand for routing. */
export interface Roster {
  /** The agents as they are to this transaction. */
  read(reader: StoreReader): Promise<readonly Agent[]>;
  /** A transaction is about to write this agent. */
  begin(agentId: string): void;
  /** That transaction has ended, and left the agent like this; `null`: nobody knows how. */
  end(agentId: string, left: Agent | null): void;
}

/** Lets sends out to a channel: at its pace, not too many at once, and one at a time while it is down. */
export interface ChannelGate {
  /** Why the channel is taken for down; `null` while it is not. */
  readonly downBecause: string | null;
  /** Whether the desk was told that it is down, and not yet that it is healed. */
  isToldDown: boolean;
  /** Lets it through, or tells after how long to come again. */
  admit(request: SendRequest): Passage | { readonly waitMs: number };
  /** It was down when somebody else looked. */
  foundDown(reason: string): void;
}

/** Somebody wants to send. */
export interface SendRequest {
  readonly conversationId: string;
  readonly address: string;
  /** In milliseconds. */
  readonly now: number;
}

/** A send that was let through. */
export interface Passage {
  /** It has ended: well, or with this error. */
  end(error: unknown, now: number): void;
}

/** How a transaction hands jobs to the job loop of this process. */
export interface JobQueue {
  /** The lease under which a new job may be claimed at once; `undefined` while this process has its hands full. */
  lease(): Lease | undefined;
  /** Whether this process still has the job, as far as it can know: it may have stood still for longer than its lease. */
  holds(job: Job): boolean;
  /** A job that was claimed as it was enqueued: run it. */
  take(job: Job, subject: JobSubject | undefined): void;
  /** A job waits in the store: it is due in so many milliseconds, and may stand behind others of its lane. */
  expect(job: NewJob, milliseconds: number): void;
}
