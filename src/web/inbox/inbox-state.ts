import type { Board, Me, MessageView, TicketDetails, TicketRow } from "../../http/inbox/protocol.ts";
import type { FeedState } from "../feed-client.ts";
import type { Route } from "./route.ts";
import type { ViewKey } from "./views.ts";

/** How the page stands to the server. */
export type Connection = FeedState | "signed_out";

/** All that the page shows. */
export interface InboxState {
  readonly me: Me | null;
  /** Every ticket the page knows, from whatever list or event it came. */
  readonly rows: ReadonlyMap<string, TicketRow>;
  /** Where each list that was read goes on; `null`: it was read to its end. */
  readonly pages: ReadonlyMap<ViewKey, string | null>;
  readonly search: SearchState | null;
  readonly route: Route;
  readonly open: OpenTicketState | null;
  readonly board: Board | null;
  readonly connection: Connection;
  /** What could not be done. */
  readonly failure: Failure | null;
  /** The last thing that those who do not look are told. */
  readonly news: News | null;
}

/** Why something could not be done. */
export interface Failure {
  /** Of the server's answer; 0 where it was not reached. */
  readonly status: number;
  /** As the server says it. */
  readonly sentence: string;
}

/** What was looked for and found. */
export interface SearchState {
  readonly text: string;
  readonly ids: readonly string[];
  readonly after: string | null;
  readonly isLoading: boolean;
}

/** The ticket before one. */
export interface OpenTicketState {
  readonly id: string;
  /** `null`: not read yet. */
  readonly details: TicketDetails | null;
  readonly isMissing: boolean;
  /** Messages before those of the details, once they were asked for, and whether there are more. */
  readonly earlier: readonly MessageView[];
  readonly hasEarlier: boolean | null;
  /** Other agents who have it before them. */
  readonly viewers: readonly string[];
  /** Who writes just now. */
  readonly typing: readonly Typist[];
  readonly collision: Collision | null;
  readonly isBusy: boolean;
}

/** The customer, or an agent. */
export interface Typist {
  readonly from: "customer" | "agent";
  readonly agentId: string | null;
}

/** Somebody was quicker: how the ticket was before. */
export interface Collision {
  readonly before: TicketDetails["ticket"];
}

export type News =
  | { readonly kind: "message"; readonly customer: string | null; readonly number: number }
  | { readonly kind: "offer"; readonly subject: string; readonly number: number };

/** Holds the state, and tells who shows it that it changed. */
export class InboxStore {
  #state: InboxState;
  readonly #listeners = new Set<() => void>();

  constructor(route: Route) {
    this.#state = {
      me: null,
      rows: new Map(),
      pages: new Map(),
      search: null,
      route,
      open: null,
      board: null,
      connection: "connecting",
      failure: null,
      news: null,
    };
  }

  get state(): InboxState {
    return this.#state;
  }

  update(change: Partial<InboxState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Changes the open ticket if it is still this one. */
  updateOpen(ticketId: string, change: Partial<OpenTicketState>): void {
    const { open } = this.#state;
    if (open?.id === ticketId) this.update({ open: { ...open, ...change } });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
