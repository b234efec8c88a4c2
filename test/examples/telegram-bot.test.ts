import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeBotApi, secretToken, token } from "../channels/telegram/fake-bot-api.ts";
import { messageUpdate, type RecordedUpdate } from "../channels/telegram/recorded.ts";
import { until } from "../harness.ts";
import { statusOfTrace } from "../status-of-trace.ts";
import { runExample, startExample, temporaryFolder } from "./run-example.ts";

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe.each(["polling", "webhook"] as const)("the Telegram bot by %s", (mode) => {
  test("answers, hands over to the agent at the terminal, and is rated by a button", async () => {
    const api = await fakeBotApi();
    const port = await freePort();
    const webhook = {
      TELEGRAM_WEBHOOK_URL: "https://desk.example",
      TELEGRAM_SECRET_TOKEN: secretToken,
      PORT: `${port}`,
    };
    const run = startExample("telegram-bot", {
      folder: temporaryFolder(),
      environment: { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: api.root, ...(mode === "webhook" ? webhook : {}) },
    });
    onTestFinished(() => void run.child.stdin.end());
    await run.printed("The desk is open.");
    const headers = { "x-telegram-bot-api-secret-token": secretToken };
    const tell = async (update: RecordedUpdate) => {
      if (mode === "polling") return api.deliver(update);
      const request = { method: "POST", headers, body: JSON.stringify(update) };
      expect((await fetch(`http://127.0.0.1:${port}/`, request)).status).toBe(200);
    };

    await tell(messageUpdate(1, { text: "How do I reset my password?" }));
    await until(() => api.sentTo(7).some((text) => text.includes("https://example.com/reset")));
    await tell(messageUpdate(2, { text: "The app crashes with an error" }));
    await run.printed(" is yours: ");
    const ticketId = /Ticket (T-\w+) is yours/.exec(run.output())?.[1];
    run.write(`${ticketId} Please update to 3.2.1\n`);
    await until(() => api.sentTo(7).includes("Please update to 3.2.1"));
    run.write(`${ticketId} /close\n`);
    await until(() => api.calls.some(({ payload }) => payload.reply_markup !== undefined));
    const markup = api.calls.findLast(({ payload }) => payload.reply_markup !== undefined)?.payload.reply_markup;
    const buttons = (markup as { inline_keyboard: { callback_data: string }[][] }).inline_keyboard.flat();
    const from = { id: 7, first_name: "Ada" };
    const message = { message_id: 1, date: 0, chat: { id: 7, type: "private" }, reply_markup: markup };
    await tell({ update_id: 3, callback_query: { id: "q", from, message, data: buttons.at(-1)?.callback_data } });
    await run.printed(`Ticket ${ticketId} was rated 5 of 5`);

    run.child.stdin.end();
    expect(await run.ended).toMatchObject({ code: 0, stderr: "" });
  });
});

test("no request of a stranger ends the Telegram bot", async () => {
  const api = await fakeBotApi();
  const port = await freePort();
  const environment = {
    ...{ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: api.root, TELEGRAM_SECRET_TOKEN: secretToken },
    ...{ TELEGRAM_WEBHOOK_URL: "https://desk.example", PORT: `${port}` },
  };
  const run = startExample("telegram-bot", { folder: temporaryFolder(), environment });
  onTestFinished(() => void run.child.stdin.end());
  await run.printed("is awaited on port");
  const url = `http://127.0.0.1:${port}/`;
  expect(await statusOfTrace(url)).toBe(405);
  expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(401);
  const headers = { "x-telegram-bot-api-secret-token": secretToken };
  const body = JSON.stringify(messageUpdate(1, { text: "How do I reset my password?" }));
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
  await until(() => api.sentTo(7).some((text) => text.includes("https://example.com/reset")));
});

test("without a token, the Telegram bot says what is missing", async () => {
  const run = await runExample("telegram-bot", { folder: temporaryFolder(), environment: { TELEGRAM_BOT_TOKEN: "" } });
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("token: expected a token of @BotFather's") });
});
