import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { widgetScript } from "../../src/assets/widget-script.ts";
import type {
  ChatConfig,
  ChatEvent,
  ChatMessage,
  ChatState,
  SendMessage,
  SessionRequest,
} from "../../src/http/webchat/protocol.ts";

/** What a page may load, and nothing else: as strict as a page can be. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const plainConfig: ChatConfig = {
  ...{ title: null, welcome: null, isOpen: true, opensAt: null, textLimit: 4_000, attachments: null },
};

/** A request as the server got it. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Said = Partial<Pick<ChatMessage, "from" | "agentName" | "options" | "rating" | "files" | "at">>;

/** The other end of the widget, and a page that has it: speaks the protocol, and does what tests tell it to. */
export class FakeWebchat {
  readonly requests: SeenRequest[] = [];
  readonly messages: ChatMessage[] = [];
  config = plainConfig;
  state: ChatState = { state: "none", agentName: null, readUpTo: 0 };
  /** Whether streams come through, or are gathered by a proxy until they end. */
  streaming: "live" | "buffered" = "live";
  /** Status with which requests to a path are answered instead. */
  readonly refusals = new Map<string, number>();
  /** Tokens that count no more. */
  readonly expired = new Set<string>();
  /** Whether what is sent is told in the feed. */
  tellsOwn = true;
  pageLanguage = "en";
  /** How the page has the widget. */
  script = '<script src="/chat/widget.js"></script>';
  /** What the page's own backend answers when it is asked who its visitor is. */
  identity = { status: 200, token: "" };
  readonly #streams = new Set<ServerResponse>();
  readonly #waiting = new Set<() => void>();
  readonly #log: (ChatEvent & { readonly id: string })[] = [];
  #epoch = 1;
  #tokens = 0;
  #port = 0;
  #server = createServer();

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get streams(): number {
    return this.#streams.size;
  }

  get sent(): readonly SendMessage[] {
    return this.bodiesOf("/messages") as SendMessage[];
  }

  bodiesOf(path: string): readonly unknown[] {
    return this.requests.filter((one) => one.path === path && one.body !== "").map(({ body }) => JSON.parse(body));
  }

  async listen(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Everything is broken off, and nobody answers any more until it listens again. */
  async die(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** What the browser has is of another time from now on. */
  forget(): void {
    this.#epoch += 1;
    for (const stream of this.#streams) stream.end();
  }

  /** The streams that are open stay so, and bring nothing any more: the network between is gone. */
  silence(): void {
    this.#streams.clear();
  }

  say(text: string, said: Said = {}): ChatMessage {
    const message: ChatMessage = {
      sequence: this.messages.length + 1,
      ...{ from: "bot", agentName: null, clientId: null, text, choice: null, options: [], rating: null, files: [] },
      at: new Date().toISOString(),
      ...said,
    };
    this.#keep(message);
    return message;
  }

  survey(scores: readonly string[]): void {
    const surveyId = `survey-${this.messages.length + 1}`;
    const options = scores.map((title, place) => ({ id: `${surveyId}:${place}`, title }));
    this.say("How was it?", { from: "desk", options, rating: { surveyId } });
  }

  /** Puts a message in place of the one with its sequence, or behind all. */
  #keep(message: ChatMessage): void {
    this.messages[message.sequence - 1] = message;
    this.tell({ type: "message", message });
  }

  stands(state: Partial<ChatState>): void {
    this.state = { ...this.state, ...state };
    this.tell({ type: "conversation", conversation: this.state });
  }

  /** An event that is kept, but for typing. */
  tell(event: ChatEvent | { readonly type: "unheard of" }): void {
    const id = `${this.#epoch}.${this.#log.length + 1}`;
    const isKept = event.type === "message" || event.type === "conversation";
    if (isKept) this.#log.push({ ...event, id });
    const text = `${isKept ? `id: ${id}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
    for (const stream of this.#streams) stream.write(text);
    for (const wake of this.#waiting) wake();
  }

  get #cursor(): string {
    return `${this.#epoch}.${this.#log.length}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (url.pathname === "/") return this.#page(response);
    const path = url.pathname.replace(/^\/chat/, "");
    if (path === "/widget.js") {
      response.writeHead(200, { "content-type": widgetScript.type }).end(widgetScript.text);
      return;
    }
    if (url.pathname === "/identity") {
      response.writeHead(this.identity.status).end(this.identity.token);
      return;
    }
    if (!url.pathname.startsWith("/chat/")) {
      response.writeHead(204).end();
      return;
    }
    this.requests.push({ method: request.method ?? "", path, headers: request.headers, body });
    const refusal = this.refusals.get(path);
    const token = request.headers.authorization?.replace("Bearer ", "");
    const isKnown = path === "/session" || (token !== undefined && !this.expired.has(token));
    if (refusal !== undefined || !isKnown) response.writeHead(refusal ?? 401).end();
    else if (path === "/session") this.#session(JSON.parse(body) as SessionRequest, response);
    else if (path === "/conversation") this.#snapshot(url, response);
    else if (path === "/events") await this.#events(request, url, response);
    else if (path === "/messages") this.#store(JSON.parse(body) as SendMessage, response);
    else if (path === "/attachments") response.writeHead(201).end(JSON.stringify({ id: "file-1" }));
    else if (path.startsWith("/attachments/")) response.writeHead(200).end("of the file");
    else response.writeHead(204).end();
  }

  #page(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.end(
      `<!doctype html><html lang="${this.pageLanguage}"><meta name="viewport" content="width=device-width"><title>Shop</title>` +
        `<main><h1>Shop</h1><p>Tea, cups and pots.</p><a href="#tea">Tea</a></main>${this.script}</html>`,
    );
  }

  #session({ token, identity }: SessionRequest, response: ServerResponse): void {
    if ((token !== undefined && this.expired.has(token)) || identity === "forged") {
      response.writeHead(401).end();
      return;
    }
    this.#tokens += 1;
    const session = { token: token ?? `token-${this.#tokens}`, verified: identity !== undefined };
    const visitor = identity ?? (token ?? session.token).replace("token", "visitor");
    response.end(JSON.stringify({ ...session, visitor, config: this.config }));
  }

  #snapshot(url: URL, response: ServerResponse): void {
    const before = Number(url.searchParams.get("before") ?? Number.POSITIVE_INFINITY);
    const until = this.messages.filter(({ sequence }) => sequence < before);
    const messages = until.slice(-50);
    const hasEarlier = messages.length < until.length;
    response.end(JSON.stringify({ cursor: this.#cursor, conversation: this.state, messages, hasEarlier }));
  }

  async #events(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const [epoch = "", place = ""] = `${request.headers["last-event-id"]}`.split(".");
    const reset = Number(epoch) !== this.#epoch;
    const missed = () => (reset ? [] : this.#log.slice(Number(place)));
    if (request.headers.accept === "application/json") {
      if (missed().length === 0 && Number(url.searchParams.get("wait")) > 0 && !reset)
        await this.#somethingHappens(response);
      response.end(JSON.stringify({ reset, cursor: this.#cursor, events: missed() }));
      return;
    }
    if (this.streaming !== "live") return;
    this.#streams.add(response);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const ready = { reset, cursor: reset ? this.#cursor : `${epoch}.${place}`, heartbeatMs: 200 };
    response.write(`event: ready\ndata: ${JSON.stringify(ready)}\n\n`);
    for (const event of missed()) response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
    const beat = setInterval(() => {
      if (this.#streams.has(response)) response.write(": still here\n\n");
    }, 200);
    response.on("close", () => {
      clearInterval(beat);
      this.#streams.delete(response);
    });
  }

  #somethingHappens(response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      response.on("close", wake);
    });
  }

  #store(sent: SendMessage, response: ServerResponse): void {
    const isKnown = this.messages.some(({ clientId }) => clientId === sent.clientId);
    if (!isKnown && this.tellsOwn) {
      const choice = sent.choice === undefined ? null : { id: sent.choice.id, title: sent.choice.title ?? null };
      const files = (sent.attachments ?? []).map((_, index) => {
        return { index, kind: "document" as const, name: "receipt.pdf", mimeType: "application/pdf", url: null };
      });
      const message = { ...this.#blank(), text: sent.text ?? "", clientId: sent.clientId, choice, files };
      this.#keep(message);
    }
    response.writeHead(202).end(JSON.stringify({ stored: isKnown ? "duplicate" : "accepted" }));
  }

  #blank(): ChatMessage {
    const at = new Date().toISOString();
    const nothing = { agentName: null, text: "", clientId: null, choice: null, options: [], rating: null, files: [] };
    return { sequence: this.messages.length + 1, from: "visitor", ...nothing, at };
  }
}

/** It listens, and ends with the test. */
export async function fakeWebchat(): Promise<FakeWebchat> {
  const webchat = new FakeWebchat();
  await webchat.listen();
  onTestFinished(() => webchat.die().catch(() => {}));
  return webchat;
}
