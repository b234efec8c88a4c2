import { createServer } from "node:http";
import { memoryTicketStore } from "kefu";
import { whatsappChannel } from "kefu/whatsapp";
import { expect, onTestFinished, test } from "vitest";
import { deskApp } from "../../examples/express/app.ts";
import { channelsOf, expressDesk } from "../../examples/express/desk.ts";
import { graphServer } from "../channels/whatsapp/graph-server.ts";
import { account, messagesOf, signatureOf, textMessage } from "../channels/whatsapp/webhooks.ts";
import { listening } from "../listening.ts";
import { statusOfTrace } from "../status-of-trace.ts";
import { lineRequest, lineSubject, textEvent, written } from "./line-office.ts";
import { startExample, temporaryFolder } from "./run-example.ts";

const publicUrl = "https://desk.example.com";

/** The app on loopback, with the channel for LINE. */
async function running() {
  const line = await lineSubject();
  const channels = [line.channel];
  const service = expressDesk({ channels, store: memoryTicketStore(), publicUrl });
  await service.start();
  const { origin, close } = await listening(createServer(deskApp({ service, channels, publicUrl })));
  onTestFinished(async () => {
    await close();
    await service.stop({ graceMs: 0 });
    await line.close?.();
  });
  const post = async (request: Request) => {
    const { headers } = request;
    const answer = await fetch(`${origin}/webhooks/line`, { method: "POST", headers, body: await request.text() });
    await service.idle();
    return answer.status;
  };
  const say = (eventId: string, text: string) => post(lineRequest(written([textEvent({ eventId, text })])));
  return { ...line, service, origin, post, say };
}

test("a signed webhook with Chinese text is answered on its channel", async () => {
  const { say, delivered } = await running();
  expect(await say("e1", "如何重置密码")).toBe(200);
  expect(delivered()).toEqual(["请访问 https://example.com/reset"]);
});

test("what is forged, too long or for nobody is refused", async () => {
  const { origin, post, delivered } = await running();
  expect(await post(lineRequest(written([]), "forged"))).toBe(401);
  expect(await post(lineRequest(" ".repeat(3_200_000)))).toBe(413);
  expect((await fetch(`${origin}/webhooks/line`)).status).toBe(405);
  expect(await statusOfTrace(`${origin}/webhooks/line`)).toBe(405);
  expect((await fetch(`${origin}/webhooks/nobody`, { method: "POST" })).status).toBe(404);
  expect(delivered()).toEqual([]);
});

test("a batch of WhatsApp's is taken that is longer than other channels' may be", async () => {
  const graph = await graphServer();
  const channels = [whatsappChannel({ ...account, baseUrl: graph.url })];
  const service = expressDesk({ channels, store: memoryTicketStore(), publicUrl });
  await service.start();
  const { origin, close } = await listening(createServer(deskApp({ service, channels, publicUrl })));
  onTestFinished(async () => {
    await close();
    await service.stop({ graceMs: 0 });
  });
  const texts = Array.from({ length: 400 }, (_, number) => textMessage(`wamid.${number}`, "好".repeat(1_300)));
  const body = messagesOf(texts);
  expect(new TextEncoder().encode(body).length).toBeGreaterThan(1_600_000);
  const headers = { "content-type": "application/json", "x-hub-signature-256": signatureOf(body) };
  expect((await fetch(`${origin}/webhooks/whatsapp`, { method: "POST", headers, body })).status).toBe(200);
});

test("the survey's page shows the question, takes an answer and a comment once each, and no other link", async () => {
  const { origin, say, service, address } = await running();
  await say("e1", "今天天气怎么样");
  const conversation = await service.conversations.find("line", address);
  const [ticket] = await service.tickets.list({ conversationId: conversation?.id ?? "" }, { limit: 1 });
  const id = ticket?.id ?? "";
  await service.tickets.close(id, { agentId: "wang" });
  await service.idle();
  const url = (await service.surveys.linkOf(id)).replace(publicUrl, origin);
  const page = await (await fetch(url)).text();
  expect(page).toContain("您对工单");
  expect(page.match(/type="radio"/g)).toHaveLength(5);
  const answer = (fields: Record<string, string>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(fields) }).then((response) => response.text());
  expect(await answer({ score: "4", comment: "" })).toContain("textarea");
  expect(await answer({ comment: "快 <b>" })).toContain("感谢您的评价");
  expect(await answer({ score: "1" })).toContain("感谢您的评价");
  expect(await service.surveys.listOf(id)).toMatchObject([{ score: 4, comment: "快 <b>" }]);
  expect((await fetch(`${origin}/survey/${id}?s=1-guessed`)).status).toBe(410);
});

test("whoever asks how the desk is hears it, and webhooks wait, when it has stopped", async () => {
  const { origin, say, service } = await running();
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  await service.stop();
  expect((await fetch(`${origin}/healthz`)).status).toBe(503);
  expect((await fetch(`${origin}/webhooks/line`, { method: "POST" })).status).toBe(503);
  expect(await say("e1", "hello")).toBe(503);
});

test("each channel has its own route, in one app: WhatsApp's handshake, Telegram's secret", async () => {
  const secrets = {
    ...{ TELEGRAM_BOT_TOKEN: "1:a", TELEGRAM_SECRET_TOKEN: "telegrams" },
    ...{
      WHATSAPP_PHONE_NUMBER_ID: "1",
      WHATSAPP_ACCESS_TOKEN: "t",
      WHATSAPP_APP_SECRET: "s",
      WHATSAPP_VERIFY_TOKEN: "v",
    },
    ...{ LINE_CHANNEL_SECRET: "secret", LINE_CHANNEL_ACCESS_TOKEN: "token" },
    ...{ SLACK_SIGNING_SECRET: "secret", SLACK_BOT_TOKEN: "token" },
  };
  const channels = channelsOf(secrets);
  expect(channels.map(({ id }) => id)).toEqual(["telegram", "whatsapp", "line", "slack"]);
  const service = expressDesk({ channels: channels.slice(0, 3), store: memoryTicketStore(), publicUrl });
  await service.start();
  const { origin, close } = await listening(createServer(deskApp({ service, channels, publicUrl })));
  onTestFinished(async () => {
    await close();
    await service.stop({ graceMs: 0 });
  });
  const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": "v", "hub.challenge": "4711" });
  expect(await (await fetch(`${origin}/webhooks/whatsapp?${query}`)).text()).toBe("4711");
  const tell = (secret: string) =>
    fetch(`${origin}/webhooks/telegram`, {
      ...{ method: "POST", headers: { "x-telegram-bot-api-secret-token": secret } },
      body: JSON.stringify({ update_id: 1, poll: { id: "p" } }),
    });
  expect((await tell("guessed")).status).toBe(401);
  expect((await tell("telegrams")).status).toBe(200);
});

test("the example starts with the channels whose secrets it is given, and stops in order", async () => {
  const secrets = { LINE_CHANNEL_SECRET: "secret", LINE_CHANNEL_ACCESS_TOKEN: "token" };
  const run = startExample("express", { folder: temporaryFolder(), environment: { PORT: "0", ...secrets } });
  await run.printed("The desk listens on port ");
  run.child.kill("SIGTERM");
  expect(await run.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect((await run.ended).stdout).toContain("/webhooks/line.");
});
