import type { AgentView, Board, InboxEvent, Me, TicketRow } from "../../http/inbox/protocol.ts";
import { after } from "../browser-clock.ts";
import { FeedClient } from "../feed-client.ts";
import { InboxApi, RefusedCall } from "./inbox-api.ts";
import { type InboxState, InboxStore, type News } from "./inbox-state.ts";
import { OpenTicket } from "./open-ticket.ts";
import { hashOf, type Route, routeOf } from "./route.ts";
import { TicketLists } from "./ticket-lists.ts";
import { deskViews, personalViews, type ViewKey } from "./views.ts";

const boardEveryMs = 5_000;
const ownLoadMs = 500;

/** The inbox of one person: what the page does, and the state that it shows. */
export class Inbox {
  readonly api: InboxApi;
  readonly store: InboxStore;
  readonly lists: TicketLists;
  ticket: OpenTicket | null = null;
  #feed: FeedClient<InboxEvent> | null = null;
  #cancelOwn = () => {};
  #isBoardAwaited = false;
  #isBoardOld = false;

  /** `language`: the tag of what the page is in. */
  constructor(base: string, language: string) {
    this.api = new InboxApi(base, language);
    this.store = new InboxStore(routeOf(location.hash));
    this.lists = new TicketLists(this.api, this.store);
  }

  get state(): InboxState {
    return this.store.state;
  }

  start(): void {
    this.#feed = new FeedClient<InboxEvent>({
      url: this.api.url("/events"),
      headers: async (isRefused) => {
        if (isRefused) this.#signedOut();
        return this.api.headers;
      },
      // Whoever comes from nowhere is told to read everything.
      cursor: "",
      onEvents: (events) => {
        for (const event of events) this.#heard(event);
      },
      onReset: async () => {
        try {
          await this.#readAll();
        } catch (error) {
          this.#tellRefusal(error);
          throw error;
        }
      },
      onState: (connection) => {
        if (connection !== this.state.connection) this.store.update({ connection });
        // It did not even begin: why, a request of its own is told.
        if (connection === "offline" && this.state.me === null) void this.attempt(() => this.#readAll());
      },
    });
    void this.#feed.run();
    addEventListener("hashchange", () => this.#arrive());
    addEventListener("pagehide", () => this.ticket?.close());
    this.#arrive();
  }

  /** What the server tells in words is read anew in this language. */
  speak(language: string): void {
    this.api.language = language;
    void this.ticket?.reload();
  }

  /** Shows a view, or a ticket; the address says which. */
  go(route: Partial<Route>): void {
    location.hash = hashOf({ ...this.state.route, ...route });
  }

  async search(text: string): Promise<void> {
    this.go({ view: "search", ticketId: null });
    await this.attempt(() => this.lists.search(text));
  }

  setPresence(agentId: string, presence: AgentView["presence"]): Promise<void> {
    const own = agentId === this.state.me?.agent.id;
    return this.attempt(async () => {
      const path = own ? "/me/presence" : `/agents/${encodeURIComponent(agentId)}/presence`;
      this.#know([await this.api.post<AgentView>(path, { presence })]);
      if (this.state.route.view === "board") await this.#readBoard();
    });
  }

  /** Runs it; where the server refuses, the page says so. */
  async attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#tellRefusal(error);
    }
  }

  #tellRefusal(error: unknown): void {
    if (!(error instanceof RefusedCall)) throw error;
    if (error.status === 401) this.#signedOut();
    else this.store.update({ failure: error.failure });
  }

  /** Everything that is shown or counted. */
  async #readAll(): Promise<void> {
    this.store.update({ me: await this.api.get<Me>("/me") });
    const { route } = this.state;
    const counted: ViewKey[] = [...personalViews.filter((view) => view !== "offered"), ...deskViews];
    const views = new Set<ViewKey>([...counted, route.view === "offered" ? "mine" : route.view]);
    await Promise.all([...[...views].map((view) => this.lists.load(view)), this.ticket?.reload()]);
    if (route.view === "board") await this.#readBoard();
  }

  #signedOut(): void {
    this.#feed?.close();
    this.store.update({ connection: "signed_out" });
  }

  /** The address says something else than before. */
  #arrive(): void {
    const route = routeOf(location.hash);
    const { view } = this.state.route;
    this.store.update({ route });
    if (route.ticketId !== (this.ticket?.id ?? null)) {
      this.ticket?.close();
      this.ticket = route.ticketId === null ? null : new OpenTicket(route.ticketId, this.api, this.store);
      if (this.ticket === null) this.store.update({ open: null });
      this.ticket?.open();
    }
    if (view === route.view || this.state.me === null) return;
    void this.attempt(() => (route.view === "board" ? this.#readBoard() : this.lists.load(route.view)));
  }

  #heard(event: InboxEvent): void {
    switch (event.type) {
      case "ticket":
        this.#changed(event.row);
        break;
      case "gone":
        this.lists.remove(event.ticketId);
        if (this.ticket?.id === event.ticketId) void this.ticket.reload();
        break;
      case "agents":
        this.#know(event.agents);
        this.#boardChanged();
        break;
      case "typing":
      case "viewing":
        this.ticket?.heard(event);
        break;
      default:
        // A newer server may tell more than this page knows: that is let be.
        event satisfies never;
    }
  }

  #changed(row: TicketRow): void {
    const news = this.#newsIn(row);
    const own = this.state.me?.agent.id;
    const known = this.state.rows.get(row.id);
    const isOwn = row.agentId === own || known?.agentId === own;
    if (isOwn && (known?.agentId !== row.agentId || known?.status !== row.status)) this.#ownLoadChanged();
    this.lists.put(row);
    if (news !== null) this.store.update({ news });
    if (this.ticket?.id === row.id) void this.ticket.reload();
    this.#boardChanged();
  }

  #newsIn(row: TicketRow): News | null {
    const me = this.state.me?.agent.id;
    const known = this.state.rows.get(row.id);
    if (row.reservedFor === me && known?.reservedFor !== me) {
      return { kind: "offer", subject: row.subject, number: row.number };
    }
    const isNew = row.preview?.from === "customer" && row.preview.at !== known?.preview?.at;
    return isNew && row.agentId === me ? { kind: "message", customer: row.customerName, number: row.number } : null;
  }

  /** Agents as they are now. */
  #know(agents: readonly AgentView[]): void {
    const { me } = this.state;
    if (me === null) return;
    const byId = new Map([...me.agents, ...agents].map((agent) => [agent.id, agent]));
    this.store.update({ me: { ...me, agents: [...byId.values()], agent: byId.get(me.agent.id) ?? me.agent } });
  }

  /** The feed tells of agents when somebody changes them; what one holds changes with tickets. Read once for many. */
  #ownLoadChanged(): void {
    this.#cancelOwn();
    this.#cancelOwn = after(ownLoadMs, () => {
      void this.attempt(async () => this.store.update({ me: await this.api.get<Me>("/me") }));
    });
  }

  /** At most one reading of the board in 5 s, however much happens. */
  #boardChanged(): void {
    if (this.state.route.view !== "board") return;
    this.#isBoardOld = true;
    if (this.#isBoardAwaited) return;
    this.#isBoardAwaited = true;
    void this.attempt(() => this.#readBoard());
    after(boardEveryMs, () => {
      this.#isBoardAwaited = false;
      if (this.#isBoardOld) this.#boardChanged();
    });
  }

  async #readBoard(): Promise<void> {
    this.#isBoardOld = false;
    const board = await this.api.get<Board>("/board");
    this.store.update({ board });
    this.#know(board.agents);
  }
}
