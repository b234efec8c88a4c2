import { existing } from "../acts/lookup.ts";
import type { Conversation } from "../model/conversation.ts";
import type { LogEntry } from "../model/decision.ts";
import type { Message } from "../model/message.ts";
import { Desk, type PageOptions, page } from "./desk.ts";

/** The threads with customers, and what was said in them. */
export class Conversations extends Desk {
  /** The conversation; refuses with `conversation.not_found`. */
  get(conversationId: string): Promise<Conversation> {
    return this.read((reader) => existing(reader, "conversation", conversationId));
  }

  /** The conversation of a channel's thread; `null` when nobody wrote there yet. */
  async find(channelId: string, address: string): Promise<Conversation | null> {
    const found = await this.read((tx) => tx.find("conversation", "byAddress", { channelId, address }, { limit: 1 }));
    return found[0] ?? null;
  }

  /** A customer's conversations on all channels, oldest first. */
  listOf(customerId: string, options: PageOptions<Conversation> = {}): Promise<readonly Conversation[]> {
    return this.read((tx) => tx.find("conversation", "ofCustomer", { customerId }, page(options)));
  }

  /** What was said, in order. */
  messages(conversationId: string, options: PageOptions<Message> = {}): Promise<readonly Message[]> {
    return this.read((tx) => tx.find("message", "ofConversation", { conversationId }, page(options)));
  }

  /** What the bot decided here without a ticket, oldest first. With one it stands in the ticket's history. */
  history(conversationId: string): Promise<readonly LogEntry[]> {
    return this.read((tx) => tx.readLog(`conversation:${conversationId}`, { limit: 10_000 }));
  }

  /** The same as sentences. */
  async explain(conversationId: string): Promise<readonly string[]> {
    const { sentencesOf } = await import("../model/explain.ts");
    return (await this.history(conversationId)).flatMap(sentencesOf);
  }
}
