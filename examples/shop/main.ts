import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isCode } from "kefu";
import { toNodeHandler } from "kefu/node";
import { sqliteTicketStore } from "kefu/sqlite";
import { webchatChannel } from "kefu/webchat";
import { shopApp } from "./app.ts";
import { otherChannels, shopDesk } from "./desk.ts";

const { PORT = "3000", HOST = "127.0.0.1", PUBLIC_URL = `http://localhost:${PORT}`, KEFU_DATABASE } = process.env;

const stopAsked = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
const path = KEFU_DATABASE || "kefu.db";

/** What signs visitors' sessions and cookies, kept beside the desk's file: they go on with their conversation after a restart. */
function secret(): string {
  const file = `${path}.secret`;
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

const channels = [webchatChannel(), ...otherChannels(process.env)];
const service = shopDesk({ channels, store: sqliteTicketStore(path), publicUrl: PUBLIC_URL });
const server = createServer(toNodeHandler(shopApp({ service, secret: secret() })));

async function open(): Promise<void> {
  await service.start();
  server.listen(Number(PORT), HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const here = `http://localhost:${port}`;
  console.log(`The shop, with its chat:  ${here}/
The agents' inbox:        ${here}/inbox   (demo sign-in, no password)
Kept in ${path}; channels: ${channels.map(({ id }) => id).join(", ")}. Ctrl-C stops it.`);
  await stopAsked;
}

try {
  await open();
} catch (error) {
  const isTaken = isCode(error, "store.in_use");
  console.error(isTaken ? `${path} is in use by another process: set KEFU_DATABASE to another file.` : error);
  process.exitCode = 1;
} finally {
  // First nothing more comes in; then what is at hand is done.
  server.close();
  server.closeIdleConnections();
  await service.stop();
  server.closeAllConnections();
}
