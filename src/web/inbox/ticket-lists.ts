import type { TicketList, TicketRow } from "../../http/inbox/protocol.ts";
import { now } from "../browser-clock.ts";
import type { InboxApi } from "./inbox-api.ts";
import type { InboxStore } from "./inbox-state.ts";
import { isInView, requestOf, type ViewKey } from "./views.ts";

/** Reads lists of tickets into the rows that the page knows, from which every view takes its own. */
export class TicketLists {
  readonly #api: InboxApi;
  readonly #store: InboxStore;

  constructor(api: InboxApi, store: InboxStore) {
    this.#api = api;
    this.#store = store;
  }

  /** The beginning of a list, in place of what was known of it. */
  async load(view: ViewKey): Promise<void> {
    if (view === "board" || view === "search") return;
    const list = await this.#api.get<TicketList>("/tickets", requestOf(view));
    if (list.after === null) this.#forget(view, new Set(list.tickets.map(({ id }) => id)));
    this.#merge(list.tickets);
    this.#atPage(view, list.after);
  }

  /** The next page of a list that has one. */
  async loadMore(view: ViewKey): Promise<void> {
    const { search, pages } = this.#store.state;
    if (view === "search") {
      if (search?.after != null) await this.#find(search.text, search.after);
      return;
    }
    const after = pages.get(view) ?? null;
    if (after === null) return;
    const list = await this.#api.get<TicketList>("/tickets", { ...requestOf(view), after });
    this.#merge(list.tickets);
    this.#atPage(view, list.after);
  }

  /** Looks for tickets by number or text. */
  async search(text: string): Promise<void> {
    this.#store.update({ search: { text, ids: [], after: null, isLoading: true } });
    await this.#find(text, null);
  }

  /** A row as it is now. What is older than the row that is known came late, and is let go. */
  put(row: TicketRow): void {
    this.#merge([row]);
  }

  remove(ticketId: string): void {
    const rows = new Map(this.#store.state.rows);
    if (rows.delete(ticketId)) this.#store.update({ rows });
  }

  async #find(text: string, after: string | null): Promise<void> {
    const list = await this.#api.get<TicketList>("/tickets", { view: "search", text, after });
    const { search } = this.#store.state;
    if (search?.text !== text) return;
    this.#merge(list.tickets);
    const ids = [...search.ids, ...list.tickets.map(({ id }) => id)];
    this.#store.update({ search: { text, ids, after: list.after, isLoading: false } });
  }

  #merge(tickets: readonly TicketRow[]): void {
    const rows = new Map(this.#store.state.rows);
    for (const row of tickets) {
      const known = rows.get(row.id);
      if (known === undefined || known.version <= row.version) rows.set(row.id, row);
    }
    this.#store.update({ rows });
  }

  /** What stood in the view and does not any more. */
  #forget(view: ViewKey, there: ReadonlySet<string>): void {
    const { me, rows } = this.#store.state;
    if (me === null) return;
    const isThere = (row: TicketRow) => there.has(row.id) || !isInView(view, row, me.agent, now());
    this.#store.update({ rows: new Map([...rows].filter(([, row]) => isThere(row))) });
  }

  #atPage(view: ViewKey, after: string | null): void {
    this.#store.update({ pages: new Map(this.#store.state.pages).set(view, after) });
  }
}
