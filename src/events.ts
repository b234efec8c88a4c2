import type { Agent } from "./model/agent.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Customer } from "./model/customer.ts";
import type { CustomerMerge } from "./model/customer-merge.ts";
import type { HandoverReason } from "./model/decision.ts";
import type { Json } from "./model/job.ts";
import type { Message } from "./model/message.ts";
import type { SlaClock } from "./model/sla-clock.ts";
import type { Survey } from "./model/survey.ts";
import type { SurveyReason } from "./model/survey-policy.ts";
import type { Ticket } from "./model/ticket.ts";
import type { Logger } from "./ports/logger.ts";

/**
 * What happens in the desk: name -> payload. An event is told after the store has the fact, never before; to a listener
 * at most once, to a workflow (`service.workflow`) at least once.
 */
export interface ServiceEvents {
  "conversation.started": { conversation: Conversation };
  /** The customer does not want to be reached there any more. */
  "conversation.blocked": { conversation: Conversation };
  "conversation.unblocked": { conversation: Conversation };
  /** The channel goes on with it under another address. */
  "conversation.moved": { conversation: Conversation; from: string };
  /** Nothing gets through to the channel: one message at a time tries, the others wait. Told once. */
  "channel.went_down": { channelId: string; reason: string };
  /** A message got through again. */
  "channel.healed": { channelId: string; downForMs: number };
  /** A channel told what concerns no message. */
  "channel.noticed": { channelId: string; notice: string; data: Json };
  "message.received": { message: Message; conversation: Conversation };
  /** The channel took it. */
  "message.sent": { message: Message };
  "message.delivered": { message: Message };
  "message.read": { message: Message };
  /** It was refused for good, or nobody can tell (status `unknown`); `statusReason` says why. */
  "message.failed": { message: Message };
  /** Its customer changed it; `before` is what it said. */
  "message.edited": { message: Message; before: string };
  /** Its customer took it back. */
  "message.deleted": { message: Message };
  /** Its customer put an emoji on it (`message.reaction`), or took it off. */
  "message.reacted": { message: Message };
  "customer.created": { customer: Customer };
  /** They are one person. `customer` is who stays. */
  "customer.merged": { customer: Customer; customerMerge: CustomerMerge };
  /** They are two people after all. `customer` is the one who stands by themselves again. */
  "customer.unmerged": { customer: Customer; customerMerge: CustomerMerge };
  /**
   * An identity of the first turned out to be the other's: nothing was merged, people must judge. Told once,
   * until `prune` forgets that it was.
   */
  "customer.identity_conflict": { customerId: string; otherCustomerId: string; identity: string };
  /** Nothing is kept of them any more. */
  "customer.erased": { customerId: string };
  "question.answered": { conversation: Conversation; message: Message; by: string; confidence: number };
  /** The bot had an answer, and a human took over before it could be given. */
  "reply.dropped": { conversation: Conversation };
  "conversation.handed_over": { conversation: Conversation; ticket: Ticket; reason: HandoverReason; summary: string };
  "conversation.returned_to_bot": { conversation: Conversation; ticket: Ticket };
  "conversation.ended": { conversation: Conversation };
  "ticket.opened": { ticket: Ticket };
  "ticket.reopened": { ticket: Ticket };
  "ticket.queued": { ticket: Ticket };
  "ticket.assigned": { ticket: Ticket; agent: Agent };
  /** The agent has until `ticket.reservedUntil` to accept it. */
  "ticket.offered": { ticket: Ticket; agent: Agent };
  "ticket.offer_declined": { ticket: Ticket; agent: Agent; reason: string };
  /** What an agent was offered is theirs to accept no more: they went away, or the ticket went on otherwise. */
  "ticket.offer_withdrawn": { ticket: Ticket; agent: Agent };
  /** The agent did not accept in time; the ticket waits again. */
  "ticket.offer_missed": { ticket: Ticket; agent: Agent };
  /** It waits again, since its agent left it: they went away, or did not answer. */
  "ticket.taken_back": { ticket: Ticket; agent: Agent; reason: string };
  /** It waited so long that these skills are not asked any more. */
  "ticket.relaxed": { ticket: Ticket; skills: readonly string[] };
  /** It waited so long that it waits in another queue now. */
  "ticket.overflowed": { ticket: Ticket; from: string };
  "ticket.replied": { ticket: Ticket; message: Message };
  /** An agent, or the backend, wrote a note that the customer never sees. */
  "ticket.noted": { ticket: Ticket; text: string };
  "ticket.customer_wrote": { ticket: Ticket; message: Message };
  "ticket.moved": { ticket: Ticket; from: Ticket["status"]; reason: string };
  "ticket.escalated": { ticket: Ticket; level: number; reason: string };
  "ticket.acknowledged": { ticket: Ticket };
  /** The last level did not acknowledge, either: nobody else will be told. */
  "ticket.unacknowledged": { ticket: Ticket; level: number };
  "ticket.deescalated": { ticket: Ticket; reason: string };
  "ticket.prioritized": { ticket: Ticket; from: Ticket["priority"]; reasons: readonly string[] };
  "ticket.resolved": { ticket: Ticket };
  "ticket.closed": { ticket: Ticket };
  /** It is closed, as part of the ticket `intoTicketId`. */
  "ticket.merged": { ticket: Ticket; intoTicketId: string };
  "ticket.unmerged": { ticket: Ticket; fromTicketId: string };
  /** It was made of messages of `fromTicketId`. */
  "ticket.split": { ticket: Ticket; fromTicketId: string };
  /** It is in another queue. */
  "ticket.transferred": { ticket: Ticket; from: string; reason: string };
  /** Its tags, fields, type or links are others. */
  "ticket.edited": { ticket: Ticket };
  /** A target is nearly used up: the policy's `warnAt` of it. Once for each clock. */
  "sla.warned": { ticket: Ticket; slaClock: SlaClock };
  /** A target is used up. Once for each clock. */
  "sla.breached": { ticket: Ticket; slaClock: SlaClock };
  /** What the clock waited for came; `breachedAt` says whether too late. */
  "sla.fulfilled": { ticket: Ticket; slaClock: SlaClock };
  "survey.sent": { survey: Survey };
  /** It was asked once more. */
  "survey.reminded": { survey: Survey };
  "survey.answered": { survey: Survey };
  /** A comment came with its score, or after it. */
  "survey.commented": { survey: Survey };
  "survey.suppressed": { survey: Survey; reason: SurveyReason };
  "agent.changed": { agent: Agent };
  /** No heartbeat came for too long: they are away now. */
  "agent.silent": { agent: Agent };
  /** Work that failed for good; it is kept as a dead letter. */
  "job.died": { jobId: string; jobKind: string; error: string };
}

/** The name of an event. */
export type EventName = keyof ServiceEvents;

/** One event as `onAny` and the desk's own machinery see it. */
export type ServiceEvent = { [N in EventName]: { readonly name: N; readonly payload: ServiceEvents[N] } }[EventName];

/** The typed event bus. A listener that throws is logged; it neither stops the others nor the desk. */
export class EventBus {
  readonly #listeners = new Map<EventName, Set<(event: ServiceEvent) => void>>();
  readonly #anyListeners = new Set<(event: ServiceEvent) => void>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Calls `listener` for each such event from now on; returns the function that ends it. */
  on<N extends EventName>(name: N, listener: (payload: ServiceEvents[N]) => unknown): () => void {
    // It stands under the name of its event, so it never sees another's payload.
    const guarded = ({ payload }: ServiceEvent) => this.#call(name, () => listener(payload as ServiceEvents[N]));
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(guarded));
    return () => void listeners.delete(guarded);
  }

  /** Calls `listener` for every event: logs, tests, feeds. */
  onAny(listener: (event: ServiceEvent) => unknown): () => void {
    const guarded = (event: ServiceEvent) => this.#call(event.name, () => listener(event));
    this.#anyListeners.add(guarded);
    return () => void this.#anyListeners.delete(guarded);
  }

  /** @internal Told by the desk after the commit. */
  emit(event: ServiceEvent): void {
    for (const listener of [...(this.#listeners.get(event.name) ?? []), ...this.#anyListeners]) listener(event);
  }

  #call(event: EventName, call: () => unknown): void {
    const failed = (error: unknown) => this.#logger.error({ event, error }, `A listener of ${event} threw.`);
    try {
      const result = call();
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
