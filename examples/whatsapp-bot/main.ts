import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { CustomerService } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { whatsappChannel } from "kefu/whatsapp";

/** A secret, or a setting, of the environment. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new Error(`${name} is not set; examples/whatsapp-bot/README.md says to what.`);
  return value;
}

const service = new CustomerService({
  channels: [
    whatsappChannel({
      phoneNumberId: setting("WHATSAPP_PHONE_NUMBER_ID"),
      accessToken: setting("WHATSAPP_ACCESS_TOKEN"),
      appSecret: setting("WHATSAPP_APP_SECRET"),
      verifyToken: setting("WHATSAPP_VERIFY_TOKEN"),
      // Only for a server that stands in for Meta's.
      baseUrl: process.env.WHATSAPP_BASE_URL || undefined,
    }),
  ],
  store: sqliteTicketStore(process.env.KEFU_DATABASE || "whatsapp.db"),
  agents: [{ id: "li", name: "Li", skills: ["technical", "general"] }],
  faq: {
    如何重置密码: "请访问 https://example.com/reset",
    "How do I reset my password": "Please visit https://example.com/reset",
    "What are your opening hours": "Monday to Friday, 9:00 to 18:00",
  },
});

service.on("message.received", ({ message }) => console.info(`customer: ${message.content.text}`));
service.on("message.sent", ({ message }) => console.info(`${message.author.kind}: ${message.content.text}`));
service.on("message.failed", ({ message }) => console.error(`not sent: ${message.statusReason}`));
service.on("ticket.opened", ({ ticket }) => console.info(`ticket ${ticket.id}: ${ticket.subject}`));

/** The request as the desk takes it: the bytes of its body stay as they came, since they are what Meta signed. */
function requestOf(incoming: IncomingMessage): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = method === "GET" ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  const init = { method, headers: given, body, duplex: "half" };
  return new Request(new URL(url, "http://localhost"), init);
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (incoming.url?.split("?")[0] !== "/whatsapp") {
    outgoing.writeHead(404).end();
    return;
  }
  if (incoming.method !== "GET" && incoming.method !== "POST") {
    outgoing.writeHead(405).end();
    return;
  }
  const response = await service.handle("whatsapp", requestOf(incoming));
  const text = await response.text();
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    outgoing.writeHead(500).end();
  });
});

await service.start();
server.listen(Number(process.env.PORT ?? 3000), () => {
  const address = server.address();
  console.info(`The desk listens on port ${typeof address === "object" ? address?.port : address}, at /whatsapp.`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    service.stop().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  });
}
