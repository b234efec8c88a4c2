import type { ChatConfig, ChatMessage, ChatState } from "../../http/webchat/protocol.ts";
import type { FeedState } from "../feed-client.ts";
import type { Texts } from "./texts/texts.ts";

/** Something that the visitor said and that the feed has not told yet. */
export interface OutgoingMessage {
  readonly clientId: string;
  readonly text: string;
  readonly choice: { readonly id: string; readonly title: string } | null;
  readonly attachment: { readonly id: string; readonly name: string } | null;
  readonly at: string;
  /** `waiting`: there was no way through, it is tried again. `refused`: only when the visitor says so. */
  readonly status: "sending" | "sent" | "waiting" | "refused";
}

/** What the visitor answered to a survey. */
export interface GivenRating {
  readonly score: number;
  readonly isCommented: boolean;
}

/** All that the widget shows. */
export interface ChatView {
  readonly isOpen: boolean;
  readonly connection: FeedState;
  readonly config: ChatConfig | null;
  readonly conversation: ChatState;
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly hasEarlier: boolean;
  readonly outbox: readonly OutgoingMessage[];
  readonly draft: string;
  /** The agent who writes; "": one without a name. */
  readonly typing: string | null;
  /** By the survey's id. */
  readonly ratings: Readonly<Record<string, GivenRating>>;
  readonly isUploading: boolean;
  /** What the visitor should know of what they did last. */
  readonly notice: { readonly text: keyof Texts; readonly limit?: string } | null;
}

export const emptyView: ChatView = {
  isOpen: false,
  connection: "connecting",
  config: null,
  conversation: { state: "none", agentName: null, readUpTo: 0 },
  messages: [],
  hasEarlier: false,
  outbox: [],
  draft: "",
  typing: null,
  ratings: {},
  isUploading: false,
  notice: null,
};

/** With these, each in place of the one with its sequence. */
export function withMessages(known: readonly ChatMessage[], told: readonly ChatMessage[]): readonly ChatMessage[] {
  const bySequence = new Map([...known, ...told].map((message) => [message.sequence, message]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** How many messages of the other side were not read yet. */
export function unreadIn({ messages, conversation }: ChatView): number {
  return messages.filter(({ from, sequence }) => from !== "visitor" && sequence > conversation.readUpTo).length;
}

/** What may be chosen now: the options of the last message, as long as nothing was said to it. */
export function quickRepliesIn({ messages, outbox }: ChatView): ChatMessage["options"] {
  const last = messages.at(-1);
  return last === undefined || last.rating !== null || outbox.length > 0 ? [] : last.options;
}
