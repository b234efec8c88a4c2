import { createServer } from "node:http";
import { expect, test } from "vitest";
import { listening } from "../listening.ts";
import { type Running, startExample, temporaryFolder } from "./run-example.ts";

/** The shop of `npm start`, which listens. */
async function shop(folder = temporaryFolder()): Promise<{ readonly running: Running; readonly origin: string }> {
  const { origin, close } = await listening(createServer());
  await close();
  const { port } = new URL(origin);
  const running = startExample("shop", { folder, environment: { PORT: port } });
  await running.printed("Ctrl-C stops it.");
  return { running, origin: `http://localhost:${port}` };
}

test("it opens a shop with a chat, an inbox behind a sign-in, and the survey's page", async () => {
  const { running, origin } = await shop();
  expect(running.output()).toContain(`${origin}/inbox`);
  const page = await fetch(origin, { headers: { "accept-language": "zh-CN" } });
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(await page.text()).toContain('src="/chat/widget.js"');
  expect((await fetch(`${origin}/chat/widget.js`)).headers.get("content-type")).toContain("javascript");
  const inbox = await fetch(`${origin}/inbox`, { redirect: "manual" });
  expect([inbox.status, inbox.headers.get("location")]).toEqual([302, "/sign-in"]);
  expect((await fetch(`${origin}/survey/T-NONE?s=1-no`)).status).toBe(410);
  expect(await (await fetch(`${origin}/healthz`)).json()).toMatchObject({ status: "ok" });
  running.child.kill("SIGINT");
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
});

test("who signs in is let into the inbox, who only says so is not, and a restart keeps them in", async () => {
  const folder = temporaryFolder();
  const { running, origin } = await shop(folder);
  const form = {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  } as const;
  const signedIn = await fetch(`${origin}/sign-in/staff`, { ...form, body: "id=li" });
  const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
  const me = (where: string, given: string) => fetch(`${where}/inbox/api/me`, { headers: { cookie: given } });
  expect(await (await me(origin, cookie)).json()).toMatchObject({ agent: { id: "li" }, role: "agent" });
  expect((await me(origin, cookie.replace("li.", "zhao."))).status).toBe(401);
  expect((await fetch(`${origin}/sign-in/staff`, { ...form, body: "id=nobody" })).headers.get("set-cookie")).toContain(
    "Max-Age=0",
  );
  running.child.kill("SIGKILL");
  await running.ended;
  const again = await shop(folder);
  expect((await me(again.origin, cookie)).status).toBe(200);
});

test("a second one on the same file is refused with a sentence", async () => {
  const folder = temporaryFolder();
  await shop(folder);
  const second = startExample("shop", { folder, environment: { PORT: "0" } });
  const { code, stderr } = await second.ended;
  expect(code).toBe(1);
  expect(stderr).toContain("kefu.db is in use by another process: set KEFU_DATABASE to another file.");
});
