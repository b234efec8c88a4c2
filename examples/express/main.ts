import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { sqliteTicketStore } from "kefu/sqlite";
import { deskApp } from "./app.ts";
import { channelsOf, expressDesk } from "./desk.ts";

const { PORT = "3000", PUBLIC_URL = `http://localhost:${PORT}`, KEFU_DATABASE } = process.env;
const stopAsked = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
const channels = channelsOf(process.env);
const store = sqliteTicketStore(KEFU_DATABASE || "kefu.db");
const service = expressDesk({ channels, store, publicUrl: PUBLIC_URL });
await service.start();
const server = deskApp({ service, channels, publicUrl: PUBLIC_URL }).listen(Number(PORT));
await once(server, "listening");
const { port } = server.address() as AddressInfo;
console.log(
  `The desk listens on port ${port}: ${channels.map(({ id }) => `/webhooks/${id}`).join(", ") || "no channel"}.`,
);

await stopAsked;
// First nothing more comes in; then what is at hand is done.
server.close();
await service.stop();
server.closeAllConnections();
