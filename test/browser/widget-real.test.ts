import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../harness.ts";
import { describeInBrowser, picture } from "./browser.ts";
import { realWebchat } from "./real-webchat.ts";
import { seen } from "./widget-page.ts";

/** A visitor's browser at a desk that runs. */
async function visit(browser: Browser, options: BrowserContextOptions = {}) {
  const webchat = await realWebchat();
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  onTestFinished(() => context.close());
  const open = async () => {
    const page = await context.newPage();
    await page.goto(webchat.origin);
    const log = page.getByRole("log");
    const draft = page.locator(".draft");
    const say = async (text: string) => {
      await draft.fill(text);
      await draft.press("Enter");
    };
    const openChat = async () => {
      await page.locator(".launcher").click();
      await page.getByRole("dialog").waitFor();
    };
    return { page, log, draft, say, openChat };
  };
  return { webchat, open };
}

describeInBrowser("the chat widget and a desk", (browser) => {
  test("from a question over a restart to a rating with a comment, nothing is lost or said twice", async () => {
    const { webchat, open } = await visit(browser());
    const { page, log, say, openChat } = await open();
    await openChat();
    await say("如何重置密码");
    await seen(log, "https://example.com/reset");
    await say("转人工");
    await seen(page, "李丽 正在为您服务");
    const ticketId = await webchat.ticket();
    await webchat.service.tickets.reply(ticketId, { agentId: "li", text: "您好😀，我是李丽。" });
    await seen(log, "您好😀，我是李丽。");
    await webchat.stop();
    await say("还在吗？");
    await seen(log, "尚未发送");
    await webchat.startAgain();
    await log.getByText("尚未发送").waitFor({ state: "detached", timeout: 15_000 });
    await until(async () => (await webchat.texts(ticketId)).includes("还在吗？"));
    await webchat.service.tickets.close(ticketId, { agentId: "li" });
    await page.getByRole("button", { name: "4 满意" }).click();
    await seen(log, "感谢您的评价！");
    await say("很快就解决了");
    await seen(log, "谢谢，我们会认真阅读。");
    await picture(page, "widget-real-rated");
    expect(await webchat.service.surveys.listOf(ticketId)).toMatchObject([{ score: 4, comment: "很快就解决了" }]);
    const texts = await webchat.texts(ticketId);
    for (const once of ["如何重置密码", "转人工", "还在吗？", "很快就解决了"]) {
      expect(texts.filter((text) => text === once)).toHaveLength(1);
      expect(await log.getByText(once, { exact: true }).count()).toBe(1);
    }
  }, 40_000);

  test("what was read is read after a reload, too, and in the other tabs", async () => {
    const { webchat, open } = await visit(browser());
    const { page, log, say, openChat } = await open();
    await openChat();
    await say("转人工");
    const other = await open();
    const ticketId = await webchat.ticket();
    await page.keyboard.press("Escape");
    await webchat.service.tickets.reply(ticketId, { agentId: "li", text: "Hello, مرحبا" });
    await page.locator(".unread").waitFor();
    await other.page.locator(".unread").waitFor();
    await openChat();
    await seen(log, "Hello, مرحبا");
    await other.page.locator(".unread").waitFor({ state: "detached" });
    await page.reload();
    const answered = page.waitForResponse((response) => response.url().endsWith("/conversation"));
    await answered;
    await until(async () => (await page.locator(".launcher").getAttribute("aria-label")) === "打开客服对话");
    expect(await page.locator(".unread").count()).toBe(0);
  });

  test("what one user wrote and did not send is sent by nobody else, and waits for them", async () => {
    const { webchat, open } = await visit(browser());
    webchat.user = { id: "ada", name: "Ada" };
    const { page, draft, log, say, openChat } = await open();
    await openChat();
    await say("转人工");
    const ticketId = await webchat.ticket();
    await page.route("**/chat/messages", (route) => route.abort());
    await say("my secret");
    await seen(log, "尚未发送");
    await draft.fill("half a sec");
    await page.unrouteAll();
    webchat.user = { id: "bob", name: "Bob" };
    await page.reload();
    await openChat();
    await say("hello from bob");
    await seen(log, /^hello from bob$/);
    await until(async () => (await webchat.service.conversations.find("webchat", "u:bob")) !== null);
    expect(await log.getByText("my secret").count()).toBe(0);
    const bobs = await webchat.service.conversations.find("webchat", "u:bob");
    const said = await webchat.service.conversations.messages(bobs?.id ?? "", { limit: 10 });
    expect(said.filter(({ direction }) => direction === "inbound").map(({ content }) => content.text)).toEqual([
      "hello from bob",
    ]);
    webchat.user = { id: "ada", name: "Ada" };
    await page.reload();
    await openChat();
    await until(async () => (await webchat.texts(ticketId)).includes("my secret"));
    expect(await draft.inputValue()).toBe("half a sec");
  }, 40_000);

  test("a page that puts another body in place of its own, and runs the script again, has one widget", async () => {
    const { open } = await visit(browser());
    const { page, log, say, openChat } = await open();
    await openChat();
    await say("工作时间");
    await seen(log, "9:00-18:00");
    const again = `new Promise((done) => {
      document.body = document.createElement("body");
      const script = Object.assign(document.createElement("script"), { src: "/chat/widget.js", onload: done });
      document.body.append(script);
    })`;
    await page.evaluate(again);
    await page.evaluate(again);
    await openChat();
    await seen(log, "9:00-18:00");
    expect(await page.locator("kefu-chat").count()).toBe(1);
    // Those that were there before neither lead nor wait to.
    const locks = "navigator.locks.query().then(({ held, pending }) => held.length + pending.length)";
    await until(async () => (await page.evaluate(locks)) === 1);
  });

  test("what a page does to all its elements does not reach it, and it is not printed", async () => {
    const { webchat, open } = await visit(browser());
    webchat.pageStyle =
      "* { letter-spacing: 9px; text-transform: uppercase; visibility: hidden } html { font-size: 40px }";
    const { page, openChat, log } = await open();
    await openChat();
    await seen(log, "您好");
    const style = (property: string) =>
      page.evaluate(`getComputedStyle(document.querySelector("kefu-chat").shadowRoot.querySelector("h2")).${property}`);
    expect([await style("letterSpacing"), await style("textTransform"), await style("fontSize")]).toEqual([
      "normal",
      "none",
      "17px",
    ]);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("dialog").isVisible()).toBe(false);
  });
});
