import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CustomerService } from "kefu";
import { toNodeHandler } from "kefu/node";
import { sqliteTicketStore } from "kefu/sqlite";
import { webchatChannel, webchatHandler } from "kefu/webchat";
import { onTestFinished } from "vitest";
import { faq, li, until } from "../harness.ts";

/** A desk that keeps its things in a file, and a page with its chat: both stop and start again as one process does. */
export class RealWebchat {
  readonly #path = join(mkdtempSync(join(tmpdir(), "kefu-chat-")), "desk.db");
  #service = this.#desk();
  #server: Server = createServer();
  #port = 0;
  /** Who is signed in on the page. */
  user: { readonly id: string; readonly name: string } | null = null;
  pageStyle = "";

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get service(): CustomerService {
    return this.#service;
  }

  async start(): Promise<void> {
    await this.#service.start();
    const chat = webchatHandler(this.#service, {
      secrets: "a secret of thirty-two characters!",
      getUser: () => this.user,
      heartbeatMs: 300,
    });
    const answer = (request: Request) =>
      new URL(request.url).pathname.startsWith("/chat") ? chat(request) : Promise.resolve(this.#page());
    this.#server = createServer(toNodeHandler(answer));
    await new Promise<void>((listening) => this.#server.listen(this.#port, "127.0.0.1", listening));
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await this.#service.stop();
    await closed;
  }

  async startAgain(): Promise<void> {
    this.#service = this.#desk();
    await this.start();
  }

  /** The ticket that the agent got first. */
  async ticket(): Promise<string> {
    let id = "";
    await until(async () => {
      id = (await this.#service.tickets.listOf("li"))[0]?.id ?? "";
      return id !== "";
    });
    return id;
  }

  /** The texts of the conversation of whoever chatted, in order. */
  async texts(ticketId: string): Promise<readonly string[]> {
    const { conversationId } = await this.#service.tickets.get(ticketId);
    const messages = await this.#service.conversations.messages(conversationId, { limit: 100 });
    return messages.map(({ content }) => content.text || (content.choice?.title ?? ""));
  }

  #desk(): CustomerService {
    return new CustomerService({
      channels: [webchatChannel()],
      store: sqliteTicketStore(this.#path),
      faq,
      agents: [{ ...li, name: "李丽", skills: ["technical", "general"] }],
      survey: { url: "https://survey.example.com" },
    });
  }

  #page(): Response {
    const html = `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width"><title>Shop</title><style>${this.pageStyle}</style><h1>Shop</h1><script src="/chat/widget.js"></script></html>`;
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  }

  cleanUp(): void {
    rmSync(join(this.#path, ".."), { recursive: true, force: true });
  }
}

/** It listens, and ends with the test. */
export async function realWebchat(): Promise<RealWebchat> {
  const webchat = new RealWebchat();
  await webchat.start();
  onTestFinished(async () => {
    await webchat.stop();
    webchat.cleanUp();
  });
  return webchat;
}
