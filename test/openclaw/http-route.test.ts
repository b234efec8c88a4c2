import type { InboundEventInput } from "kefu";
import { openclawChannels } from "kefu/openclaw";
import { scriptedChannel } from "kefu/testing";
import { webhookHandler } from "kefu/webhook";
import { whatsappChannel } from "kefu/whatsapp";
import { expect, test } from "vitest";
import { graphServer } from "../channels/whatsapp/graph-server.ts";
import { account, messagesOf, signatureOf, textMessage } from "../channels/whatsapp/webhooks.ts";
import { statusOfTrace } from "../status-of-trace.ts";
import { hosted } from "./hosted.ts";

const signature = "s3cret";

/** A channel of the user's own that takes webhooks. */
function hookedChannel() {
  const channel = scriptedChannel({ id: "my shop", kind: "shop" });
  const { start } = channel;
  let context: Parameters<typeof start>[0] | null = null;
  const handle = webhookHandler({
    isGenuine: (request) => request.headers.get("x-signature") === signature,
    eventsOf: (body) => [body as InboundEventInput],
    context: () => context,
  });
  return {
    ...channel,
    handle,
    start: async (given: Parameters<typeof start>[0]) => {
      context = given;
      await start(given);
    },
  };
}

async function listening(fetch?: (request: Request) => Response | Promise<Response>) {
  const channel = hookedChannel();
  const made = await hosted(fetch === undefined ? {} : { fetch }, {
    channels: [...openclawChannels(["telegram"]), channel],
  });
  return { ...made, channel, address: await made.gateway.listen() };
}

const event = { type: "message", eventId: "1", address: "ada", from: { ids: ["ada"], verified: true } };
const body = JSON.stringify({ ...event, text: "如何重置密码" });

test("a webhook on the gateway's port goes to its channel, byte for byte", async () => {
  const { address, service, channel } = await listening();
  const post = (headers: Record<string, string>) =>
    fetch(`${address}/my-desk/channels/my%20shop`, { method: "POST", body, headers });
  expect((await post({})).status).toBe(401);
  expect((await post({ "x-signature": signature })).status).toBe(200);
  await service.idle();
  expect(channel.sentTo("ada")).toEqual(["请访问 https://example.com/reset"]);
});

test("there is nothing else on the port, and no channel of the gateway takes webhooks", async () => {
  const { address } = await listening();
  for (const path of [
    "/my-desk",
    "/my-desk/",
    "/my-desk/channels/",
    "/my-desk/channels/none",
    "/my-desk/channels/telegram",
  ]) {
    expect((await fetch(`${address}${path}`)).status, path).toBe(404);
  }
});

test("a body that is too long is refused", async () => {
  const { address } = await listening();
  const sending = fetch(`${address}/my-desk/channels/my%20shop`, { method: "POST", body: "x".repeat(8_000_000) });
  expect((await sending).status).toBe(413);
});

test("a batch of WhatsApp's is taken that is longer than other channels' may be", async () => {
  const graph = await graphServer();
  const shop = whatsappChannel({ ...account, baseUrl: graph.url, id: "shop" });
  const channels = [...openclawChannels(["telegram"]), shop];
  const { gateway } = await hosted({}, { channels });
  const body = messagesOf(
    Array.from({ length: 400 }, (_, number) => textMessage(`wamid.${number}`, "好".repeat(1_300))),
  );
  expect(new TextEncoder().encode(body).length).toBeGreaterThan(1_600_000);
  const headers = { "x-hub-signature-256": signatureOf(body) };
  const answer = await fetch(`${await gateway.listen()}/my-desk/channels/shop`, { method: "POST", body, headers });
  expect(answer.status).toBe(200);
});

test("an address that cannot be read, and a method that the web has no request for, are refused as such", async () => {
  const { address } = await listening();
  expect((await fetch(`${address}/my-desk/channels/%zz`, { method: "POST", body })).status).toBe(400);
  expect(await statusOfTrace(`${address}/my-desk/channels/my%20shop`)).toBe(405);
});

test("while the desk does not run, the other end is asked to come again", async () => {
  const { address, gateway } = await listening();
  await gateway.stop();
  const answer = await fetch(`${address}/my-desk/channels/my%20shop`, { method: "POST", body });
  expect(answer.status).toBe(503);
});

test("web chat and survey pages are the user's to answer, with headers, cookies and streams", async () => {
  let left = false;
  const { address } = await listening(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/my-desk/chat") return Response.json({ pathname, said: await request.text() });
    const headers = new Headers({ "content-type": "text/event-stream" });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`data: ${searchParams.get("q")}\n\n`)),
      cancel: () => {
        left = true;
      },
    });
    return new Response(stream, { status: 201, headers });
  });
  const page = await fetch(`${address}/my-desk/survey`, { method: "POST", body: "好" });
  expect(await page.json()).toEqual({ pathname: "/my-desk/survey", said: "好" });
  const stopped = new AbortController();
  const chat = await fetch(`${address}/my-desk/chat?q=hi`, { signal: stopped.signal });
  expect([chat.status, chat.headers.get("content-type"), chat.headers.getSetCookie()]).toEqual([
    201,
    "text/event-stream",
    ["a=1", "b=2"],
  ]);
  // A stream that is still open is read as it comes.
  const first = await chat.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe("data: hi\n\n");
  stopped.abort();
  await expect.poll(() => left).toBe(true);
});
