import { jwtVerify, SignJWT, UnsecuredJWT } from "jose";
import type { CustomerKey } from "kefu";
import { signIdentity } from "kefu/webchat";
import { expect, test } from "vitest";
import type { Session } from "../../../src/http/webchat/protocol.ts";
import { asked, browser, browserOf, chatDesk, identitySecret, origin, posted, secret } from "./chat-desk.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const nowSeconds = Date.parse("2026-01-05T09:00:00Z") / 1_000;

/** An identity with a fault of its own. */
function identity(changes: { key?: string; aud?: string; expiresIn?: number; alg?: string; sub?: string } = {}) {
  const { key = identitySecret, aud = "webchat-identity", expiresIn = 60, alg = "HS256", sub = "ada" } = changes;
  return new SignJWT()
    .setProtectedHeader({ alg })
    .setSubject(sub)
    .setAudience(aud)
    .setExpirationTime(nowSeconds + expiresIn)
    .sign(bytes(key));
}

test("a visitor nobody knows is someone of their own, and goes on as the same with their token", async () => {
  const { handler, clock } = await chatDesk();
  const [one, other] = [await browser(handler), await browser(handler)];
  expect(one.session.verified).toBe(false);
  expect(one.session.visitor).not.toBe(other.session.visitor);
  await one.say("hello");
  await clock.advance({ days: 29 });
  const again = await browser(handler, { token: one.session.token });
  expect(again.session.visitor).toBe(one.session.visitor);
  await clock.advance({ days: 29 });
  expect(await again.texts()).toContain("hello");
  expect((await one.get("/conversation")).status).toBe(401);
});

test("somebody whom the backend knows is the same on every device, and verified by their user id", async () => {
  const getUser = async (request: Request) =>
    request.headers.get("cookie") === "login=ada"
      ? { id: "ada/李", name: "Ada 李", keys: [{ kind: "email", value: "Ada@Example.com" }] }
      : null;
  const { handler, service, storedAt } = await chatDesk({ handler: { getUser } });
  const phone = await browser(handler, {}, { cookie: "login=ada" });
  const laptop = await browser(handler, {}, { cookie: "login=ada" });
  const nobody = await browser(handler, {}, { cookie: "login=eve" });
  expect([phone.session.verified, nobody.session.verified]).toEqual([true, false]);
  expect(phone.session.visitor).toBe(laptop.session.visitor);
  await phone.say("from the phone");
  await service.idle();
  expect(await laptop.texts()).toContain("from the phone");
  expect(await nobody.texts()).toEqual([]);
  const [message] = await storedAt(`u:${encodeURIComponent("ada/李")}`);
  expect(message?.sender).toEqual({
    ids: [`u:${encodeURIComponent("ada/李")}`],
    name: "Ada 李",
    verified: true,
    keys: [
      { kind: "user_id", value: "ada/李" },
      { kind: "email", value: "ada@example.com" },
    ],
  });
});

test("a user's token is no login: without the backend's word its browser is a stranger again", async () => {
  const { handler, clock } = await chatDesk({ handler: { identitySecret } });
  const user = await browser(handler, { identity: await signIdentity(identitySecret, { id: "ada" }, { clock }) });
  await user.say("private");
  const later = await browser(handler, { token: user.session.token });
  expect(later.session).toMatchObject({ verified: false });
  expect(await later.texts()).toEqual([]);
  await clock.advance({ hours: 13 });
  expect((await user.get("/conversation")).status).toBe(401);
  const fresh = await signIdentity(identitySecret, { id: "ada" }, { clock });
  const again = await browser(handler, { token: user.session.token, identity: fresh });
  expect(await again.texts()).toContain("private");
});

test("who says hello as a guest and logs in then is not merged on a guess", async () => {
  const { handler, clock, service, storedAt } = await chatDesk({ handler: { identitySecret } });
  const guest = await browser(handler);
  await guest.say("as a guest");
  const identity = await signIdentity(identitySecret, { id: "ada" }, { clock });
  const user = await browser(handler, { token: guest.session.token, identity });
  await user.say("as myself");
  await service.idle();
  expect(await user.texts()).not.toContain("as a guest");
  const [stored] = await storedAt("u:ada");
  expect(stored?.sender?.verified).toBe(true);
});

test.each([
  ["by another secret", () => identity({ key: "x".repeat(32) })],
  ["for another audience", () => identity({ aud: "webchat" })],
  ["too long ago", () => identity({ expiresIn: -60 })],
  ["for too long", () => identity({ expiresIn: 3_600 })],
  ["by another algorithm", () => identity({ alg: "HS384", key: identitySecret.repeat(2) })],
  [
    "by nobody",
    async () =>
      new UnsecuredJWT()
        .setSubject("ada")
        .setAudience("webchat-identity")
        .setExpirationTime(nowSeconds + 60)
        .encode(),
  ],
  ["and changed since", async () => (await identity()).replace(/\.[^.]+\./, `.${btoa('{"sub":"eve"}')}.`)],
  ["with rubbish", async () => "rubbish"],
])("an identity signed %s is refused, and makes no guest", async (_what, made) => {
  const { handler } = await chatDesk({ handler: { identitySecret } });
  const refused = await handler(posted("/session", { identity: await made() }));
  expect(refused.status).toBe(401);
  const told = await refused.text();
  expect(told).not.toContain("token");
  expect(JSON.parse(told).error.code).toBe("request.refused");
});

test("a genuine identity is taken as any library makes it, and none where no secret is set", async () => {
  const { handler } = await chatDesk({ handler: { identitySecret } });
  const { session } = await browser(handler, { identity: await identity({ sub: "李雷" }) });
  expect(session.verified).toBe(true);
  const without = await chatDesk();
  expect((await without.handler(posted("/session", { identity: await identity() }))).status).toBe(401);
});

test.each([
  ["none", null],
  ["rubbish", "Bearer rubbish"],
  ["of another scheme", "Basic YTpi"],
])("who has no session (%s) gets nothing", async (_what, authorization) => {
  const { handler } = await chatDesk();
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  for (const path of ["/conversation", "/events", "/attachments/1/0"]) {
    expect((await handler(asked(path, { headers }))).status).toBe(401);
  }
  for (const path of ["/messages", "/typing", "/read", "/rating", "/attachments"]) {
    expect((await handler(posted(path, {}, headers))).status).toBe(401);
  }
});

test("a token that was tampered with, signed by nobody, by the secret itself, or for an identity opens nothing", async () => {
  const { handler } = await chatDesk({ handler: { identitySecret: secret } });
  const { session } = await browser(handler);
  const claims = { sub: "u:ada", aud: "webchat", exp: nowSeconds + 600 };
  const [header = "", payload = "", signature = ""] = session.token.split(".");
  const { kid } = JSON.parse(atob(header));
  const forged = [
    new UnsecuredJWT(claims).encode(),
    `${header}.${btoa(JSON.stringify(claims)).replaceAll("=", "")}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -2)}AA`,
    await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid }).sign(bytes(secret)),
    await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(bytes(secret)),
    await identity({ key: secret }),
  ];
  for (const token of forged) {
    const opened = await browserOf(handler, { ...session, token }).get("/conversation");
    expect(opened.status).toBe(401);
    expect(await opened.text()).not.toContain(token);
  }
  await expect(jwtVerify(session.token, bytes(secret))).rejects.toThrow();
});

test("a token in the address is not read", async () => {
  const { handler } = await chatDesk();
  const { session } = await browser(handler);
  for (const name of ["token", "access_token", "authorization"]) {
    expect((await handler(asked(`/conversation?${name}=${session.token}`))).status).toBe(401);
  }
});

test("secrets are changed without losing anybody", async () => {
  const newer = "a newer secret of thirty-two characters";
  const { handler, service } = await chatDesk();
  const page = await browser(handler);
  await page.say("before");
  const { webchatHandler } = await import("kefu/webchat");
  const both = webchatHandler(service, { secrets: [newer, secret] });
  expect(await browserOf(both, page.session).texts()).toContain("before");
  const renewed = await browser(both, { token: page.session.token });
  const only = webchatHandler(service, { secrets: newer });
  expect(await browserOf(only, renewed.session).texts()).toContain("before");
  expect((await browserOf(only, page.session).get("/conversation")).status).toBe(401);
});

test("the page is told in its language what the chat is called, and when a human is there", async () => {
  const title = { "zh-CN": "在线客服", en: "Chat with us" };
  const businessHours = {
    zone: "Asia/Shanghai",
    periods: [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "12:00" }],
  } as const;
  const { handler } = await chatDesk({
    handler: { title, welcome: "Hi! 您好！" },
    service: {
      businessHours: {
        ...businessHours,
        periods: [...businessHours.periods].map((one) => ({ ...one, days: [...one.days] })),
      },
    },
  });
  const configOf = async (locale: string) => (await browser(handler, { locale })).session.config;
  expect(await configOf("zh-TW")).toMatchObject({ title: "在线客服", welcome: "Hi! 您好！" });
  expect(await configOf("en-GB")).toMatchObject({ title: "Chat with us" });
  expect(await configOf("ar")).toMatchObject({
    title: null,
    textLimit: 4_000,
    attachments: null,
    isOpen: false,
    opensAt: "2026-01-06T01:00:00.000Z",
  });
});

test("when the backend cannot tell who it is, nobody is made a guest", async () => {
  const getUser = () => Promise.reject(new Error("the session database is away"));
  const { handler } = await chatDesk({ handler: { getUser } });
  const failed = await handler(posted("/session", {}));
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain("database");
});

test("what a backend tells of somebody is not more than a token can carry with every request", async () => {
  const account = (length: number) => ({ kind: "account", value: "账".repeat(length) });
  const sessionOf = async (keys: CustomerKey[]) => {
    const getUser = () => ({ id: "用户一", name: "王".repeat(200), keys });
    const { handler } = await chatDesk({ handler: { getUser } });
    return handler(posted("/session", {}));
  };
  const opened = await sessionOf([account(512), account(511)]);
  expect(opened.status).toBe(200);
  expect(((await opened.json()) as Session).token.length).toBeLessThan(8_000);
  expect((await sessionOf([account(512), account(511), account(510), account(509)])).status).toBe(500);
});

test("a session says nothing to caches, and is only opened with JSON", async () => {
  const { handler } = await chatDesk();
  const opened = await handler(posted("/session", {}));
  expect(opened.headers.get("cache-control")).toBe("no-store");
  expect(((await opened.json()) as Session).visitor).toMatch(/^[0-9a-f]{32}$/);
  const form = asked("/session", { method: "POST", body: "{}", headers: { origin, "content-type": "text/plain" } });
  expect((await handler(form)).status).toBe(415);
});
