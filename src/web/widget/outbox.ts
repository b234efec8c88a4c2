import type { SendMessage } from "../../http/webchat/protocol.ts";
import { after, backoffMs, now, randomId } from "../browser-clock.ts";
import { sessionStore } from "../session-store.ts";
import { type ChatApi, ChatApiError } from "./chat-api.ts";
import type { OutgoingMessage } from "./chat-state.ts";

/**
 * What the visitor said, kept over reloads until the feed tells it: nothing of it is lost. Sent one after the other, each
 * under one `clientId` however often, so that it is stored once.
 */
export class Outbox {
  readonly #api: ChatApi;
  readonly #changed: (messages: readonly OutgoingMessage[]) => void;
  readonly #store = sessionStore("session");
  readonly #key: string;
  #all: readonly OutgoingMessage[];
  #isSending = false;
  #failures = 0;
  #cancelRetry = (): void => {};

  constructor(api: ChatApi, changed: (messages: readonly OutgoingMessage[]) => void) {
    this.#api = api;
    this.#changed = changed;
    this.#key = api.key("outbox");
    this.#all = this.#store.get<readonly OutgoingMessage[]>(this.#key) ?? [];
  }

  /** What waits to be sent, or to be told by the feed. */
  get messages(): readonly OutgoingMessage[] {
    return this.#all;
  }

  add(said: Partial<Pick<OutgoingMessage, "text" | "choice" | "attachment">>): void {
    const at = new Date(now()).toISOString();
    const message = { clientId: randomId(), text: "", choice: null, attachment: null, at };
    this.#keep([...this.#all, { ...message, ...said, status: "sending" }]);
    this.flush();
  }

  /** The feed has told these. */
  arrived(clientIds: readonly (string | null)[]): void {
    this.#keep(this.#all.filter(({ clientId }) => !clientIds.includes(clientId)));
  }

  resend(clientId: string): void {
    this.#mark(clientId, "sending");
    this.flush();
  }

  /** Tries now whatever waits. */
  flush(): void {
    this.#cancelRetry();
    if (!this.#isSending) void this.#send();
  }

  close(): void {
    this.#cancelRetry();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    for (;;) {
      const message = this.#all.find(({ status }) => status === "sending" || status === "waiting");
      if (message === undefined) break;
      try {
        await this.#api.post("/messages", bodyOf(message));
        this.#failures = 0;
        this.#mark(message.clientId, "sent");
      } catch (error) {
        const isFinal = error instanceof ChatApiError && error.isFinal;
        this.#mark(message.clientId, isFinal ? "refused" : "waiting");
        if (isFinal) continue;
        this.#cancelRetry = after(backoffMs(this.#failures++), () => this.flush());
        break;
      }
    }
    this.#isSending = false;
  }

  #mark(clientId: string, status: OutgoingMessage["status"]): void {
    this.#keep(this.#all.map((message) => (message.clientId === clientId ? { ...message, status } : message)));
  }

  #keep(all: readonly OutgoingMessage[]): void {
    this.#all = all;
    this.#store.set(this.#key, all.length === 0 ? null : all);
    this.#changed(all);
  }
}

function bodyOf({ clientId, text, choice, attachment }: OutgoingMessage): SendMessage {
  return {
    clientId,
    text: text || undefined,
    choice: choice ?? undefined,
    attachments: attachment === null ? undefined : [attachment.id],
  };
}
