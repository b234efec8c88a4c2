import type { LiveSignal } from "../../live/live.ts";
import { topics } from "../../live/topics.ts";
import type { Conversation } from "../../model/conversation.ts";
import type { Actor, Message } from "../../model/message.ts";
import type { FeedEvent } from "../event-stream.ts";
import type { Feed } from "../feed.ts";
import { refusedRequest } from "../refusal.ts";
import type { Chat } from "./chat.ts";
import { beforeAll, type ChatCursor, cursorText, epochOf, parseCursor } from "./chat-cursor.ts";
import { agentName, chatMessages, chatState, readUpToIn } from "./chat-view.ts";
import type { Visitor } from "./session-token.ts";

/** Whoever missed more messages reads everything anew. */
const mostMissed = 500;
/** A bot that has answered by then was not seen to write. */
const longThoughtMs = 500;
/** Among the last so many is looked for the last that was read. */
const latestCount = 20;

/** The visitor's feed from where this cursor stands; from where all is told, when it means nothing. */
export async function openChatFeed(chat: Chat, visitor: Visitor, cursor: string | null): Promise<ChatFeed> {
  const conversation = await chat.conversationOf(visitor);
  const end = conversation === null ? beforeAll : await endOf(conversation);
  const given = parseCursor(cursor);
  const reset = given === null || !leadsTo(given, end);
  return new ChatFeed({ chat, visitor, conversationId: conversation?.id ?? null, told: reset ? end : given, reset });
}

/** Where all of a conversation is told, but for what was read of it. */
async function endOf({ id, lastSequence: sequence, ownerRevision }: Conversation): Promise<ChatCursor> {
  return { epoch: await epochOf(id), sequence, ownerRevision, readUpTo: 0 };
}

/** Whether all that stands between the two can be told. A conversation that began since is told from its beginning. */
function leadsTo(from: ChatCursor, to: ChatCursor): boolean {
  const isSame = from.epoch === to.epoch || (from.epoch === beforeAll.epoch && from.sequence === 0);
  return isSame && from.sequence <= to.sequence && from.sequence >= to.sequence - mostMissed;
}

/** Shared by all feeds of whom nothing is to be cancelled. */
const nothing = (): void => {};

interface ChatFeedParts {
  readonly chat: Chat;
  readonly visitor: Visitor;
  readonly conversationId: string | null;
  readonly told: ChatCursor;
  readonly reset: boolean;
}

/** What a visitor is told as it happens. Thousands of these wait at once: each holds a few numbers, and reads the rest. */
export class ChatFeed implements Feed {
  readonly reset: boolean;
  readonly #chat: Chat;
  readonly #visitor: Visitor;
  #conversationId: string | null;
  #told: ChatCursor;
  #watching: Watching | null = null;
  #cancelTyping: () => void = nothing;

  constructor({ chat, visitor, conversationId, told, reset }: ChatFeedParts) {
    this.#chat = chat;
    this.#visitor = visitor;
    this.#conversationId = conversationId;
    this.#told = told;
    this.reset = reset;
  }

  get cursor(): string {
    return cursorText(this.#told);
  }

  /** Rejects with `conversation.not_found` when the conversation is gone: who comes again begins anew. */
  async pull(): Promise<readonly FeedEvent[]> {
    const conversation = await this.#conversation();
    if (conversation === null) return [];
    const latest = await this.#chat.service.conversations.messages(conversation.id, {
      descending: true,
      limit: latestCount,
    });
    return [...(await this.#stateEvents(conversation, latest)), ...(await this.#messageEvents(conversation, latest))];
  }

  watch(look: () => void, tell: (event: FeedEvent) => void): () => void {
    const { service, channel, streams } = this.#chat;
    const { address } = this.#visitor;
    const unwatch = [
      service.live.watch(topics.thread(channel.id, address), (signal) => {
        if (signal.type === "typing") this.#hearTyping(signal.by, tell);
        else look();
      }),
    ];
    streams.add(address);
    this.#watching = { look, unwatch };
    if (this.#conversationId !== null) this.#hearOf(this.#conversationId);
    return () => {
      this.#watching = null;
      this.#cancelTyping();
      streams.remove(address);
      for (const end of unwatch) end();
    };
  }

  async #conversation(): Promise<Conversation | null> {
    if (this.#conversationId !== null) return this.#chat.service.conversations.get(this.#conversationId);
    const begun = await this.#chat.conversationOf(this.#visitor);
    if (begun === null) return null;
    this.#conversationId = begun.id;
    this.#hearOf(begun.id);
    // What changed before it was heard of is read here.
    return this.#chat.service.conversations.get(begun.id);
  }

  #hearOf(conversationId: string): void {
    const watching = this.#watching;
    if (watching === null) return;
    const { look, unwatch } = watching;
    const hear = ({ type }: LiveSignal): void => {
      if (type === "changed") look();
    };
    unwatch.push(this.#chat.service.live.watch(topics.conversation(conversationId), hear));
  }

  async #stateEvents(conversation: Conversation, latest: readonly Message[]): Promise<readonly FeedEvent[]> {
    const { ownerRevision } = conversation;
    const readUpTo = Math.max(this.#told.readUpTo, readUpToIn(latest));
    const isNew = this.#told.epoch === beforeAll.epoch;
    if (!isNew && ownerRevision === this.#told.ownerRevision && readUpTo === this.#told.readUpTo) return [];
    const state = await chatState(this.#chat.service, conversation, readUpTo);
    const epoch = isNew ? await epochOf(conversation.id) : this.#told.epoch;
    this.#told = { ...this.#told, epoch, ownerRevision, readUpTo };
    return [{ id: this.cursor, type: "conversation", data: { conversation: state } }];
  }

  async #messageEvents({ id }: Conversation, latest: readonly Message[]): Promise<readonly FeedEvent[]> {
    const { sequence } = this.#told;
    const missed = (latest.at(-1)?.sequence ?? 0) - sequence - 1;
    if (missed > mostMissed) throw refusedRequest(409, "too_far_behind", "Too much was missed; read everything anew.");
    const { service } = this.#chat;
    const before = missed > 0 ? await service.conversations.messages(id, { after: sequence, limit: missed }) : [];
    const untold = [...before, ...latest.filter((message) => message.sequence > sequence).reverse()];
    const messages = await chatMessages(service, untold, this.#visitor);
    if (messages.some(({ from }) => from !== "visitor")) this.#cancelTyping();
    return messages.map((message) => {
      this.#told = { ...this.#told, sequence: message.sequence };
      return { id: this.cursor, type: "message", data: { message } };
    });
  }

  #hearTyping(by: Actor, tell: (event: FeedEvent) => void): void {
    switch (by.kind) {
      case "agent":
        void this.#tellTyping(by.id, tell);
        break;
      case "system":
        tell({ type: "typing", data: { from: "agent", agentName: null } });
        break;
      case "bot": {
        const { clock } = this.#chat.desk;
        this.#cancelTyping();
        this.#cancelTyping = clock.after(longThoughtMs, () => {
          tell({ type: "typing", data: { from: "bot", agentName: null } });
        });
        break;
      }
      case "customer":
        break;
      default:
        by satisfies never;
    }
  }

  async #tellTyping(agentId: string, tell: (event: FeedEvent) => void): Promise<void> {
    try {
      const name = await agentName(this.#chat.service, agentId);
      tell({ type: "typing", data: { from: "agent", agentName: name } });
    } catch (error) {
      this.#chat.channel.context?.logger.debug({ error }, "A visitor could not be told that an agent writes.");
    }
  }
}

/** Somebody who is told, and what ends it. */
interface Watching {
  readonly look: () => void;
  readonly unwatch: (() => void)[];
}
