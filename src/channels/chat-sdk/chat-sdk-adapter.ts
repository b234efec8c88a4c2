/**
 * The members of a Chat SDK `Adapter` that are used here. Every adapter brings a copy of `chat` of its own, whose types
 * differ from one another; these fit all of them.
 */
export interface ChatSdkAdapter {
  readonly name: string;
  initialize(chat: never): Promise<void>;
  handleWebhook(request: Request, options?: ChatSdkWebhookOptions): Promise<Response>;
  postMessage(threadId: string, message: ChatSdkMessage): Promise<{ readonly id: string }>;
  startTyping(threadId: string): Promise<void>;
  rehydrateAttachment?(attachment: ChatSdkAttachment): ChatSdkAttachment;
  disconnect?(): Promise<void>;
}

/** What an adapter is given with a request, and hands on with all that it finds in it. */
export interface ChatSdkWebhookOptions {
  waitUntil?: (task: Promise<unknown>) => void;
}

/** A message to post: a text as it is, or a card. */
export type ChatSdkMessage = { raw: string } | { card: ChatSdkCard; fallbackText: string };

/** Buttons under a text. */
export interface ChatSdkCard {
  type: "card";
  children: [
    { type: "text"; content: string },
    { type: "actions"; children: { type: "button"; id: string; label: string }[] },
  ];
}

/** A file as an adapter tells it; with `fetchMetadata` the adapter finds it again later. */
export interface ChatSdkAttachment {
  type: "image" | "video" | "audio" | "file";
  url?: string;
  name?: string;
  mimeType?: string;
  fetchMetadata?: Record<string, string>;
  fetchData?: () => Promise<ArrayBuffer | Uint8Array>;
}
