import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CustomerService } from "kefu";
import { toNodeHandler } from "kefu/node";
import { sqliteTicketStore } from "kefu/sqlite";
import { webchatChannel, webchatHandler } from "kefu/webchat";

/** A desk with a web chat, as a process of its own, in which an agent replies when it is told to over IPC. */
export type WebchatCommand = { readonly do: "reply"; readonly address: string } | { readonly do: "memory" };

/** `port` when it listens; `replied` when the reply is stored for good; resident memory after a collection, in bytes. */
export type WebchatReply = { readonly port: number } | { readonly replied: string } | { readonly rss: number };

const [, , file = "", port = "0"] = process.argv;
const service = new CustomerService({
  channels: [webchatChannel()],
  store: sqliteTicketStore(file),
  agents: [{ id: "agent", name: "Ada", capacity: 1_000 }],
});
await service.start();
const handler = webchatHandler(service, {
  secrets: "a secret of the benchmark, thirty-two characters",
  maxStreams: 20_000,
  // Each visitor comes from an address of their own.
  clientAddress: ({ headers }) => headers.get("x-address"),
});
const tickets = new Map<string, string>();
let said = 0;

async function ticketAt(address: string): Promise<string> {
  const known = tickets.get(address);
  if (known !== undefined) return known;
  const ticketId = (await service.conversations.find("webchat", address))?.ticketId ?? "";
  tickets.set(address, ticketId);
  return ticketId;
}

const server = createServer(toNodeHandler(handler));
server.listen(Number(port), "127.0.0.1", 8_192, () => tell({ port: (server.address() as AddressInfo).port }));

process.on("message", async (command: WebchatCommand) => {
  if (command.do === "memory") {
    for (let round = 0; round < 3; round += 1) globalThis.gc?.();
    tell({ rss: process.memoryUsage().rss });
    return;
  }
  said += 1;
  const ticketId = await ticketAt(command.address);
  const text = `reply ${process.pid}-${said} at ${process.hrtime.bigint()}`;
  await service.tickets.reply(ticketId, { text, agentId: "agent" });
  tell({ replied: text });
});

function tell(reply: WebchatReply): void {
  process.send?.(reply);
}
