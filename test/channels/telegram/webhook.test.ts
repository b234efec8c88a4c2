import { type ChannelAdapter, CustomerServiceError, memoryTicketStore } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, unstartedDesk, until } from "../../harness.ts";
import { fuzzWebhook } from "../fuzz-webhook.ts";
import { fakeBotApi, secretToken, token } from "./fake-bot-api.ts";
import { messageUpdate, recorded } from "./recorded.ts";
import { optionsFor, startedChannel, webhookRequest } from "./started-channel.ts";

const hello = messageUpdate(1, { text: "hello" });
const press = {
  update_id: 2,
  callback_query: { id: "press-1", from: { id: 7, first_name: "Ada" }, data: "yes", chat_instance: "c" },
};

describe("the secret of a webhook", () => {
  test.each<[string, Record<string, string>]>([
    ["missing", { "x-telegram-bot-api-secret-token": "" }],
    ["wrong", { "x-telegram-bot-api-secret-token": "b-secret_Of-32-characters-or-more" }],
    ["truncated", { "x-telegram-bot-api-secret-token": secretToken.slice(0, -1) }],
    ["longer", { "x-telegram-bot-api-secret-token": `${secretToken}x` }],
    ["in another case", { "x-telegram-bot-api-secret-token": secretToken.toUpperCase() }],
    ["the bot's token", { "x-telegram-bot-api-secret-token": token }],
  ])("is refused with 401 when it is %s, and nothing is stored", async (_, headers) => {
    const { post, received, api } = await startedChannel();
    expect((await post(hello, headers)).status).toBe(401);
    expect((await post(press, headers)).status).toBe(401);
    expect(received).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  test("is refused when the header is absent", async () => {
    const { channel, received } = await startedChannel();
    const request = webhookRequest(JSON.stringify(hello));
    request.headers.delete("x-telegram-bot-api-secret-token");
    expect((await channel.handle?.(request))?.status).toBe(401);
    expect(received).toEqual([]);
  });
});

describe("a webhook", () => {
  test.each<[string, string, number]>([
    ["rubbish", "{", 400],
    ["no update", "[]", 400],
    ["an update without a number", '{"message":{}}', 400],
    ["too much", `{"update_id":1,"x":"${"x".repeat(1_000_000)}"}`, 413],
  ])("with %s is refused", async (_, body, status) => {
    const { channel, received } = await startedChannel();
    expect((await channel.handle?.(webhookRequest(body)))?.status).toBe(status);
    expect(received).toEqual([]);
  });

  test.each([
    ["nested without end", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["too long to keep", `"${"x".repeat(60_000)}"`],
  ])("whose data is %s is still told, without the data", async (_, data) => {
    const { channel, received } = await startedChannel();
    expect((await channel.handle?.(webhookRequest(`{"update_id":1,"poll":${data}}`)))?.status).toBe(200);
    expect(received).toEqual([{ type: "notice", eventId: "update:123456:1", name: "poll", data: null }]);
  });

  test("is asked for again with 503 while the desk cannot store", async () => {
    const { post, received, whenReceiving } = await startedChannel();
    whenReceiving(() => {
      throw new CustomerServiceError("store.unavailable", "The store is away.");
    });
    expect((await post(hello)).status).toBe(503);
    whenReceiving(() => {});
    expect((await post(hello)).status).toBe(200);
    expect(received).toHaveLength(1);
  });

  test("is told to Telegram at the start, with its secret, when its address is given", async () => {
    const { api } = await startedChannel({ webhookUrl: "https://desk.example/telegram" });
    expect(api.callsOf("setWebhook")).toEqual([
      {
        url: "https://desk.example/telegram",
        secret_token: secretToken,
        allowed_updates: ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"],
      },
    ]);
  });

  test("that Telegram refuses keeps the desk from starting", async () => {
    const api = await fakeBotApi();
    api.failNext({ error_code: 401, description: "Unauthorized" }, "setWebhook");
    const channel = telegramChannel(optionsFor(api, { webhookUrl: "https://desk.example/telegram" }));
    const { service } = unstartedDesk({ store: memoryTicketStore(), channels: [channel] });
    await expect(service.start()).rejects.toMatchObject({ code: "channel.failed", kind: "auth" });
  });

  test("that comes again changes nothing in the desk", async () => {
    const api = await fakeBotApi();
    const channel = telegramChannel(optionsFor(api));
    const made = await desk({ store: memoryTicketStore(), channel: scriptedChannel(), channels: [channel] });
    for (let time = 0; time < 3; time += 1) {
      const response = await made.service.handle("telegram", webhookRequest(JSON.stringify(hello)));
      expect(response.status).toBe(200);
    }
    await made.service.idle();
    expect(made.told("message.received")).toHaveLength(1);
    expect(api.callsOf("sendMessage")).toHaveLength(1);
  });
});

describe("a press", () => {
  test("is answered, so that the button stops waiting", async () => {
    const { post, api, received } = await startedChannel();
    expect((await post(press)).status).toBe(200);
    expect(received).toMatchObject([{ choice: { id: "yes" } }]);
    await until(() => api.callsOf("answerCallbackQuery").length === 1);
    expect(api.callsOf("answerCallbackQuery")).toEqual([{ callback_query_id: "press-1" }]);
  });

  test("is stored also when Telegram is silent or refuses the answer", async () => {
    const { post, api, received, logged } = await startedChannel();
    api.failNext("silence", "answerCallbackQuery");
    expect((await post(press)).status).toBe(200);
    api.failNext({ error_code: 400, description: "Bad Request: query is too old" }, "answerCallbackQuery");
    expect((await post({ ...press, update_id: 3 })).status).toBe(200);
    expect(received).toHaveLength(2);
    await until(() => logged.length > 0);
    expect(logged).toMatchObject([{ level: "debug" }]);
  });
});

function handled(channel: ChannelAdapter, request: Request): Promise<Response> {
  if (channel.handle === undefined) throw new Error("This channel takes no webhooks.");
  return channel.handle(request);
}

fuzzWebhook({
  name: "the Telegram webhook",
  async start() {
    const { channel, received } = await startedChannel();
    return { handle: (request) => handled(channel, request), received: () => received.length };
  },
  request: (body) => webhookRequest(body),
  seeds: [...recorded.map(([, update]) => update), hello, press],
});
