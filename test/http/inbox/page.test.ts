import { CustomerServiceError, memoryTicketStore, silentLogger } from "kefu";
import { inboxHandler } from "kefu/inbox";
import { describe, expect, test } from "vitest";
import { type InboxDesk, inboxDesk, inboxFor, origin, takenTicket, visitor } from "./inbox-desk.ts";

function opened(): Promise<InboxDesk> {
  return inboxDesk({ store: memoryTicketStore() });
}

describe("the inbox's page", () => {
  test("loads only its own script and style, holds none inline, and may not be framed", async () => {
    const made = await opened();
    const { status, body, headers } = await made.as("li").get<string>("/");
    expect(status).toBe(200);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).not.toMatch(/<style| style=|<script>| on\w+=/);
    expect(body).toContain('<div id="kefu-inbox" data-base="/inbox" data-language="en" data-title="">');
    for (const [, address = ""] of body.matchAll(/(?:href|src)="\/inbox([^"]+)"/g)) {
      const asset = await made.as(null).request(address);
      expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
      expect(asset.headers.get("content-type")).toMatch(address.includes(".js") ? /^text\/javascript/ : /^text\/css/);
    }
  });

  test("an asset that the browser has is not sent again, and one without its etag is asked for each time", async () => {
    const made = await opened();
    const first = await made.as(null).request("/assets/inbox.js");
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const etag = first.headers.get("etag") ?? "";
    const second = await made.as(null).request("/assets/inbox.js", { headers: { "if-none-match": `W/${etag}, "x"` } });
    expect([second.status, await second.text()]).toEqual([304, ""]);
  });

  test.each([
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "客服工作台", "请先登录。"],
    ["en-GB", "en-GB", "Inbox", "Please sign in."],
    ["*", "en", "Inbox", "Please sign in."],
    ['"><script>', "en", "Inbox", "Please sign in."],
  ])("speaks the language of the browser: %s", async (asked, language, title, sentence) => {
    const made = await opened();
    const page = await made.as("li").get<string>("/", { "accept-language": asked });
    expect(page.body).toContain(`<html lang="${language}">`);
    expect(page.body).toContain(`<title>${title}</title>`);
    expect((await made.as("li").get("/api/me", { "accept-language": asked })).body).toMatchObject({ language });
    const away = await made.as(null).get<string>("/", { "accept-language": asked });
    expect([away.status, away.body.includes(sentence)]).toEqual([401, true]);
  });

  test("has your title, language and path, and no title gets out of its place", async () => {
    const made = await opened();
    const title = `"><script>alert('1')</script>&`;
    const handler = inboxFor(made, { title, language: "zh-CN", basePath: "/desk/tickets/" });
    const response = await handler(new Request(`${origin}/desk/tickets`, { headers: { cookie: "agent=li" } }));
    const body = await response.text();
    expect(body).toContain('data-base="/desk/tickets" data-language="zh-CN"');
    expect(body).toContain("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;");
    expect(body).not.toContain("<script>alert");
    expect(body).toContain('src="/desk/tickets/assets/inbox.js?');
  });

  test("who is not signed in is sent to where one signs in, and a program is told", async () => {
    const made = await opened();
    const handler = inboxFor(made, { signInUrl: "https://desk.example/login" });
    const page = await visitor(handler, null).request("/");
    expect([page.status, page.headers.get("location")]).toEqual([302, "https://desk.example/login"]);
    expect(await visitor(handler, null).get("/api/me")).toMatchObject({
      status: 401,
      body: { error: { code: "request.refused", reason: "not_signed_in" } },
    });
  });

  test("options that cannot be are refused", async () => {
    const { service } = await opened();
    const authenticate = () => null;
    for (const wrong of [
      { basePath: "inbox" },
      { basePath: "/in box" },
      { zone: "Mars/Base" },
      { language: "no tag!" },
    ]) {
      expect(() => inboxHandler(service, { authenticate, ...wrong })).toThrow(CustomerServiceError);
    }
  });

  test("a session that cannot be looked up is told as a failure, without what went wrong", async () => {
    const made = await opened();
    const authenticate = () => Promise.reject(new Error("redis://:secret@host is away"));
    const told = await visitor(inboxFor(made, { authenticate }), "li").get("/api/me");
    expect(told.status).toBe(500);
    expect(JSON.stringify(told.body)).not.toContain("secret");
  });

  test("it answers 503 while the desk is stopped, and does not fill the log with it", async () => {
    const made = await opened();
    const errors: unknown[] = [];
    const logger = { ...silentLogger, error: (details: object) => void errors.push(details) };
    await made.service.stop();
    const li = visitor(inboxFor(made, { logger }), "li");
    expect((await li.get("/api/tickets?view=mine")).status).toBe(503);
    expect(errors).toEqual([]);
  });
});

const json = "application/json";
const sent: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
  ["its own page", { "sec-fetch-site": "same-origin", "content-type": json }, 200],
  ["another site", { "sec-fetch-site": "cross-site", "content-type": json, origin }, 403],
  ["another host of the site", { "sec-fetch-site": "same-site", "content-type": json, origin }, 403],
  ["an address typed in", { "sec-fetch-site": "none", "content-type": json }, 403],
  ["an older browser on its own page", { origin, "content-type": json }, 200],
  ["an older browser on another site", { origin: "https://evil.example", "content-type": json }, 403],
  ["an older browser on the same host without TLS", { origin: "http://desk.example", "content-type": json }, 403],
  ["a frame without an origin", { origin: "null", "content-type": json }, 403],
  ["who says nothing of where from", { "content-type": json }, 403],
  ["a form", { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" }, 415],
  ["plain text", { "sec-fetch-site": "same-origin", "content-type": "text/plain" }, 415],
  [
    "something that only looks like JSON",
    { "sec-fetch-site": "same-origin", "content-type": "application/jsonx" },
    415,
  ],
  [
    "a proxy that is not trusted",
    { origin: "https://outside.example", "x-forwarded-host": "outside.example", "content-type": json },
    403,
  ],
];

test.each(sent)("an act sent by %s is answered as it should be", async (_, headers, expected) => {
  const made = await opened();
  const { id } = await takenTicket(made, "ada", "li");
  const response = await made.as("li").request(`/api/tickets/${id}/note`, {
    method: "POST",
    body: JSON.stringify({ text: "note" }),
    headers,
  });
  expect(response.status).toBe(expected);
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  const written = JSON.stringify(await made.service.tickets.history(id)).includes('"noted"');
  expect(written).toBe(expected === 200);
});

test("behind a proxy that is trusted the origin is the one that browsers see", async () => {
  const made = await opened();
  const { id } = await takenTicket(made, "ada", "li");
  const handler = inboxFor(made, { trustProxy: true });
  const headers = { origin: "https://outside.example", "x-forwarded-host": "outside.example", "content-type": json };
  const init = { method: "POST", body: '{"text":"note"}' };
  const answered = await visitor(handler, "li").request(`/api/tickets/${id}/note`, { ...init, headers });
  expect(answered.status).toBe(200);
  const foreign = { ...headers, origin: "https://evil.example" };
  const chained = { ...foreign, "x-forwarded-host": "evil.example, outside.example" };
  for (const refused of [foreign, chained]) {
    const answer = await visitor(handler, "li").request(`/api/tickets/${id}/note`, { ...init, headers: refused });
    expect(answer.status).toBe(403);
  }
});

test("no other site is let in before its request: there is no answer to a preflight", async () => {
  const made = await opened();
  const preflight = await made.as("li").request("/api/me/presence", {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([405, null]);
});
