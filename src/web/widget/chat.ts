import type {
  ChatEvent,
  ChatFile,
  ChatMessage,
  ChatSnapshot,
  ChatState,
  Session,
} from "../../http/webchat/protocol.ts";
import { after, backoffMs, now } from "../browser-clock.ts";
import { SharedFeed } from "../shared-feed.ts";
import { downloadFile, fileRefusal, uploadFile } from "./attachments.ts";
import { ChatApi, ChatApiError, type ChatApiOptions } from "./chat-api.ts";
import { type ChatView, emptyView, type ShownMessage, withMessages } from "./chat-state.ts";
import { Outbox } from "./outbox.ts";

/** So long after the last sign of it nobody writes any more. */
const typingMs = 6_000;
/** So long after earlier messages were drawn, what reads aloud what is new has looked at them. */
const newsMs = 500;
/** The visitor's own writing is told at most so often. */
const typingEveryMs = 3_000;

/** One visitor's conversation: what was said, what is being said, and what the visitor does with it. */
export class Chat {
  readonly #api: ChatApi;
  readonly #outbox: Outbox;
  readonly #changed: (view: ChatView) => void;
  readonly #changedVisitor: () => void;
  readonly #destroying = new AbortController();
  #view: ChatView;
  #feed: SharedFeed<ChatEvent> | null = null;
  #visitor: string | null = null;
  #isConnecting = false;
  #isLoadingEarlier = false;
  #failures = 0;
  #cancelRetry = (): void => {};
  #cancelTyping = (): void => {};
  #typingToldAt = 0;

  /** `changedVisitor`: the session is another visitor's by now, and this conversation over. */
  constructor(options: ChatApiOptions, isOpen: boolean, changed: (view: ChatView) => void, changedVisitor: () => void) {
    this.#changed = changed;
    this.#changedVisitor = changedVisitor;
    this.#api = new ChatApi(options, (session) => this.#began(session));
    this.#outbox = new Outbox(this.#api, (unsent) => this.#set(unsent));
    this.#view = { ...emptyView, ...this.#outbox.unsent, isOpen };
    document.addEventListener("visibilitychange", () => this.#seen(), { signal: this.#destroying.signal });
    // Who chatted before is told of what they missed; nobody else's page asks for anything before it is opened.
    if (isOpen || this.#api.isKnown || this.#view.outbox.length > 0) void this.#connect();
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

  destroy(): void {
    this.#destroying.abort();
    this.#feed?.close();
    this.#outbox.close();
    this.#cancelRetry();
    this.#cancelTyping();
  }

  write(draft: string): void {
    this.#outbox.write(draft);
    this.#set({ notice: null });
    if (draft.trim() === "" || now() - this.#typingToldAt < typingEveryMs) return;
    this.#typingToldAt = now();
    this.#tell("/typing", {});
  }

  /** Sends what is written. */
  send(): void {
    const text = this.#view.draft.trim();
    const limit = this.#view.config?.textLimit;
    if (text === "") return;
    if (limit !== undefined && text.length > limit) {
      this.#set({ notice: { text: "allowed", limit: `${limit}` } });
      return;
    }
    this.write("");
    this.#outbox.add({ text });
  }

  choose({ id, title }: ChatMessage["options"][number]): void {
    this.#outbox.add({ choice: { id, title } });
  }

  resend({ clientId }: ShownMessage): void {
    this.#outbox.resend(clientId);
  }

  async attach(file: File): Promise<void> {
    const notice = fileRefusal(file, this.#view.config);
    if (notice !== null || this.#view.isUploading) {
      this.#set({ notice });
      return;
    }
    this.#set({ isUploading: true, notice });
    await this.#orNotice(async () => {
      this.#outbox.add({ attachment: { id: await uploadFile(this.#api, file), name: file.name } });
    });
    this.#set({ isUploading: false });
  }

  download(sequence: number, file: ChatFile): Promise<void> {
    return this.#orNotice(() => downloadFile(this.#api, sequence, file));
  }

  async loadEarlier(): Promise<void> {
    const { messages, hasEarlier } = this.#view;
    if (!hasEarlier || this.#isLoadingEarlier) return;
    this.#isLoadingEarlier = true;
    this.#set({ isNews: false });
    await this.#orNotice(async () => {
      const page = await this.#snapshot(`?before=${messages[0]?.sequence}`);
      this.#set({ messages: withMessages(page.messages, this.#view.messages), hasEarlier: page.hasEarlier });
    });
    this.#isLoadingEarlier = false;
    after(newsMs, () => this.#set({ isNews: !this.#isLoadingEarlier }));
  }

  async #connect(): Promise<void> {
    if (this.#feed !== null || this.#isConnecting || this.#destroying.signal.aborted) return;
    this.#isConnecting = true;
    this.#cancelRetry();
    try {
      const { visitor } = await this.#api.session();
      const cursor = await this.#refresh();
      if (!this.#destroying.signal.aborted) this.#listen(visitor, cursor);
    } catch (error) {
      if (error instanceof ChatApiError && error.isFinal) this.#set({ notice: { text: "failed" } });
      else {
        this.#set({ connection: "offline" });
        this.#cancelRetry = after(backoffMs(this.#failures++), () => void this.#connect());
      }
    }
    this.#isConnecting = false;
  }

  #listen(visitor: string, cursor: string): void {
    this.#feed = new SharedFeed<ChatEvent>({
      name: this.#api.key(visitor),
      url: `${this.#api.url}/events`,
      headers: (isRefused) => this.#api.headers(isRefused),
      cursor,
      onEvents: (events) => {
        for (const event of events) this.#take(event);
        this.#seen();
      },
      onReset: async () => void (await this.#refresh()),
      onState: (connection) => {
        if (connection === this.#view.connection) return;
        this.#set({ connection });
        if (connection === "live") this.#outbox.flush();
      },
    });
  }

  /** Reads everything anew, and resolves with where the feed goes on. */
  async #refresh(): Promise<string> {
    const { cursor, conversation, messages, hasEarlier } = await this.#snapshot("");
    this.#set({ messages, hasEarlier });
    this.#stands(conversation);
    this.#outbox.arrived(messages.map(({ clientId }) => clientId));
    this.#seen();
    return cursor;
  }

  async #snapshot(query: string): Promise<ChatSnapshot> {
    return (await (await this.#api.ask(`/conversation${query}`)).json()) as ChatSnapshot;
  }

  /** What a newer server tells besides is ignored. */
  #take(event: ChatEvent): void {
    if (event.type === "message") {
      const { message } = event;
      const typing = message.from === "visitor" ? this.#view.typing : null;
      this.#set({ messages: withMessages(this.#view.messages, [message]), typing });
      this.#outbox.arrived([message.clientId]);
    } else if (event.type === "conversation") {
      this.#stands(event.conversation);
    } else if (event.type === "typing") {
      this.#set({ typing: event.agentName ?? "" });
      this.#cancelTyping();
      this.#cancelTyping = after(typingMs, () => this.#set({ typing: null }));
    }
  }

  /** What was read here stays read, though the server may not have heard of it yet. */
  #stands(conversation: ChatState): void {
    const readUpTo = Math.max(conversation.readUpTo, this.#view.conversation.readUpTo);
    this.#set({ conversation: { ...conversation, readUpTo } });
  }

  /** Tells, once, that all messages there are were read, when they are before somebody's eyes. */
  #seen(): void {
    const { messages, conversation, isOpen } = this.#view;
    const latest = messages.at(-1)?.sequence ?? 0;
    if (!isOpen || document.hidden || latest <= conversation.readUpTo) return;
    this.#stands({ ...conversation, readUpTo: latest });
    this.#tell("/read", { read: latest });
  }

  /** Tells what is no loss if it is missed. */
  #tell(path: string, body: object): void {
    this.#api.post(path, body).catch(() => {});
  }

  #began({ config, visitor, verified }: Session): void {
    const before = this.#visitor ?? visitor;
    this.#visitor = visitor;
    this.#outbox.belongTo(verified ? visitor : "");
    this.#set({ config });
    if (before === visitor) return;
    this.#changedVisitor();
    // What is being asked for was meant by the one before.
    throw new ChatApiError(401);
  }

  async #orNotice(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch {
      this.#set({ notice: { text: "failed" } });
    }
  }

  #set(change: Partial<ChatView>): void {
    this.#view = { ...this.#view, ...change };
    if (!this.#destroying.signal.aborted) this.#changed(this.#view);
  }
}
