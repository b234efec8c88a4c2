import type { SendMessage } from "../../http/webchat/protocol.ts";
import { after, backoffMs, now, randomId } from "../browser-clock.ts";
import { sessionStore } from "../session-store.ts";
import { type ChatApi, ChatApiError } from "./chat-api.ts";
import type { OutgoingMessage } from "./chat-state.ts";

/** What did not arrive yet, and what is not said yet. */
interface Unsent {
  readonly outbox: readonly OutgoingMessage[];
  readonly draft: string;
}

const nothing: Unsent = { outbox: [], draft: "" };

/**
 * What the visitor writes, kept over reloads until the feed tells it: nothing of it is lost. Sent one after the other, each
 * under one `clientId` however often, so that it is stored once. In the tab, since that is one person's.
 */
export class Outbox {
  readonly #api: ChatApi;
  readonly #changed: (unsent: Unsent) => void;
  readonly #store = sessionStore(() => sessionStorage);
  #owner: string;
  #unsent: Unsent;
  #isSending = false;
  #isClosed = false;
  #failures = 0;
  #cancelRetry = (): void => {};

  constructor(api: ChatApi, changed: (unsent: Unsent) => void) {
    this.#api = api;
    this.#changed = changed;
    this.#owner = this.#store.get(api.key("owner")) ?? "";
    this.#unsent = this.#keptOf(this.#owner);
  }

  get unsent(): Unsent {
    return this.#unsent;
  }

  /**
   * Whose it is: a user's, by their id, or a guest's (""). Who signs in takes along what they wrote as a guest; what a user
   * wrote is sent by nobody else, and waits for them.
   */
  belongTo(owner: string): void {
    if (owner === this.#owner) return;
    const kept = this.#keptOf(owner);
    const { outbox, draft } = this.#owner === "" ? this.#unsent : nothing;
    if (this.#owner === "") this.#store.set(this.#keyOf(""), null);
    this.#store.set(this.#api.key("owner"), owner);
    this.#owner = owner;
    this.#keep({ outbox: [...kept.outbox, ...outbox], draft: draft || kept.draft });
  }

  write(draft: string): void {
    this.#keep({ draft });
  }

  add(said: Partial<Pick<OutgoingMessage, "text" | "choice" | "attachment">>): void {
    const at = new Date(now()).toISOString();
    const message = { clientId: randomId(), text: "", choice: null, attachment: null, at };
    this.#keep({ outbox: [...this.#unsent.outbox, { ...message, ...said, status: "sending" }] });
    this.flush();
  }

  /** The feed has told these. */
  arrived(clientIds: readonly (string | null)[]): void {
    this.#keep({ outbox: this.#unsent.outbox.filter(({ clientId }) => !clientIds.includes(clientId)) });
  }

  resend(clientId: string | null): void {
    this.#mark(clientId, "sending");
    this.flush();
  }

  /** Tries now whatever waits. */
  flush(): void {
    this.#cancelRetry();
    if (!this.#isSending && !this.#isClosed) void this.#send();
  }

  /** What is under way is of no interest any more; what is kept stays. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (await this.#sendNext());
    this.#isSending = false;
  }

  /** Whether there may be more that can be sent. */
  async #sendNext(): Promise<boolean> {
    const next = () => this.#unsent.outbox.find(({ status }) => status === "sending" || status === "waiting");
    let message = next();
    if (message === undefined || this.#isClosed) return false;
    try {
      // Only then it is known whose turn it is.
      await this.#api.session();
      message = next();
      if (message === undefined) return false;
      await this.#api.post("/messages", bodyOf(message));
      this.#failures = 0;
      this.#mark(message.clientId, "sent");
      return true;
    } catch (error) {
      const isFinal = error instanceof ChatApiError && error.isFinal;
      this.#mark(message?.clientId, isFinal ? "refused" : "waiting");
      if (!isFinal && !this.#isClosed) this.#cancelRetry = after(backoffMs(this.#failures++), () => this.flush());
      return isFinal;
    }
  }

  #mark(clientId: string | null | undefined, status: OutgoingMessage["status"]): void {
    const { outbox } = this.#unsent;
    this.#keep({ outbox: outbox.map((message) => (message.clientId === clientId ? { ...message, status } : message)) });
  }

  #keep(change: Partial<Unsent>): void {
    if (this.#isClosed) return;
    this.#unsent = { ...this.#unsent, ...change };
    const { outbox, draft } = this.#unsent;
    this.#store.set(this.#keyOf(this.#owner), outbox.length > 0 || draft !== "" ? this.#unsent : null);
    this.#changed(this.#unsent);
  }

  #keptOf(owner: string): Unsent {
    return this.#store.get(this.#keyOf(owner)) ?? nothing;
  }

  #keyOf(owner: string): string {
    return this.#api.key(`unsent:${owner}`);
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
