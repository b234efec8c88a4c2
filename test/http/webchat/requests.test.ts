import { CustomerService } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { webchatChannel, webchatHandler } from "kefu/webchat";
import { expect, test } from "vitest";
import { widgetScript } from "../../../src/assets/widget-script.ts";
import { until } from "../../harness.ts";
import { asked, type Browser, browser, browserOf, chatDesk, origin, posted, secret } from "./chat-desk.ts";

const shop = "https://www.shop.example";

test("a page of an allowed origin may ask and read, without cookies", async () => {
  const { handler } = await chatDesk({ handler: { origins: [shop] } });
  const ahead = await handler(asked("/messages", { method: "OPTIONS", headers: { origin: shop } }));
  expect(ahead.status).toBe(204);
  expect(ahead.headers.get("access-control-allow-origin")).toBe(shop);
  expect(ahead.headers.get("access-control-allow-headers")).toContain("authorization");
  expect(ahead.headers.get("access-control-allow-credentials")).toBeNull();
  const opened = await handler(posted("/session", {}, { origin: shop }));
  expect(opened.headers.get("access-control-allow-origin")).toBe(shop);
  expect(opened.headers.get("vary")).toContain("origin");
  const page = browserOf(handler, await opened.json());
  const stream = await page.get("/events", { origin: shop });
  expect(stream.headers.get("access-control-allow-origin")).toBe(shop);
  await stream.body?.cancel();
  const refused = await handler(asked("/conversation", { headers: { origin: shop } }));
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, shop]);
});

test.each(["https://evil.example", "http://www.shop.example", `${shop}.evil.example`, "null"])(
  "a page of the origin %s is refused",
  async (foreign) => {
    const { handler } = await chatDesk({ handler: { origins: [shop] } });
    const page = await browser(handler);
    const answers = [
      await handler(posted("/session", {}, { origin: foreign })),
      await page.get("/conversation", { origin: foreign }),
      await page.post("/messages", { clientId: "client-0001", text: "hi" }, { origin: foreign }),
      await handler(asked("/session", { method: "OPTIONS", headers: { origin: foreign } })),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(answers.map(({ headers }) => headers.get("access-control-allow-origin"))).toEqual([null, null, null, null]);
    expect(await page.texts()).toEqual([]);
  },
);

test.each([
  ["what the browser says of itself", {}, { origin: "https://chat.example", "sec-fetch-site": "same-origin" }, 200],
  ["the origin that was told", { publicOrigin: "https://chat.example" }, { origin: "https://chat.example" }, 200],
  [
    "what a trusted proxy says",
    { trustProxy: true },
    { origin: "https://chat.example", "x-forwarded-proto": "https", "x-forwarded-host": "chat.example" },
    200,
  ],
  [
    "what the last of several proxies says",
    { trustProxy: true },
    {
      ...{ origin: "https://chat.example", "x-forwarded-proto": "http, https" },
      "x-forwarded-host": "evil.example, chat.example",
    },
    200,
  ],
  [
    "what anybody says, no",
    {},
    { origin: "https://chat.example", "x-forwarded-proto": "https", "x-forwarded-host": "chat.example" },
    403,
  ],
])("behind a proxy the own origin is known by %s", async (_what, options, headers, status) => {
  const { handler } = await chatDesk({ handler: options });
  expect((await handler(posted("/session", {}, headers))).status).toBe(status);
});

test("the widget is for pages of any origin, and fetched once", async () => {
  const { handler } = await chatDesk();
  const script = await handler(asked("/widget.js", { headers: { origin: "https://anywhere.example" } }));
  expect(await script.text()).toBe(widgetScript.text);
  expect(Object.fromEntries(script.headers)).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=300",
  });
  const etag = script.headers.get("etag") ?? "";
  expect((await handler(asked("/widget.js", { headers: { "if-none-match": etag } }))).status).toBe(304);
  expect((await handler(asked("/widget.js", { headers: { "if-none-match": '"other"' } }))).status).toBe(200);
});

test("ten messages at once and then one in a second are taken, and each visitor has their own", async () => {
  const { handler, clock } = await chatDesk();
  const [page, other] = [await browser(handler), await browser(handler)];
  const statuses = async (count: number) => {
    const answers: number[] = [];
    for (let number = 0; number < count; number += 1) answers.push((await page.say("hi")).status);
    return answers;
  };
  expect(await statuses(10)).toEqual(Array(10).fill(202));
  const refused = await page.say("too much");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect((await other.say("hi")).status).toBe(202);
  await clock.advance({ seconds: 1 });
  expect(await statuses(2)).toEqual([202, 429]);
});

test("sessions are limited by where they come from, which only a trusted proxy says", async () => {
  const open = async (options: object, headers: (number: number) => Record<string, string>) => {
    const { handler } = await chatDesk({ handler: options });
    let opened = 0;
    for (let number = 0; number < 60; number += 1) {
      if ((await handler(posted("/session", {}, headers(number)))).status === 200) opened += 1;
    }
    return opened;
  };
  const spoofed = (number: number) => ({ "x-forwarded-for": `10.0.0.${number}, 203.0.113.9` });
  expect(await open({ trustProxy: true }, spoofed)).toBe(30);
  expect(await open({ clientAddress: () => "203.0.113.9" }, spoofed)).toBe(30);
  expect(await open({}, spoofed)).toBe(60);
});

test.each([
  ["one IPv6 network of many addresses", (number: number) => `2001:db8:1:2:${number}:5:6:${number}`, 30],
  ["the same, written in short and with a port", (number: number) => `[2001:db8::${number}]:${50_000 + number}`, 30],
  ["many IPv6 networks", (number: number) => `2001:db8:${number}::1`, 60],
  ["one IPv4 address from many ports", (number: number) => `203.0.113.9:${50_000 + number}`, 30],
  ["one IPv4 address, told in two ways", (number: number) => `${number % 2 === 0 ? "::ffff:" : ""}203.0.113.9`, 30],
  ["many IPv4 addresses", (number: number) => `203.0.113.${number}`, 60],
  ["what is no address", (number: number) => `device-${number}:x`, 60],
])("of 60 sessions from %s, as many are opened as come from different people", async (_what, address, expected) => {
  const { handler } = await chatDesk({ handler: { trustProxy: true } });
  let opened = 0;
  for (let number = 0; number < 60; number += 1) {
    const answer = await handler(posted("/session", {}, { "x-forwarded-for": address(number) }));
    if (answer.status === 200) opened += 1;
  }
  expect(opened).toBe(expected);
});

test("strangers of one network begin 30 conversations at once, and go on with theirs; who is known is not counted", async () => {
  let isKnown = false;
  const getUser = () => (isKnown ? { id: "u-1" } : null);
  const { handler, clock } = await chatDesk({ handler: { clientAddress: () => "203.0.113.9", getUser } });
  const pages: Browser[] = [];
  for (let number = 0; number < 32; number += 1) {
    pages.push(await browser(handler));
    await clock.advance({ seconds: 1.5 });
  }
  const statuses: number[] = [];
  for (const page of pages) statuses.push((await page.say("hi")).status);
  expect(statuses).toEqual([...Array.from({ length: 30 }, () => 202), 429, 429]);
  expect((await pages[0]?.say("and"))?.status).toBe(202);
  isKnown = true;
  expect((await (await browser(handler)).say("hi")).status).toBe(202);
  await clock.advance({ seconds: 10 });
  expect((await pages[30]?.say("hi"))?.status).toBe(202);
});

test("a text of which nothing can be kept is no message", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  for (const nothing of ["", " \n", "\u0000"]) expect((await page.say(nothing)).status).toBe(422);
  expect(await page.texts()).toEqual([]);
});

test("who asks only for the head of a stream has none open, though the host does not end its body", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  const headers = { authorization: `Bearer ${page.session.token}` };
  for (let number = 0; number < 12; number += 1) {
    const { status, body } = await handler(asked("/events", { method: "HEAD", headers }));
    expect([status, body]).toEqual([200, null]);
  }
});

test("typing is told three times at once at most", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  const statuses: number[] = [];
  for (let number = 0; number < 5; number += 1) statuses.push((await page.post("/typing", {})).status);
  expect(statuses).toEqual([204, 204, 204, 429, 429]);
});

test("a visitor has ten streams, a process as many as it was told, and each that ends makes room", async () => {
  const { handler } = await chatDesk({ handler: { maxStreams: 11 } });
  const [page, other, third] = [await browser(handler), await browser(handler), await browser(handler)];
  const streams = [];
  for (let number = 0; number < 10; number += 1) streams.push(await page.listen());
  expect((await page.get("/events")).status).toBe(429);
  const last = await other.listen();
  expect((await third.get("/events")).status).toBe(503);
  await last.leave();
  const now = await third.listen();
  await streams[0]?.leave();
  await now.leave();
  const abort = new AbortController();
  const { authorization } = { authorization: `Bearer ${page.session.token}` };
  const opened = await handler(asked("/events", { headers: { authorization }, signal: abort.signal }));
  expect(opened.status).toBe(200);
  expect((await page.get("/events")).status).toBe(429);
  abort.abort();
  await until(async () => {
    const { status, body } = await page.get("/events");
    await body?.cancel();
    return status === 200;
  });
});

test.each([
  [422, { clientId: "client-0001", text: "x".repeat(4_001) }],
  [413, { clientId: "client-0001", text: "x".repeat(70_000) }],
  [422, { clientId: "client-0001", text: "  " }],
  [422, { clientId: "client-0001" }],
  [422, { clientId: "short", text: "hi" }],
  [422, { clientId: "../../other", text: "hi" }],
  [422, { clientId: "rating:abc0", text: "hi" }],
  [422, { clientId: "client-0001", text: 5 }],
  [422, { clientId: "client-0001", choice: { id: "" } }],
  [422, { clientId: "client-0001", text: "hi", attachments: ["abc"] }],
  [422, []],
  [422, null],
])("a message is refused with %s and changes nothing: %j", async (status, body) => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  expect((await page.post("/messages", body)).status).toBe(status);
  expect(await page.texts()).toEqual([]);
});

test("what is no JSON is refused, and so are paths and methods that there are not", async () => {
  const { handler } = await chatDesk();
  const { session } = await browser(handler);
  const authorization = `Bearer ${session.token}`;
  const send = (body: string, type: string) =>
    handler(asked("/messages", { method: "POST", body, headers: { authorization, "content-type": type } }));
  expect((await send("{", "application/json")).status).toBe(400);
  expect((await send("{}", "text/plain")).status).toBe(415);
  expect((await handler(asked("/nothing", { headers: { authorization } }))).status).toBe(404);
  expect((await handler(asked("/messages", { headers: { authorization } }))).status).toBe(405);
  expect((await browserOf(handler, session).get("/conversation?before=x")).status).toBe(422);
});

test("no id of a conversation is taken from a visitor, and none is told", async () => {
  const { handler, service, told } = await chatDesk();
  const [page, eve] = [await browser(handler), await browser(handler)];
  await page.say("my secret");
  await service.idle();
  const id = told("conversation.started")[0]?.conversation.id ?? "";
  const own = await page.snapshot();
  expect(JSON.stringify(own)).not.toContain(id);
  for (const query of [`conversationId=${id}`, `id=${id}`, `visitor=${page.session.visitor}`, `cursor=${own.cursor}`]) {
    expect(await (await eve.get(`/conversation?${query}`)).text()).not.toContain("my secret");
  }
  expect((await eve.poll(own.cursor)).reset).toBe(true);
  const body = { clientId: "client-0001", text: "injected", conversationId: id, address: id };
  await eve.post("/messages", body);
  await service.idle();
  expect(await page.texts()).not.toContain("injected");
});

test("before the desk is started, and after it stopped, 503 is answered", async () => {
  const service = new CustomerService({ channels: [webchatChannel()] });
  const handler = webchatHandler(service, { secrets: secret });
  expect((await handler(posted("/session", {}))).status).toBe(503);
  await service.start();
  const page = await browser(handler);
  await service.stop({ graceMs: 0 });
  expect((await page.say("hello?")).status).toBe(503);
});

test("a handler may be mounted elsewhere, and may be given what a router has left of the path", async () => {
  const { handler } = await chatDesk({ handler: { basePath: "/help/chat/" } });
  const init = { method: "POST", body: "{}", headers: { "content-type": "application/json", origin } };
  expect((await handler(new Request(`${origin}/help/chat/session`, init))).status).toBe(200);
  expect((await handler(new Request(`${origin}/session`, init))).status).toBe(200);
});

test.each([
  ["secrets", { secrets: "short" }],
  ["secrets.1", { secrets: [secret, "a short secret"] }],
  ["secrets", { secrets: [] }],
  ["identitySecret", { secrets: secret, identitySecret: "a short secret" }],
  ["origins.0", { secrets: secret, origins: ["https://shop.example/path"] }],
  ["origins.0", { secrets: secret, origins: ["*"] }],
  ["basePath", { secrets: secret, basePath: "chat" }],
  ["textLimit", { secrets: secret, textLimit: 20_000 }],
  ["channelId", { secrets: secret, channelId: "telegram" }],
])("a wrong option is refused by its name, %s, and no secret is told", (option, options) => {
  const telegram = scriptedChannel({ id: "telegram", kind: "webchat" });
  const service = new CustomerService({ channels: [webchatChannel(), telegram] });
  const make = () => webchatHandler(service, options);
  expect(make).toThrow(expect.objectContaining({ code: "options.invalid" }));
  expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining("a short secret") }));
  if (option !== "secrets" && option !== "secrets.1") {
    expect(make).toThrow(expect.objectContaining({ message: expect.stringContaining(option) }));
  }
});
