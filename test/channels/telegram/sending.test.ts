import { inspect } from "node:util";
import { ChannelError, type ChannelErrorKind, type MessageContent } from "kefu";
import { describe, expect, test } from "vitest";
import { until } from "../../harness.ts";
import { type Failure, token } from "./fake-bot-api.ts";
import { startedChannel } from "./started-channel.ts";

const photo = { kind: "image", id: "https://shop.example/a.jpg" } as const;
const yesNo = [
  { id: "yes", title: "Yes" },
  { id: "no", title: "No" },
];
const rows = [[{ text: "Yes", callback_data: "yes" }], [{ text: "No", callback_data: "no" }]];

/** All that can be seen of an error: its fields, hidden ones too, and everything behind it. */
const allOf = (error: unknown) => inspect(error, { depth: null, showHidden: true });

describe("a message", () => {
  test.each<[string, MessageContent, string, object]>([
    ["text", { text: "*not bold* <b>" }, "sendMessage", { chat_id: 7, text: "*not bold* <b>" }],
    ["options", { text: "?", options: yesNo }, "sendMessage", { text: "?", reply_markup: { inline_keyboard: rows } }],
    ["a picture", { text: "look", media: [photo] }, "sendPhoto", { photo: photo.id, caption: "look" }],
    ["a picture alone", { text: "", media: [photo] }, "sendPhoto", { chat_id: 7, photo: photo.id }],
    ["a video", { text: "v", media: [{ kind: "video", id: "f" }] }, "sendVideo", { video: "f", caption: "v" }],
    ["a document", { text: "d", media: [{ kind: "document", id: "f" }] }, "sendDocument", { document: "f" }],
    ["music", { text: "m", media: [{ kind: "audio", id: "f", mimeType: "audio/mpeg" }] }, "sendAudio", { audio: "f" }],
    ["a voice", { text: "", media: [{ kind: "audio", id: "f", mimeType: "audio/ogg" }] }, "sendVoice", { voice: "f" }],
    [
      "a picture with options",
      { text: "?", media: [photo], options: yesNo },
      "sendPhoto",
      { caption: "?", reply_markup: { inline_keyboard: rows } },
    ],
  ])("with %s goes out as Telegram describes it", async (_, content, method, payload) => {
    const { send, api } = await startedChannel();
    expect(await send("7", content)).toEqual({ externalId: "101" });
    expect(api.calls).toMatchObject([{ method, payload }]);
    expect(api.calls[0]?.payload).not.toHaveProperty("parse_mode");
    if (content.text === "") expect(api.calls[0]?.payload).not.toHaveProperty("caption");
  });

  test("to a topic of a forum goes there", async () => {
    const { send, api } = await startedChannel();
    await send("-1001/5", { text: "hi" });
    expect(api.callsOf("sendMessage")).toEqual([{ chat_id: -1001, message_thread_id: 5, text: "hi" }]);
  });

  test.each(["", "ada", "7/x", "7/5/3", "1e5", "@channel"])("to %j goes nowhere", async (address) => {
    const { send, api } = await startedChannel();
    await expect(send(address, { text: "hi" })).rejects.toMatchObject({ kind: "invalid" });
    expect(api.calls).toEqual([]);
  });

  test("shows that somebody writes, and says nothing of what was read", async () => {
    const { channel, api } = await startedChannel();
    const { signal } = new AbortController();
    await channel.signal?.({ address: "-1001/5", typing: true, readUpTo: null }, { signal });
    await channel.signal?.({ address: "7", typing: false, readUpTo: "3" }, { signal });
    expect(api.calls).toEqual([
      { method: "sendChatAction", payload: { chat_id: -1001, message_thread_id: 5, action: "typing" } },
    ]);
  });
});

describe("a failure", () => {
  const refused = (error_code: number, description: string, parameters?: object): Failure => ({
    ...{ error_code, description },
    ...(parameters && { parameters }),
  });

  test.each<[ChannelErrorKind, Failure, object?]>([
    ["rate_limited", refused(429, "Too Many Requests: retry after 7", { retry_after: 7 }), { retryAfterMs: 7_000 }],
    ["blocked", refused(403, "Forbidden: bot was blocked by the user")],
    ["blocked", refused(403, "Forbidden: user is deactivated")],
    ["blocked", refused(403, "Forbidden: bot was kicked from the supergroup chat")],
    ["blocked", refused(400, "Bad Request: chat not found")],
    ["blocked", refused(400, "Bad Request: not enough rights to send text messages to the chat")],
    ["auth", refused(401, "Unauthorized"), { scope: "channel" }],
    ["auth", refused(404, "Not Found"), { scope: "channel" }],
    ["invalid", refused(400, "Bad Request: wrong file identifier/HTTP URL specified")],
    ["invalid", refused(413, "Request Entity Too Large")],
    ["transient", refused(500, "Internal Server Error")],
    ["transient", refused(502, "Bad Gateway")],
    ["unknown", refused(504, "Gateway Timeout")],
    ["unknown", "gateway page"],
    ["unknown", "gateway json"],
    ["unknown", "reset"],
    ["invalid", refused(400, `Bad Request: see https://api.telegram.org/bot${token}/sendMessage`)],
  ])("is %s when Telegram says %o, and never holds the token", async (kind, failure, expected = {}) => {
    const { send, api } = await startedChannel();
    api.failNext(failure);
    const error = await send("7", { text: "hi" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ kind, ...expected });
    expect(allOf(error)).not.toContain(token);
    expect(await send("7", { text: "hi" })).toEqual({ externalId: "101" });
  });

  test("is transient when nobody listens at the address", async () => {
    const { send, api } = await startedChannel();
    await api.close();
    const error = await send("7", { text: "hi" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "transient", channelCode: "ECONNREFUSED" });
    expect(allOf(error)).not.toContain(token);
  });

  test("is transient when the name of the address is unknown", async () => {
    const { send } = await startedChannel({ apiRoot: "http://telegram.invalid" });
    await expect(send("7", { text: "hi" })).rejects.toMatchObject({ kind: "transient" });
  });

  test("holds no token either when the platform names the address it cannot read", async () => {
    const naming = () => Promise.reject(new TypeError(`Failed to parse URL from http://x/bot${token}/sendMessage`));
    const { send } = await startedChannel({ fetch: naming });
    const error = await send("7", { text: "hi" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "unknown" });
    expect(allOf(error)).not.toContain(token);
  });

  test("is unknown when the desk gives up waiting", async () => {
    const { send, api } = await startedChannel();
    api.failNext("silence");
    const given = new AbortController();
    const sending = send("7", { text: "hi" }, given.signal);
    given.abort();
    await expect(sending).rejects.toMatchObject({ kind: "unknown" });
  });
});

describe("a group that became a supergroup", () => {
  const moved = { error_code: 400, description: "Bad Request: upgraded", parameters: { migrate_to_chat_id: -1005 } };

  test("gets the message under its new id, which is told to the desk and remembered", async () => {
    const { send, api, received } = await startedChannel();
    api.failNext(moved);
    expect(await send("-5", { text: "one" })).toEqual({ externalId: "101" });
    expect(await send("-5", { text: "two" })).toEqual({ externalId: "102" });
    expect(api.sentTo(-1005)).toEqual(["one", "two"]);
    expect(api.sentTo(-5)).toEqual([]);
    await until(() => received.length > 0);
    expect(received).toEqual([{ type: "move", eventId: "move:-5:-1005", address: "-5", to: "-1005" }]);
  });

  test("gets it also when the desk cannot keep the new id now, and that is logged", async () => {
    const { send, api, logged, whenReceiving } = await startedChannel();
    whenReceiving(() => {
      throw new Error("away");
    });
    api.failNext(moved);
    await send("-5", { text: "one" });
    expect(api.sentTo(-1005)).toEqual(["one"]);
    await until(() => logged.length > 0);
    expect(logged).toMatchObject([{ level: "warn" }]);
  });
});

describe("a file that came in", () => {
  const { signal } = new AbortController();

  test("is opened, with the type the message named", async () => {
    const { channel, api } = await startedChannel();
    api.files.set("documents/f", "hello");
    const opened = await channel.openMedia?.({ kind: "document", id: "f", mimeType: "text/plain" }, { signal });
    expect(opened).toMatchObject({ mimeType: "text/plain", size: 5 });
    expect(await new Response(opened?.body).text()).toBe("hello");
    expect(allOf(opened)).not.toContain(token);
  });

  test.each<[string, (api: Awaited<ReturnType<typeof startedChannel>>["api"]) => unknown, ChannelErrorKind]>([
    ["is larger than 20 MB", (api) => api.failNext(tooBig, "getFile"), "invalid"],
    ["is gone", () => {}, "invalid"],
    ["cannot be asked for", (api) => api.failNext("reset", "getFile"), "unknown"],
  ])("that %s is a ChannelError without the token", async (_, prepare, kind) => {
    const { channel, api } = await startedChannel();
    prepare(api);
    const error = await channel
      .openMedia?.({ kind: "document", id: "f" }, { signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "channel.failed", kind });
    expect(allOf(error)).not.toContain(token);
  });

  const tooBig = { error_code: 400, description: "Bad Request: file is too big" };

  test("whose address the platform names in its error leaks no token", async () => {
    const { channel } = await startedChannel({
      fetch: (url, init) =>
        String(url).includes("/file/") ? Promise.reject(new TypeError(`Bad URL ${url}`)) : fetch(url, init),
    });
    const error = await channel
      .openMedia?.({ kind: "document", id: "f" }, { signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "transient" });
    expect(allOf(error)).not.toContain(token);
  });
});

test("private chats get one message a second after a short burst, groups twenty a minute", async () => {
  const { channel } = await startedChannel();
  const { pacing } = channel.capabilities;
  expect(pacing?.perSecond).toBe(30);
  expect(pacing?.inConversation?.("7")).toEqual({ intervalMs: 1_000, burst: 3, sharedBy: "7" });
  const group = pacing?.inConversation?.("-1001/5");
  expect(group?.sharedBy).toBe("-1001");
  expect((group?.burst ?? 0) + 60_000 / (group?.intervalMs ?? 1)).toBeLessThanOrEqual(20.2);
});

test("nothing is sent, shown or opened before the start and after the stop", async () => {
  const { channel, send, api } = await startedChannel();
  await channel.stop();
  const { signal } = new AbortController();
  await expect(send("7", { text: "hi" })).rejects.toMatchObject({ kind: "transient" });
  await expect(channel.signal?.({ address: "7", typing: true, readUpTo: null }, { signal })).rejects.toThrow(
    ChannelError,
  );
  await expect(channel.openMedia?.({ kind: "document", id: "f" }, { signal })).rejects.toThrow(ChannelError);
  expect(api.calls).toEqual([]);
});
