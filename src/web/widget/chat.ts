import type {
  ChatEvent,
  ChatFile,
  ChatMessage,
  ChatSnapshot,
  ChatState,
  Session,
} from "../../http/webchat/protocol.ts";
import { after, now } from "../browser-clock.ts";
import { sessionStore } from "../session-store.ts";
import { openSharedFeed, type SharedFeed } from "../shared-feed.ts";
import { downloadFile, fileRefusal, uploadFile } from "./attachments.ts";
import { ChatApi, ChatApiError, type ChatApiOptions } from "./chat-api.ts";
import { type ChatView, emptyView, withMessages, withSnapshot } from "./chat-state.ts";
import { Outbox } from "./outbox.ts";
import { Receipts } from "./receipts.ts";

/** So long after the last sign of it nobody writes any more. */
const typingMs = 6_000;
/** The visitor's own writing is told at most so often. */
const typingEveryMs = 3_000;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/** The conversation as the widget has it: what was said, what is being said, and what the visitor does with it. */
export class Chat {
  readonly #api: ChatApi;
  readonly #outbox: Outbox;
  readonly #tab = sessionStore("session");
  readonly #browser = sessionStore("local");
  readonly #changed: (view: ChatView) => void;
  #view: ChatView;
  #feed: SharedFeed | null = null;
  #visitor: string | null = null;
  /** Counts connections: what belongs to an earlier one comes too late. */
  #connection = 0;
  #isConnecting = false;
  #failures = 0;
  #cancelRetry = (): void => {};
  #cancelTyping = (): void => {};
  #typingToldAt = 0;
  #receipts = this.#newReceipts();
  #isDestroyed = false;

  constructor(options: Omit<ChatApiOptions, "onSession">, changed: (view: ChatView) => void) {
    this.#changed = changed;
    this.#api = new ChatApi({ ...options, onSession: (session) => this.#began(session) });
    this.#outbox = new Outbox(this.#api, (outbox) => this.#set({ outbox }));
    const draft = this.#tab.get<string>(this.#draftKey) ?? "";
    this.#view = { ...emptyView, draft, ratings: this.#browser.get(this.#ratingsKey) ?? {} };
    document.addEventListener("visibilitychange", this.#seen);
    addEventListener("online", this.#online);
    // Who chatted before is told of what they missed; nobody else's page asks for anything before it is opened.
    if (this.#api.isKnown) void this.#connect();
  }

  get view(): ChatView {
    return this.#view;
  }

  open(): void {
    this.#set({ isOpen: true });
    this.#seen();
    void this.#connect();
  }

  close(): void {
    this.#set({ isOpen: false });
  }

  identify(token: string): void {
    this.#api.identify(token);
    this.#reconnect();
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#disconnect();
    this.#outbox.close();
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("online", this.#online);
  }

  write(draft: string): void {
    this.#tab.set(this.#draftKey, draft === "" ? null : draft);
    this.#set({ draft, notice: null });
    const isHeard = ["queued", "human"].includes(this.#view.conversation.state);
    if (!isHeard || draft.trim() === "" || now() - this.#typingToldAt < typingEveryMs) return;
    this.#typingToldAt = now();
    this.#tell("/typing", {});
  }

  /** Sends what is written. */
  send(): void {
    const text = this.#view.draft.trim();
    const limit = this.#view.config?.textLimit ?? Number.POSITIVE_INFINITY;
    if (text === "") return;
    if (text.length > limit) {
      this.#set({ notice: { text: "tooLong", limit: `${limit}` } });
      return;
    }
    this.write("");
    this.#outbox.add({ text });
  }

  choose({ id, title }: ChatMessage["options"][number]): void {
    this.#outbox.add({ choice: { id, title } });
  }

  resend(clientId: string): void {
    this.#outbox.resend(clientId);
  }

  async attach(file: File): Promise<void> {
    const rules = this.#view.config?.attachments ?? null;
    if (rules === null || this.#view.isUploading) return;
    const refusal = fileRefusal(file, rules);
    if (refusal !== null) {
      this.#set({ notice: { text: refusal, limit: `${Math.floor(rules.maxBytes / 100_000) / 10} MB` } });
      return;
    }
    this.#set({ isUploading: true, notice: { text: "uploading" } });
    try {
      const id = await uploadFile(this.#api, file);
      this.#set({ notice: null });
      this.#outbox.add({ attachment: { id, name: file.name } });
    } catch {
      this.#set({ notice: { text: "uploadFailed" } });
    }
    this.#set({ isUploading: false });
  }

  async download(sequence: number, file: ChatFile): Promise<void> {
    await downloadFile(this.#api, sequence, file).catch(() => this.#set({ notice: { text: "downloadFailed" } }));
  }

  async rate(surveyId: string, score: number, comment?: string): Promise<void> {
    const before = this.#view.ratings;
    this.#rated({ ...before, [surveyId]: { score, isCommented: comment !== undefined } });
    try {
      await this.#api.post("/rating", { score, ...(comment === undefined ? {} : { comment }) });
    } catch {
      this.#rated(before);
      this.#set({ notice: { text: "rateFailed" } });
    }
  }

  async loadEarlier(): Promise<void> {
    const { messages, hasEarlier, isLoadingEarlier } = this.#view;
    const [first] = messages;
    if (first === undefined || !hasEarlier || isLoadingEarlier) return;
    this.#set({ isLoadingEarlier: true });
    try {
      const page = await this.#snapshot(`?before=${first.sequence}`);
      const all = withMessages(page.messages, this.#view.messages);
      this.#set({ messages: all, hasEarlier: page.hasEarlier });
    } catch {
      // What asks for them stays where it is.
    }
    this.#set({ isLoadingEarlier: false });
  }

  async #connect(): Promise<void> {
    if (this.#feed !== null || this.#isConnecting || this.#isDestroyed) return;
    this.#cancelRetry();
    this.#isConnecting = true;
    const connection = this.#connection;
    try {
      const { visitor } = await this.#api.session();
      this.#visitor = visitor;
      const cursor = await this.#refresh();
      if (connection === this.#connection) this.#listen(visitor, cursor);
      this.#failures = 0;
    } catch (error) {
      if (connection === this.#connection) this.#failed(error);
    }
    this.#isConnecting = false;
    if (connection !== this.#connection) void this.#connect();
  }

  #failed(error: unknown): void {
    if (error instanceof ChatApiError && !error.mayRetry) {
      this.#set({ notice: { text: "notSignedIn" } });
      return;
    }
    this.#set({ connection: "offline" });
    const ms = Math.min(firstRetryMs * 2 ** this.#failures++, longestRetryMs);
    this.#cancelRetry = after(ms, () => void this.#connect());
  }

  #listen(visitor: string, cursor: string): void {
    this.#outbox.belongTo(visitor);
    this.#feed = openSharedFeed<ChatEvent>({
      name: `kefu:${this.#api.url}:${visitor}`,
      url: `${this.#api.url}/events`,
      headers: (isRefused) => this.#api.headers(isRefused),
      cursor,
      onEvents: (events) => {
        for (const event of events) this.#take(event);
        this.#seen();
      },
      onReset: async () => void (await this.#refresh()),
      onState: (connection) => {
        this.#set({ connection });
        if (connection === "live") this.#outbox.flush();
      },
    });
  }

  /** Reads everything anew, and resolves with where the feed goes on. */
  async #refresh(): Promise<string> {
    const connection = this.#connection;
    const stored = this.#outbox.stored;
    const snapshot = await this.#snapshot();
    if (connection === this.#connection) {
      this.#outbox.arrived([...stored, ...snapshot.messages.map(({ clientId }) => clientId)]);
      this.#set(withSnapshot(this.#view, snapshot));
      this.#seen();
    }
    return snapshot.cursor;
  }

  async #snapshot(query = ""): Promise<ChatSnapshot> {
    return (await (await this.#api.ask(`/conversation${query}`)).json()) as ChatSnapshot;
  }

  #take(event: ChatEvent): void {
    switch (event.type) {
      case "message": {
        const { message } = event;
        this.#outbox.arrived([message.clientId]);
        const typing = message.from === "visitor" ? this.#view.typing : null;
        this.#set({ messages: withMessages(this.#view.messages, [message]), typing });
        break;
      }
      case "conversation":
        this.#stands(event.conversation);
        break;
      case "typing":
        this.#cancelTyping();
        this.#cancelTyping = after(typingMs, () => this.#set({ typing: null }));
        this.#set({ typing: event.agentName ?? "" });
        break;
      default:
        // A server that is newer than this script tells more.
        event satisfies never;
    }
  }

  readonly #seen = (): void => {
    const isSeen = this.#view.isOpen && document.visibilityState === "visible";
    this.#receipts.came(this.#view, isSeen, this.#feed?.isLeading ?? false);
    this.#stands(this.#view.conversation);
  };

  /** What was read here stays read, though the server may not have heard of it yet. */
  #stands(conversation: ChatState): void {
    const readUpTo = Math.max(conversation.readUpTo, this.#receipts.readUpTo);
    this.#set({ conversation: { ...conversation, readUpTo } });
  }

  #newReceipts(): Receipts {
    return new Receipts((told) => this.#tell("/read", told));
  }

  /** Tells what is no loss if it is missed. */
  #tell(path: string, body: object): void {
    this.#api.post(path, body).catch(() => {});
  }

  readonly #online = (): void => {
    this.#outbox.flush();
    if (this.#view.isOpen || this.#api.isKnown) void this.#connect();
  };

  #began({ config, visitor }: Session): void {
    this.#set({ config });
    if (this.#feed !== null && visitor !== this.#visitor) this.#reconnect();
  }

  #reconnect(): void {
    this.#disconnect();
    const { isOpen, draft, ratings, config } = this.#view;
    this.#set({ ...emptyView, isOpen, draft, ratings, config });
    void this.#connect();
  }

  #disconnect(): void {
    this.#connection += 1;
    this.#cancelRetry();
    this.#cancelTyping();
    this.#feed?.close();
    this.#feed = null;
    this.#receipts = this.#newReceipts();
  }

  #rated(ratings: ChatView["ratings"]): void {
    this.#browser.set(this.#ratingsKey, ratings);
    this.#set({ ratings });
  }

  #set(change: Partial<ChatView>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed(this.#view);
  }

  get #draftKey(): string {
    return `kefu:${this.#api.url}:draft`;
  }

  get #ratingsKey(): string {
    return `kefu:${this.#api.url}:ratings`;
  }
}
