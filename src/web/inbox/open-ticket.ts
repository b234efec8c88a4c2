import type {
  InboxEvent,
  MessageView,
  TicketActBody,
  TicketActName,
  TicketDetails,
} from "../../http/inbox/protocol.ts";
import { after, now } from "../browser-clock.ts";
import { type InboxApi, RefusedCall } from "./inbox-api.ts";
import type { InboxStore, Typist } from "./inbox-state.ts";

/** The others who look are asked to forget one after 45 s: said again well before. */
const viewingEveryMs = 20_000;
const typingEveryMs = 3_000;
const typingLastsMs = 6_000;

/** What an agent writes. */
const writtenActs: readonly TicketActName[] = ["reply", "note"];

/** The ticket before one: its details, what is done with it, and who else is there. */
export class OpenTicket {
  readonly id: string;
  readonly #api: InboxApi;
  readonly #store: InboxStore;
  #cancelViewing = () => {};
  readonly #cancelTyping = new Map<string, () => void>();
  #typedAt = 0;
  #reading: Promise<void> | null = null;
  #acting: Promise<unknown> = Promise.resolve();
  #isReadAgain = false;

  constructor(id: string, api: InboxApi, store: InboxStore) {
    this.id = id;
    this.#api = api;
    this.#store = store;
  }

  open(): void {
    this.#store.update({
      open: {
        id: this.id,
        details: null,
        isMissing: false,
        earlier: [],
        hasEarlier: null,
        viewers: [],
        typing: [],
        collision: null,
        isBusy: false,
      },
    });
    void this.reload();
    this.#sayViewing();
  }

  /** Others are told that nobody looks any more. */
  close(): void {
    this.#cancelViewing();
    for (const cancel of this.#cancelTyping.values()) cancel();
    void this.#tell("viewing", { viewing: false });
  }

  /** Reads the details; once more where it changed while they were read. */
  reload(): Promise<void> {
    if (this.#reading !== null) this.#isReadAgain = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /**
   * Does it, unless the ticket is another by now than what is shown: then it is shown as it is, and `false`. A second press
   * does nothing twice; what is written meanwhile follows.
   */
  async act(name: TicketActName, body: TicketActBody = {}): Promise<boolean> {
    if (writtenActs.includes(name)) await this.#acting;
    const before = this.#store.state.open?.details?.ticket;
    if (before === undefined || this.#store.state.open?.isBusy) return false;
    const acting = this.#perform(name, before, { ...body, ifVersion: before.version });
    this.#acting = acting.catch(() => {});
    return acting;
  }

  async #perform(name: TicketActName, before: TicketDetails["ticket"], body: TicketActBody): Promise<boolean> {
    this.#store.updateOpen(this.id, { isBusy: true });
    try {
      this.#show(await this.#api.post<TicketDetails>(this.#path(`/${name}`), body));
      this.#store.update({ failure: null });
      this.#store.updateOpen(this.id, { collision: null, isBusy: false });
      return true;
    } catch (error) {
      this.#store.updateOpen(this.id, { isBusy: false });
      if (!(error instanceof RefusedCall)) throw error;
      if (error.status === 409) await this.reload();
      const isChanged = this.#store.state.open?.details?.ticket.version !== before.version;
      if (error.status === 409 && isChanged) this.#store.updateOpen(this.id, { collision: { before } });
      else this.#store.update({ failure: error.failure });
      return false;
    }
  }

  async loadEarlier(): Promise<void> {
    const { open } = this.#store.state;
    const first = open?.earlier[0] ?? open?.details?.messages[0];
    if (open?.id !== this.id || first === undefined) return;
    const before = String(first.sequence);
    type Page = { readonly messages: readonly MessageView[]; readonly hasEarlier: boolean };
    const page = await this.#api.get<Page>(this.#path("/messages"), { before });
    this.#store.updateOpen(this.id, { earlier: [...page.messages, ...open.earlier], hasEarlier: page.hasEarlier });
  }

  /** Said at most every 3 s, however fast somebody types. */
  typed(): void {
    if (now() - this.#typedAt < typingEveryMs) return;
    this.#typedAt = now();
    void this.#tell("typing", {});
  }

  /** Who else types or looks. */
  heard(event: Extract<InboxEvent, { type: "typing" | "viewing" }>): void {
    const { open, me } = this.#store.state;
    if (open === null || event.agentId === me?.agent.id) return;
    if (event.type === "viewing") {
      if (event.ticketId !== this.id) return;
      const others = open.viewers.filter((id) => id !== event.agentId);
      this.#store.updateOpen(this.id, { viewers: event.viewing ? [...others, event.agentId] : others });
    } else if (event.conversationId === open.details?.ticket.conversationId) {
      this.#types({ from: event.from, agentId: event.agentId });
    }
  }

  #types(typist: Typist): void {
    const key = typist.agentId ?? typist.from;
    const without = () => (this.#store.state.open?.typing ?? []).filter((one) => (one.agentId ?? one.from) !== key);
    this.#store.updateOpen(this.id, { typing: [...without(), typist] });
    this.#cancelTyping.get(key)?.();
    const forget = () => this.#store.updateOpen(this.id, { typing: without() });
    this.#cancelTyping.set(key, after(typingLastsMs, forget));
  }

  async #read(): Promise<void> {
    do {
      this.#isReadAgain = false;
      try {
        this.#show(await this.#api.get<TicketDetails>(this.#path()));
      } catch (error) {
        if (!(error instanceof RefusedCall)) throw error;
        if (error.status === 404) this.#store.updateOpen(this.id, { isMissing: true });
        else this.#store.update({ failure: error.failure });
      }
    } while (this.#isReadAgain);
  }

  #show(details: TicketDetails): void {
    const known = this.#store.state.open?.details;
    if (known != null && known.ticket.version > details.ticket.version) return;
    this.#keepFallen(known, details);
    // Who wrote has stopped writing.
    const writers = new Set(details.messages.slice(known?.messages.length ?? 0).map(({ from }) => from));
    const typing = (this.#store.state.open?.typing ?? []).filter(({ from }) => !writers.has(from));
    const others = details.viewers.filter((id) => id !== this.#store.state.me?.agent.id);
    this.#store.updateOpen(this.id, { details, isMissing: false, viewers: others, typing });
  }

  /** The details have only the latest messages: those shown before that are none any more stay as earlier ones. */
  #keepFallen(known: TicketDetails | null | undefined, details: TicketDetails): void {
    const { open } = this.#store.state;
    const first = details.messages[0]?.sequence;
    if (known == null || open === null || open.hasEarlier === null || first === undefined) return;
    const fallen = known.messages.filter(({ sequence }) => sequence < first);
    if (fallen.length > 0) this.#store.updateOpen(this.id, { earlier: [...open.earlier, ...fallen] });
  }

  #sayViewing(): void {
    if (document.visibilityState === "visible") void this.#tell("viewing", { viewing: true });
    this.#cancelViewing = after(viewingEveryMs, () => this.#sayViewing());
  }

  /** A courtesy to others: who cannot be told now is told the next time. */
  async #tell(what: "viewing" | "typing", body: object): Promise<void> {
    try {
      await this.#api.post(this.#path(`/${what}`), body);
    } catch (error) {
      if (!(error instanceof RefusedCall)) throw error;
    }
  }

  #path(below = ""): string {
    return `/tickets/${encodeURIComponent(this.id)}${below}`;
  }
}
