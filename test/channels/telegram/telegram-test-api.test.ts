import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { CustomerService, type Ticket } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { TelegramServer } from "telegram-test-api/lib/telegramServer.js";
import { expect, onTestFinished, test } from "vitest";
import { faq, li, technicalIssue, until, wang } from "../../harness.ts";

const token = "123:of-a-test";

/** Somebody else's Bot API; it takes no port 0. */
async function someonesBotApi(): Promise<TelegramServer> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const server = new TelegramServer({ port, host: "127.0.0.1" });
  await server.start();
  onTestFinished(async () => void (await server.stop()));
  return server;
}

interface BotMessage {
  readonly text: string;
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly callback_data: string }[])[] };
}

test("with a Bot API by others, a polling desk answers, opens a ticket, and takes the rating pressed", async () => {
  const server = await someonesBotApi();
  const channel = telegramChannel({ mode: "polling", token, apiRoot: server.config.apiURL });
  const service = new CustomerService({ channels: [channel], agents: [li, wang], faq });
  await service.start();
  onTestFinished(() => service.stop({ graceMs: 0 }));
  const client = server.getClient(token, { userId: 7, chatId: 7, firstName: "Ada" });
  const sent = () => server.storage.botMessages.map((one) => one.message as unknown as BotMessage);
  const opened: Ticket[] = [];
  service.on("ticket.opened", ({ ticket }) => opened.push(ticket));

  await client.sendMessage(client.makeMessage("How do I reset my password?"));
  await until(() => sent().some(({ text }) => text.includes("https://example.com/reset")));

  await client.sendMessage(client.makeMessage(technicalIssue));
  await until(() => opened.length === 1);
  const id = opened[0]?.id ?? "";
  await service.tickets.close(id, { agentId: "li" });
  const survey = () => sent().findLast(({ reply_markup }) => reply_markup !== undefined);
  await until(() => survey() !== undefined);

  const [five] = survey()?.reply_markup?.inline_keyboard.at(-1) ?? [];
  await client.sendCallback(client.makeCallbackQuery(five?.callback_data ?? ""));
  await until(async () => (await service.surveys.listOf(id))[0]?.status === "answered");
  expect(await service.surveys.listOf(id)).toMatchObject([{ score: 5 }]);
});
