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

/** A message in the log: what the server has, and behind it what is on its way there. */
export interface ShownMessage extends ChatMessage {
  readonly status: OutgoingMessage["status"];
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
  /** Whether what comes to the log is news; else it is only loaded. */
  readonly isNews: boolean;
  readonly outbox: readonly OutgoingMessage[];
  readonly draft: string;
  /** The agent who writes; "": one without a name. */
  readonly typing: string | null;
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
  isNews: true,
  outbox: [],
  draft: "",
  typing: null,
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

/** All that is shown, oldest first. */
export function shownIn({ messages, outbox }: ChatView): readonly ShownMessage[] {
  const nothing = { sequence: 0, from: "visitor", agentName: null, options: [], rating: null, files: [] } as const;
  const stored = messages.map(({ clientId }) => clientId);
  const unstored = outbox.filter(({ clientId }) => !stored.includes(clientId));
  return [
    ...messages.map((message) => ({ ...message, status: "sent" as const })),
    ...unstored.map((message) => ({ ...nothing, ...message, text: message.text || (message.attachment?.name ?? "") })),
  ];
}
