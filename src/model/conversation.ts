import { CustomerServiceError } from "../errors.ts";
import type { Language } from "./customer.ts";

/** Who speaks for the desk now. At most one owner speaks: the bot, or one human. */
export type ConversationState = "bot" | "queued" | "human" | "ended";

/** The thread between a customer and the desk on one channel. It lives as long as the channel's thread does. */
export interface Conversation {
  readonly id: string;
  readonly version: number;
  readonly channelId: string;
  /** The channel's own address of the thread; opaque, stable, unique within the channel. */
  readonly address: string;
  /** `null` until the first message has been looked at. */
  readonly customerId: string | null;
  readonly language: Language | null;
  readonly state: ConversationState;
  /** The human who speaks; set exactly while the state is `human`. */
  readonly agentId: string | null;
  /** Grows by one each time the owner changes: a reply thought out under an older owner is stale and is dropped. */
  readonly ownerRevision: number;
  /** The ticket this conversation is about now; `null` while the bot needs none. */
  readonly ticketId: string | null;
  /** Other unfinished tickets of this conversation, in the order in which it will be about them. */
  readonly laterTicketIds: readonly string[];
  /** How often since the conversation began, or ended last, the bot had to give up. */
  readonly botFailures: number;
  /** The survey last asked in this conversation; `null` again once the bot answered something else, or a human has it. */
  readonly surveyId: string | null;
  /** Number of the last message, inbound or outbound; messages are numbered from 1 without gaps. */
  readonly lastSequence: number;
  /** Turns have dealt with every inbound message up to this number. */
  readonly handledSequence: number;
  /** When the customer wrote last; `null` for never. Channels with a reply window count from here. */
  readonly lastInboundAt: Date | null;
  /** False since the channel told that the customer does not want to be reached; true again with their next message. */
  readonly reachable: boolean;
  /** What the desk said last, if it offered options: a number typed instead of a press is understood by it. */
  readonly offerId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * bot -> queued -> human -> ended, with the ways back. From `ended` only a new customer message leads on, to the bot.
 * The same four states as WeChat customer service has (bot, waiting pool, human, ended).
 */
export const conversationMoves: Readonly<Record<ConversationState, readonly ConversationState[]>> = {
  bot: ["queued", "human", "ended"],
  queued: ["human", "bot", "ended"],
  human: ["human", "queued", "bot", "ended"],
  ended: ["bot"],
};

/** The conversation in its new state; refuses with `conversation.bad_move`. `agentId` is required for `human`. */
export function moveConversation(
  conversation: Conversation,
  to: ConversationState,
  agentId: string | null = null,
): Conversation {
  const allowed = conversationMoves[conversation.state];
  if (!allowed.includes(to)) {
    throw new CustomerServiceError(
      "conversation.bad_move",
      `Conversation ${conversation.id} is ${conversation.state}; from there it can become ${allowed.join(", ")}, not ${to}.`,
      { details: { conversationId: conversation.id, from: conversation.state, to } },
    );
  }
  if ((to === "human") !== (agentId !== null)) {
    throw new CustomerServiceError(
      "conversation.bad_move",
      `Conversation ${conversation.id} has an agent exactly while it is human; got ${to} with agent ${agentId}.`,
      { details: { conversationId: conversation.id, to, agentId } },
    );
  }
  // A number that is written to a human, or after one spoke, is no score.
  const surveyId = to === "human" || to === "queued" ? null : conversation.surveyId;
  return { ...conversation, state: to, agentId, surveyId, ownerRevision: conversation.ownerRevision + 1 };
}

/** It is over: whatever the customer writes next begins anew, with a bot that has not failed yet. */
export function endedConversation(conversation: Conversation): Conversation {
  return { ...moveConversation(conversation, "ended"), botFailures: 0 };
}

export function newConversation(fields: {
  id: string;
  channelId: string;
  address: string;
  createdAt: Date;
}): Conversation {
  return {
    ...fields,
    version: 0,
    customerId: null,
    language: null,
    state: "bot",
    agentId: null,
    ownerRevision: 0,
    ticketId: null,
    laterTicketIds: [],
    botFailures: 0,
    surveyId: null,
    lastSequence: 0,
    handledSequence: 0,
    lastInboundAt: null,
    reachable: true,
    offerId: null,
    updatedAt: fields.createdAt,
  };
}
