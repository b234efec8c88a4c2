import { createServer } from "node:http";
import { CustomerService, type CustomerServiceOptions } from "kefu";
import { inboxHandler, type Role } from "kefu/inbox";
import { toNodeHandler } from "kefu/node";
import { sqliteTicketStore } from "kefu/sqlite";
import { type ScriptedChannel, scriptedChannel } from "kefu/testing";
import { webchatChannel, webchatHandler } from "kefu/webchat";
import { onTestFinished } from "vitest";
import type { ChatMessage, ChatSnapshot, Session } from "../../src/http/webchat/protocol.ts";
import { faq } from "../harness.ts";
import { listening } from "../listening.ts";

const roles: Readonly<Record<string, Role>> = { li: "agent", wang: "agent", zhao: "supervisor" };

/** A desk with its inbox and its web chat on a server, as a backend would mount them; who looks is said by a cookie. */
export interface RealInbox {
  readonly service: CustomerService;
  readonly origin: string;
  /** Customers on another channel than the web chat. */
  readonly telegram: ScriptedChannel;
  visitor(locale: string): Promise<Visitor>;
}

/** A customer's browser with the chat open. */
export interface Visitor {
  say(text: string): Promise<void>;
  types(): Promise<void>;
  rates(score: number, comment: string): Promise<void>;
  messages(): Promise<readonly ChatMessage[]>;
}

export async function realInbox(options: Partial<CustomerServiceOptions> = {}): Promise<RealInbox> {
  const telegram = scriptedChannel({ id: "telegram", kind: "telegram" });
  const service = new CustomerService({
    channels: [webchatChannel(), telegram],
    store: sqliteTicketStore(":memory:"),
    faq,
    agents: [
      { id: "li", name: "李雷", skills: ["technical"] },
      { id: "wang", name: "Wang", skills: ["general"] },
      { id: "zhao", name: "赵敏", presence: "away" },
    ],
    cannedReplies: { greeting: { "zh-CN": "您好，我是{agent}。", en: "Hello, {agent} here." } },
    ...options,
  });
  await service.start();
  const chat = webchatHandler(service, { secrets: "a secret of the tests, long enough to sign" });
  const inbox = inboxHandler(service, {
    authenticate: (request) => {
      const agentId = /agent=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
      const role = roles[agentId];
      return role === undefined ? null : { agentId, role };
    },
  });
  const app = (request: Request) => (new URL(request.url).pathname.startsWith("/inbox") ? inbox : chat)(request);
  const { origin, close } = await listening(createServer(toNodeHandler(app)));
  onTestFinished(async () => {
    await close();
    await service.stop({ graceMs: 0 });
  });
  return { service, origin, telegram, visitor: (locale) => visitorAt(`${origin}/chat`, locale) };
}

async function visitorAt(chat: string, locale: string): Promise<Visitor> {
  const json = { "content-type": "application/json" };
  const began = await fetch(`${chat}/session`, { method: "POST", headers: json, body: JSON.stringify({ locale }) });
  const { token } = (await began.json()) as Session;
  const headers = { ...json, authorization: `Bearer ${token}` };
  let count = 0;
  const post = async (path: string, body: object) => {
    const { ok, status } = await fetch(chat + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!ok) throw new Error(`The chat answers ${status} to ${path}.`);
  };
  return {
    say(text) {
      count += 1;
      return post("/messages", { clientId: `message-${count}`, text });
    },
    types: () => post("/typing", {}),
    rates: (score, comment) => post("/rating", { score, comment }),
    messages: async () => {
      const snapshot = await fetch(`${chat}/conversation`, { headers });
      return ((await snapshot.json()) as ChatSnapshot).messages;
    },
  };
}
