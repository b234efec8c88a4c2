import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { CustomerService, CustomerServiceError } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { telegramChannel } from "kefu/telegram";

const {
  TELEGRAM_BOT_TOKEN: token = "",
  TELEGRAM_API_ROOT: apiRoot,
  TELEGRAM_WEBHOOK_URL: webhookUrl,
  TELEGRAM_SECRET_TOKEN: secretToken = "",
  PORT: port = "8443",
  KEFU_DATABASE: database,
} = process.env;

const faq = {
  如何重置密码: "请访问 https://example.com/reset",
  "How do I reset my password": "Please visit https://example.com/reset",
  "What are your opening hours": "Monday to Friday, 9:00 to 18:00",
};

const say = (sentence: string) => process.stdout.write(`${sentence}\n`);
const warn = (details: Readonly<Record<string, unknown>>, sentence: string) =>
  say(`! ${sentence} ${details.error instanceof Error ? details.error.message : ""}`);

/** A desk with one agent, who sits at this terminal; polling, unless there is an address for a webhook. */
function telegramDesk(): CustomerService {
  const channel = telegramChannel({
    ...{ token, apiRoot },
    ...(webhookUrl ? { mode: "webhook", secretToken, webhookUrl } : { mode: "polling" }),
  });
  const service = new CustomerService({
    channels: [channel],
    store: sqliteTicketStore(database || "telegram-bot.db"),
    faq,
    agents: [{ id: "li", name: "Li", skills: ["technical", "general"] }],
    logger: { debug() {}, info() {}, warn, error: warn },
  });
  service.on("message.received", ({ message }) => say(`${message.sender?.name}: ${message.content.text}`));
  service.on("message.sent", ({ message }) => say(`${message.author.kind}: ${message.content.text}`));
  service.on("message.failed", ({ message }) => say(`! Not sent: ${message.statusReason}`));
  service.on("ticket.assigned", ({ ticket }) => say(`Ticket ${ticket.id} is yours: ${ticket.subject}`));
  service.on("survey.answered", ({ survey }) => say(`Ticket ${survey.ticketId} was rated ${survey.score} of 5`));
  return service;
}

async function answer(service: CustomerService, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (incoming.method !== "POST") return void outgoing.writeHead(405).end();
  const secret = String(incoming.headers["x-telegram-bot-api-secret-token"] ?? "");
  const init = {
    method: "POST",
    headers: { "x-telegram-bot-api-secret-token": secret },
    body: Readable.toWeb(incoming) as ReadableStream,
    duplex: "half",
  };
  const response = await service.handle("telegram", new Request("http://localhost/", init));
  const text = await response.text();
  outgoing.writeHead(response.status).end(text);
}

/** Telegram's webhook on a port of this machine; whatever stands before it brings https. */
function listen(service: CustomerService): Server {
  const server = createServer((incoming, outgoing) => {
    answer(service, incoming, outgoing).catch((error: unknown) => {
      warn({ error }, "A request failed.");
      outgoing.writeHead(500).end();
    });
  });
  return server.listen(Number(port), () => say(`Telegram is awaited on port ${port}.`));
}

/** `T-1A2B some words` answers the customer of that ticket, `T-1A2B /close` ends it. */
async function takeLine(service: CustomerService, line: string): Promise<void> {
  const [, ticketId, text = ""] = /^(T-\w+)\s+(.+)$/.exec(line.trim()) ?? [];
  if (ticketId === undefined) return void say("Write a ticket and your answer, or /close: T-1A2B please try again");
  try {
    if (text === "/close") await service.tickets.close(ticketId, { agentId: "li" });
    else await service.tickets.reply(ticketId, { agentId: "li", text });
  } catch (error) {
    if (!(error instanceof CustomerServiceError)) throw error;
    say(`! ${error.message}`);
  }
}

async function main(): Promise<void> {
  const service = telegramDesk();
  await service.start();
  const server = webhookUrl ? listen(service) : null;
  say("The desk is open.");
  const lines = createInterface({ input: process.stdin });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => lines.close());
  for await (const line of lines) await takeLine(service, line);
  server?.close();
  await service.stop();
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
