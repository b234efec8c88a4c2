import { existing } from "../acts/lookup.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Conversation } from "../model/conversation.ts";
import type { LogEntry } from "../model/decision.ts";
import type { ExplainOptions } from "../model/explain.ts";
import type { Message } from "../model/message.ts";
import type { OpenedMedia } from "../ports/channel-adapter.ts";
import { actorOf, Desk, type DoneBy, type PageOptions, page } from "./desk.ts";

/** A page of what was said. */
export interface MessagePageOptions extends Omit<PageOptions<Message>, "after"> {
  /** The last message of the page before, or its number. */
  readonly after?: Message | number | undefined;
}

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

  /** What was said, in order. `after` may also be a message's number: what follows it, or, `descending`, goes before. */
  messages(conversationId: string, options: MessagePageOptions = {}): Promise<readonly Message[]> {
    const { after, ...rest } = options;
    return this.read(async (tx) => {
      const find = (asked: PageOptions<Message>) =>
        tx.find("message", "ofConversation", { conversationId }, page({ ...rest, ...asked }));
      if (typeof after !== "number") return find({ after });
      const [any] = await find({ limit: 1 });
      // A place in the order of numbers: nothing has so low an id.
      return any === undefined
        ? []
        : find({ after: { ...any, id: "", sequence: rest.descending ? after : after + 1 } });
    });
  }

  /** One message; refuses with `message.not_found`. */
  message(messageId: string): Promise<Message> {
    return this.read((reader) => existing(reader, "message", messageId));
  }

  /**
   * Shows the customer that their last message was read by somebody, and that somebody writes: this agent, where the
   * channel can name them. Resolves with whether the channel showed it: many have no such signals, and nothing rests on them.
   */
  async signal(conversationId: string, options: DoneBy & { readonly typing?: boolean } = {}): Promise<boolean> {
    const { conversation, latest } = await this.read(async (tx) => {
      const found = await tx.find("message", "ofConversation", { conversationId }, { limit: 50, descending: true });
      const conversation = await existing(tx, "conversation", conversationId);
      return { conversation, latest: found.find(({ direction }) => direction === "inbound") };
    });
    const { signal } = await import("../flow/signal.ts");
    return signal(this.service, conversation, {
      readUpTo: latest?.externalId ?? null,
      typing: options.typing ?? false,
      by: actorOf(options),
    });
  }

  /**
   * Opens a file that came with a message, the `index`th of it (default: the first). Refuses with `message.not_found` when
   * there is none, and with the channel's `ChannelError` when it cannot be had any more.
   */
  async openMedia(
    messageId: string,
    options: { readonly index?: number; readonly signal?: AbortSignal } = {},
  ): Promise<OpenedMedia> {
    const message = await this.read((tx) => existing(tx, "message", messageId));
    const media = message.content.media?.[options.index ?? 0];
    const channel = this.service.channels.get(message.channelId);
    if (media === undefined || channel?.openMedia === undefined) {
      throw new CustomerServiceError("message.not_found", `Message ${messageId} has no such file that can be opened.`);
    }
    return channel.openMedia(media, { signal: options.signal ?? new AbortController().signal });
  }

  /**
   * Sends a message of the desk again that failed, or of which nobody knows whether it went out: as a new message, by who
   * says so. Refuses others with `message.refused`.
   */
  async resend(messageId: string, options: DoneBy = {}): Promise<Message> {
    const { resendMessage } = await import("../acts/resend-message.ts");
    return this.act(options, (act) => resendMessage(act, messageId));
  }

  /** What the bot decided here without a ticket, oldest first. With one it stands in the ticket's history. */
  history(conversationId: string): Promise<readonly LogEntry[]> {
    return this.read((tx) => tx.readLog(`conversation:${conversationId}`, { limit: 10_000 }));
  }

  /** The same as sentences. */
  async explain(conversationId: string, options: ExplainOptions = {}): Promise<readonly string[]> {
    const { entriesOf, storyOf } = await import("../model/explain.ts");
    return storyOf(entriesOf(await this.history(conversationId), options));
  }
}
