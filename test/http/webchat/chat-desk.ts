import { createParser } from "eventsource-parser";
import type { AgentInput, Message, TicketStore } from "kefu";
import { memoryTicketStore } from "kefu";
import {
  type WebchatChannelOptions,
  type WebchatHandlerOptions,
  type WebHandler,
  webchatChannel,
  webchatHandler,
} from "kefu/webchat";
import type { ChatEvent, ChatMessage, ChatSnapshot, FeedPage, Session } from "../../../src/http/webchat/protocol.ts";
import { desk, type TestDesk, type TestDeskOptions, until } from "../../harness.ts";

export const origin = "https://shop.example.com";
export const secret = "a secret of thirty-two characters!";
export const identitySecret = "another secret of 32 characters, too";
export const ada: AgentInput = { id: "agent-7", name: "Ada", skills: ["technical", "general"] };

/** A desk with a web chat. */
export interface ChatDesk extends TestDesk {
  readonly handler: WebHandler;
  /** All that is stored of the conversation at this address. */
  storedAt(address: string): Promise<readonly Message[]>;
}

export interface ChatDeskOptions {
  readonly store?: TicketStore;
  readonly handler?: Partial<WebchatHandlerOptions>;
  readonly channel?: WebchatChannelOptions;
  readonly service?: Omit<TestDeskOptions, "store">;
}

export async function chatDesk(options: ChatDeskOptions = {}): Promise<ChatDesk> {
  const { store = memoryTicketStore(), handler = {}, channel, service = {} } = options;
  const made = await desk({ store, channels: [webchatChannel(channel)], agents: [ada], ...service });
  return {
    ...made,
    handler: webchatHandler(made.service, { secrets: secret, ...handler }),
    async storedAt(address) {
      const conversation = await made.service.conversations.find("webchat", address);
      return conversation === null ? [] : made.service.conversations.messages(conversation.id, { limit: 1_000 });
    },
  };
}

/** A request of a page of the desk's own origin. */
export function asked(path: string, init: RequestInit = {}): Request {
  return new Request(`${origin}/chat${path}`, init);
}

export function posted(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  const all = { "content-type": "application/json", origin, ...headers };
  return asked(path, { method: "POST", body: JSON.stringify(body), headers: all });
}

/** A browser in which somebody chats. */
export interface Browser {
  readonly session: Session;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  snapshot(before?: number): Promise<ChatSnapshot>;
  texts(): Promise<readonly string[]>;
  say(text: string, clientId?: string): Promise<Response>;
  poll(cursor: string, wait?: number): Promise<FeedPage<ChatEvent>>;
  /** Opens the feed from there; without a cursor from the snapshot's. */
  listen(cursor?: string): Promise<Listening>;
}

export async function browser(handler: WebHandler, asks: object = {}, headers = {}): Promise<Browser> {
  const opened = await handler(posted("/session", asks, headers));
  if (opened.status !== 200) throw new Error(`No session: ${opened.status} ${await opened.text()}`);
  return browserOf(handler, (await opened.json()) as Session);
}

let saidCount = 0;

export function browserOf(handler: WebHandler, session: Session): Browser {
  const authorization = `Bearer ${session.token}`;
  const get = (path: string, headers = {}) => handler(asked(path, { headers: { authorization, ...headers } }));
  const post = (path: string, body: unknown, headers = {}) =>
    handler(posted(path, body, { authorization, ...headers }));
  const snapshot = async (before?: number) =>
    (await (await get(`/conversation${before === undefined ? "" : `?before=${before}`}`)).json()) as ChatSnapshot;
  return {
    ...{ session, get, post, snapshot },
    texts: async () => (await snapshot()).messages.map(({ text }) => text),
    say(text, clientId) {
      saidCount += 1;
      const ownId = clientId ?? `client-${`${saidCount}`.padStart(8, "0")}`;
      return post("/messages", { clientId: ownId, text });
    },
    async poll(cursor, wait = 0) {
      const response = await get(`/events?cursor=${cursor}&wait=${wait}`, { accept: "application/json" });
      return (await response.json()) as FeedPage<ChatEvent>;
    },
    async listen(cursor) {
      const from = cursor ?? (await snapshot()).cursor;
      return listening(await get(`/events?cursor=${from}`, { accept: "text/event-stream" }));
    },
  };
}

/** A feed that is being read. */
export interface Listening {
  readonly response: Response;
  readonly events: readonly (ChatEvent & { readonly id: string | undefined })[];
  readonly controls: readonly { readonly name: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly heartbeats: number;
  readonly messages: readonly ChatMessage[];
  readonly hasEnded: boolean;
  /** The cursor after the last event. */
  readonly cursor: string;
  hears(text: string): Promise<ChatMessage>;
  leave(): Promise<void>;
}

export async function listening(response: Response): Promise<Listening> {
  const events: (ChatEvent & { id: string | undefined })[] = [];
  const controls: { name: string; data: Record<string, unknown> }[] = [];
  const state = { heartbeats: 0, hasEnded: false };
  const parser = createParser({
    onEvent({ event, data, id }) {
      const parsed = JSON.parse(data);
      if (event === undefined) events.push({ ...parsed, id });
      else controls.push({ name: event, data: parsed });
    },
    onComment: () => {
      state.heartbeats += 1;
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) parser.feed(part.value);
  };
  const reading = read()
    .catch(() => {})
    .finally(() => {
      state.hasEnded = true;
    });
  const messages = () => events.flatMap((event) => (event.type === "message" ? [event.message] : []));
  await until(() => controls.length > 0 || state.hasEnded);
  return {
    ...{ response, events, controls },
    get heartbeats() {
      return state.heartbeats;
    },
    get messages() {
      return messages();
    },
    get hasEnded() {
      return state.hasEnded;
    },
    get cursor() {
      return events.findLast(({ id }) => id !== undefined)?.id ?? String(controls[0]?.data.cursor);
    },
    async hears(text) {
      const heard = () => messages().find((message) => message.text.includes(text));
      await until(() => heard() !== undefined);
      const found = heard();
      if (found === undefined) throw new Error(`Nobody said ${text}.`);
      return found;
    },
    async leave() {
      await reader?.cancel();
      await reading;
    },
  };
}
