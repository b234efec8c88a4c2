import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { inboxScript } from "../../src/assets/inbox-script.ts";
import { inboxStyle } from "../../src/assets/inbox-style.ts";
import type {
  InboxEvent,
  PresenceBody,
  TicketActBody,
  TicketActName,
  TicketRow,
} from "../../src/http/inbox/protocol.ts";
import { pageHeaders } from "../../src/http/page-headers.ts";
import { listening } from "../listening.ts";
import { FakeDesk, Refusal } from "./fake-inbox-desk.ts";

/** A request that the page made. */
export interface Call {
  readonly by: string;
  readonly method: string;
  readonly path: string;
  /** What it asks to be told in. */
  readonly language: string | undefined;
  readonly body: Record<string, unknown>;
}

interface Stream {
  readonly response: ServerResponse;
  readonly beat: NodeJS.Timeout;
}

/** The inbox's handler as the page knows it, on a desk of the test. Who looks is said by the cookie `agent`. */
export class FakeInbox {
  readonly desk = new FakeDesk();
  readonly calls: Call[] = [];
  /** What `/messages` answers. */
  earlier: unknown[] = [];
  language = "en";
  heartbeatMs = 400;
  pageSize = 50;
  /** Streams are kept open and nothing comes through them, as behind a proxy that gathers. */
  isBuffering = false;
  /** Everything that is asked is refused so. */
  refusing: Refusal | null = null;
  origin = "";
  #server: Server | null = null;
  #close = async () => {};
  #epoch = 1;
  readonly #kept: InboxEvent[] = [];
  readonly #viewers = new Map<string, Set<string>>();
  readonly #streams = new Set<Stream>();
  readonly #polls = new Set<() => void>();

  constructor() {
    this.desk.watch((event, isKept) => {
      const id = isKept ? `id: ${this.#epoch}.${this.#kept.push(event)}\n` : "";
      this.#write(`${id}data: ${JSON.stringify(event)}\n\n`);
      for (const wake of this.#polls) wake();
    });
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    if (this.origin === "") {
      const { origin, close } = await listening(this.#server);
      this.origin = origin;
      this.#close = close;
      return;
    }
    const server = this.#server;
    await new Promise<void>((resolve) => server.listen(Number(new URL(this.origin).port), "127.0.0.1", resolve));
    this.#close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  /** It dies; `start` brings it back at the same address. */
  async stop(): Promise<void> {
    for (const { beat } of this.#streams) clearInterval(beat);
    this.#streams.clear();
    await this.#close();
  }

  /** What the pages have means nothing any more, as after a restart. */
  forgetFeed(): void {
    this.#epoch += 1;
    this.#kept.length = 0;
    for (const { response } of this.#streams) response.end();
  }

  /** The connections stay, and nothing more comes through: a network that went away without a word. */
  blackHole(): void {
    for (const { beat } of this.#streams) clearInterval(beat);
    this.#streams.clear();
  }

  /** Calls of the page that wrote something, but those by which it says that it is there. */
  posted(path: string): readonly Call[] {
    return this.calls.filter((call) => call.method === "POST" && call.path === path);
  }

  #write(what: string): void {
    if (this.isBuffering) return;
    for (const { response } of this.#streams) response.write(what);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const by = /agent=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "li";
    try {
      if (!url.pathname.startsWith("/inbox/api/")) {
        this.#asset(url.pathname, response);
        return;
      }
      const path = decodeURIComponent(url.pathname.slice("/inbox/api".length));
      const isPost = request.method === "POST";
      if (isPost && request.headers["content-type"] !== "application/json") throw new Refusal(415, "No JSON.");
      const body = isPost ? (JSON.parse(await text(request)) as Record<string, unknown>) : {};
      const { "accept-language": language } = request.headers;
      this.calls.push({ by, method: request.method ?? "", path, language, body });
      if (this.refusing !== null) throw this.refusing;
      if (path === "/events") {
        await this.#feed(request, response, url);
        return;
      }
      const answer = isPost ? this.#post(path, body, by) : this.#get(path, url, by);
      if (answer === undefined) response.writeHead(204).end();
      else json(response, 200, answer);
    } catch (error) {
      if (error instanceof Refusal) json(response, error.status, { error: { code: "x", message: error.message } });
      else json(response, 500, { error: { code: "failed", message: String(error) } });
    }
  }

  #asset(path: string, response: ServerResponse): void {
    if (path === "/inbox/assets/inbox.js")
      response.writeHead(200, { "content-type": inboxScript.type }).end(inboxScript.text);
    else if (path === "/inbox/assets/inbox.css") {
      response.writeHead(200, { "content-type": inboxStyle.type }).end(inboxStyle.text);
    } else if (path === "/favicon.ico") response.writeHead(204).end();
    else {
      const place = `<div id="kefu-inbox" data-base="/inbox" data-language="${this.language}" data-title=""></div>`;
      const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Inbox</title><link rel="stylesheet" href="/inbox/assets/inbox.css"><script src="/inbox/assets/inbox.js" defer></script>`;
      const page = `<!doctype html><html lang="${this.language}"><head>${head}</head><body>${place}</body></html>`;
      response.writeHead(200, pageHeaders({ scripts: true })).end(page);
    }
  }

  #get(path: string, { searchParams }: URL, by: string): unknown {
    const { desk } = this;
    const [, ticketId = "", below] = /^\/tickets\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (path === "/me") {
      const { agents, queues, roles } = desk;
      const cannedReplies = Object.keys(desk.cannedReplies);
      return {
        agent: desk.agent(by),
        role: roles[by],
        agents,
        queues,
        allQueues: [...queues, "sales"],
        cannedReplies,
        language: this.language,
      };
    }
    if (path === "/board") return desk.board;
    if (path === "/tickets") return this.#list(searchParams, by);
    if (below === "canned") {
      const name = desk.get(ticketId).customer.name ?? "";
      return { text: desk.cannedReplies[searchParams.get("name") ?? ""]?.replace("{customer}", name) };
    }
    if (below === "messages") return { messages: this.earlier, hasEarlier: false };
    return { ...desk.get(ticketId), may: desk.may(ticketId, by), viewers: [...this.#viewersOf(ticketId)] };
  }

  #viewersOf(ticketId: string): Set<string> {
    const viewers = this.#viewers.get(ticketId) ?? new Set();
    this.#viewers.set(ticketId, viewers);
    return viewers;
  }

  #post(path: string, body: Record<string, unknown>, by: string): unknown {
    const { desk } = this;
    const [, agentId = by] = /^\/agents\/([^/]+)\/presence$/.exec(path) ?? [];
    if (path.endsWith("/presence")) return desk.setPresence(agentId, (body as unknown as PresenceBody).presence);
    const [, ticketId = "", act = ""] = /^\/tickets\/([^/]+)\/([\w-]+)$/.exec(path) ?? [];
    const { conversationId } = desk.get(ticketId).ticket;
    if (act === "typing") return desk.tell({ type: "typing", conversationId, from: "agent", agentId: by });
    if (act === "viewing") {
      if (body.viewing === true) this.#viewersOf(ticketId).add(by);
      else this.#viewersOf(ticketId).delete(by);
      return desk.tell({ type: "viewing", ticketId, agentId: by, viewing: body.viewing === true });
    }
    desk.act(ticketId, by, act as TicketActName, body as TicketActBody);
    return { ...desk.get(ticketId), may: desk.may(ticketId, by), viewers: [...this.#viewersOf(ticketId)] };
  }

  #list(parameters: URLSearchParams, by: string): unknown {
    const found = this.desk.rows().filter((row) => stands(row, parameters, by));
    const from = Number(parameters.get("after") ?? 0);
    const until = from + this.pageSize;
    return { tickets: found.slice(from, until), after: until < found.length ? `${until}` : null };
  }

  async #feed(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const last = request.headers["last-event-id"];
    const [epoch, place] = (typeof last === "string" ? last : "").split(".").map(Number);
    const reset = last !== undefined && epoch !== this.#epoch;
    const from = epoch === this.#epoch ? (place ?? 0) : this.#kept.length;
    const cursor = () => `${this.#epoch}.${this.#kept.length}`;
    if (request.headers.accept === "application/json") {
      if (this.#kept.length === from) await this.#wakened(Number(url.searchParams.get("wait")) * 1_000);
      const events = this.#kept
        .slice(from)
        .map((event, index) => ({ ...event, id: `${this.#epoch}.${from + index + 1}` }));
      json(response, 200, { reset, cursor: cursor(), events });
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    response.flushHeaders();
    const beat = setInterval(() => this.isBuffering || response.write(": here\n\n"), this.heartbeatMs);
    const stream = { response, beat };
    this.#streams.add(stream);
    response.on("close", () => {
      clearInterval(beat);
      this.#streams.delete(stream);
    });
    if (this.isBuffering) return;
    response.write(
      `event: ready\ndata: ${JSON.stringify({ reset, cursor: cursor(), heartbeatMs: this.heartbeatMs })}\n\n`,
    );
    for (const [index, event] of this.#kept.slice(from).entries()) {
      response.write(`id: ${this.#epoch}.${from + index + 1}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  async #wakened(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      const wake = () => {
        clearTimeout(timer);
        this.#polls.delete(wake);
        resolve();
      };
      this.#polls.add(wake);
    });
  }
}

function stands(row: TicketRow, parameters: URLSearchParams, by: string): boolean {
  const isUnfinished = row.status !== "resolved" && row.status !== "closed";
  switch (parameters.get("view")) {
    case "mine":
      return isUnfinished && (row.agentId === by || row.reservedFor === by);
    case "unassigned":
      return isUnfinished && row.agentId === null && row.reservedFor === null;
    case "queue":
      return isUnfinished && row.queue === parameters.get("queue");
    case "escalated":
      return row.status === "escalated";
    case "breaching":
      return isUnfinished && row.due !== null && Date.parse(row.due.at) < Date.now() + 30 * 60_000;
    case "search": {
      const text = parameters.get("text") ?? "";
      return String(row.number) === text.replace("#", "") || row.subject.includes(text);
    }
    default:
      return isUnfinished;
  }
}

function json(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(answer));
}
