import { expect, test } from "vitest";
import { graphServer } from "../channels/whatsapp/graph-server.ts";
import { account, ada, messagesOf, signatureOf, textMessage, webhookOf } from "../channels/whatsapp/webhooks.ts";
import { statusOfTrace } from "../status-of-trace.ts";
import { startExample, temporaryFolder } from "./run-example.ts";

const secrets = {
  WHATSAPP_PHONE_NUMBER_ID: account.phoneNumberId,
  WHATSAPP_ACCESS_TOKEN: account.accessToken,
  WHATSAPP_APP_SECRET: account.appSecret,
  WHATSAPP_VERIFY_TOKEN: account.verifyToken,
};

test("the WhatsApp bot answers Meta's handshake and a customer, opens a ticket, and stops in order", async () => {
  const graph = await graphServer();
  const environment = { ...secrets, WHATSAPP_BASE_URL: graph.url, PORT: "0" };
  const running = startExample("whatsapp-bot", { folder: temporaryFolder(), environment });
  await running.printed("at /whatsapp.");
  const url = `http://127.0.0.1:${/port (\d+)/.exec(running.output())?.[1]}/whatsapp`;
  const post = (body: string, signature: string = signatureOf(body)) =>
    fetch(url, { method: "POST", headers: { "x-hub-signature-256": signature }, body });

  const handshake = `hub.mode=subscribe&hub.verify_token=${account.verifyToken}&hub.challenge=4711`;
  expect(await (await fetch(`${url}?${handshake}`)).text()).toBe("4711");
  expect((await fetch(url.replace("/whatsapp", "/"))).status).toBe(404);
  expect(await statusOfTrace(url)).toBe(405);

  const question = messagesOf([textMessage("wamid.1", "如何重置密码"), textMessage("wamid.2", "tell me a joke")]);
  expect((await post(question, "sha256=forged")).status).toBe(401);
  expect((await post(question)).status).toBe(200);
  await running.printed("bot: 请访问 https://example.com/reset");
  await running.printed("ticket T-");
  expect(graph.sent[0]).toMatchObject({ recipient: ada.user_id });

  const failed = {
    id: graph.sent[0]?.id,
    status: "failed",
    timestamp: "1",
    recipient_id: ada.wa_id,
    errors: [{ code: 131_026 }],
  };
  expect((await post(webhookOf({ contacts: [ada], statuses: [failed] }))).status).toBe(200);
  running.child.kill("SIGTERM");
  const run = await running.ended;
  expect(run).toMatchObject({ code: 0, signal: null });
  expect(run.stdout).not.toContain(account.accessToken);
});

test("without its settings it ends at once, and says which is missing", async () => {
  const running = startExample("whatsapp-bot", {
    folder: temporaryFolder(),
    environment: { ...secrets, WHATSAPP_APP_SECRET: "" },
  });
  const run = await running.ended;
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("WHATSAPP_APP_SECRET is not set");
});
