import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { openInbox } from "./inbox-page.ts";
import { realInbox } from "./real-inbox.ts";

describeInBrowser("the inbox on the desk itself", (browser) => {
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  async function fromMenu(page: Page, more: string, name: string): Promise<void> {
    await button(page, more).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
  }

  test("a visitor of the web chat asks for a human, is answered from the inbox, and their rating shows in it", async () => {
    const desk = await realInbox();
    const visitor = await desk.visitor("zh-CN");
    await using opened = await openInbox(browser(), desk, { agent: "wang", locale: "zh-CN" });
    const { page, complaints } = opened;
    const log = page.getByRole("log");
    await page.getByText("这里没有工单，辛苦了。").waitFor();
    await visitor.say("如何重置密码");
    await visitor.say("转人工");
    await page.getByRole("link", { name: /转人工/ }).click();
    await log.getByText("请访问 https://example.com/reset").waitFor();
    // What the customer was told to call it is what the agent sees.
    const told = (await visitor.messages()).at(-1)?.text ?? "";
    expect(told).toContain(await page.locator(".reference").textContent());
    await button(page, "接入").click();
    await page.getByRole("textbox", { name: "回复" }).waitFor();
    await page.locator(".ticket .chip", { hasText: "处理中" }).waitFor();
    await page.keyboard.press("r");
    await page.keyboard.insertText("/");
    await page.getByRole("dialog").getByText("您好，我是Wang。").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await visitor.messages()).at(-1)?.text).toBe("您好，我是Wang。");
    await log.locator(".delivery", { hasText: "已发送" }).last().waitFor();
    await visitor.types();
    await page.getByText("客户正在输入…").waitFor();
    await visitor.say("好了，谢谢");
    await log.getByText("好了，谢谢").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.insertText("老客户");
    await page.keyboard.press("Enter");
    await log.locator(".note", { hasText: "老客户" }).waitFor();
    await fromMenu(page, "更多", "关闭工单");
    await page.getByRole("dialog").getByRole("textbox").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".ticket .chip", { hasText: "已关闭" }).waitFor();
    await expect.poll(async () => (await visitor.messages()).at(-1)?.rating).not.toBeNull();
    await visitor.rates(4, "很快");
    await page.locator(".score", { hasText: "4 分（满分 5）" }).waitFor();
    await page.locator(".details blockquote", { hasText: "很快" }).waitFor();
    expect((await visitor.messages()).some(({ text }) => text.includes("老客户"))).toBe(false);
    expect(complaints).toEqual([]);
  });

  test("why a ticket is where it is, is told in the language of the page, and anew when that is switched", async () => {
    const desk = await realInbox();
    await desk.telegram.say("ada", "The app crashes with an error");
    await using opened = await openInbox(browser(), desk, { agent: "li", locale: "en-GB" });
    const { page } = opened;
    await page.getByRole("link", { name: /The app crashes/ }).click();
    await page.getByText("Why it is here").click();
    const why = page.locator(".why");
    await why.getByText("Agent li moved").waitFor({ state: "detached" });
    await why.getByText(/^assign: li, by skill_based/).waitFor();
    await page.getByRole("combobox", { name: "Language" }).selectOption("简体中文");
    await why.getByText(/^分配客服：选定 li/).waitFor();
    expect(await why.getByText(/^assign:/).count()).toBe(0);
    await button(page, "接入").click();
    await why.getByText(/客服 li 将工单由“待处理”改为“处理中”/).waitFor();
  });

  test("agents see of each other, and whoever comes second is told what changed", async () => {
    const desk = await realInbox();
    await desk.telegram.say("ada", "The app crashes with an error");
    await using first = await openInbox(browser(), desk, { agent: "li", locale: "en-GB" });
    await first.page.getByRole("link", { name: /The app crashes/ }).click();
    await first.page.getByRole("textbox", { name: "Reply" }).fill("Which version is it?");
    const hash = new URL(first.page.url()).hash.replace("mine", "all");
    await using second = await openInbox(browser(), desk, { agent: "zhao", hash, locale: "zh-CN" });
    await first.page.getByText("赵敏 is looking at this").waitFor();
    await second.page.getByText("李雷 正在查看").waitFor();
    const [ticket] = await desk.service.tickets.listOf("li");
    const { id = "" } = ticket ?? {};
    // While the answer is on its way, somebody else does something.
    let quicker: () => Promise<unknown> = () => desk.service.tickets.setPriority(id, { priority: "urgent" });
    await first.page.route("**/reply", async (route) => {
      await quicker();
      await route.continue();
    });
    const banner = first.page.locator(".collision");
    await first.page.getByRole("textbox", { name: "Reply" }).press("Enter");
    await banner.getByText("Its priority is urgent now.").waitFor();
    quicker = () => desk.service.tickets.assign(id, { to: "wang" });
    await first.page.getByRole("textbox", { name: "Reply" }).press("Enter");
    await banner.getByText("Wang has this ticket now.").waitFor();
    await first.page.locator(".read-only", { hasText: "Which version is it?" }).waitFor();
    await second.page.locator(".facts", { hasText: "Wang" }).waitFor();
    expect(desk.telegram.sentTo("ada").join()).not.toContain("version");
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  test("a ticket is escalated, looked after by a supervisor, transferred, resolved and found again", async () => {
    const desk = await realInbox();
    await desk.telegram.say("小明", "软件崩溃了，报错");
    await using agent = await openInbox(browser(), desk, { agent: "li", locale: "zh-CN" });
    await using supervisor = await openInbox(browser(), desk, { agent: "zhao", locale: "zh-CN", hash: "#escalated" });
    const { page } = agent;
    await page.getByRole("link", { name: /软件崩溃了/ }).click();
    await button(page, "升级").click();
    await page.keyboard.type("客户要求主管");
    await page.keyboard.press("Enter");
    await supervisor.page.getByRole("link", { name: /软件崩溃了/ }).click();
    await button(supervisor.page, "确认升级").click();
    await page.getByText("客户要求主管 · 已确认").waitFor();
    await page.getByRole("combobox", { name: "优先级" }).selectOption("urgent");
    await supervisor.page.locator(".ticket .priority", { hasText: "紧急" }).waitFor();
    await page.getByRole("textbox", { name: "添加标签" }).fill("崩溃");
    await page.keyboard.press("Enter");
    await button(page, "移除标签 崩溃").waitFor();
    await fromMenu(supervisor.page, "更多", "转移队列");
    await supervisor.page.getByRole("dialog").getByRole("combobox").selectOption("general");
    await supervisor.page.getByRole("dialog").getByRole("button", { name: "转移队列" }).click();
    await supervisor.page.locator(".facts", { hasText: "Wang" }).waitFor();
    await page.getByText("此工单由其他客服处理，您可以查看").waitFor();
    await supervisor.page.keyboard.press("x");
    await supervisor.page.getByRole("dialog", { name: "解决" }).waitFor();
    await supervisor.page.keyboard.press("Enter");
    await supervisor.page.locator(".ticket .chip", { hasText: "已解决" }).waitFor();
    const reference = (await page.locator(".reference").textContent()) ?? "";
    for (const text of ["#1", reference, "软件崩溃"]) {
      await page.getByRole("searchbox", { name: "搜索" }).fill(text);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "搜索结果" }).waitFor();
      await page.getByRole("link", { name: /小明.*软件崩溃了.*已解决/ }).waitFor();
    }
    expect([...agent.complaints, ...supervisor.complaints]).toEqual([]);
  });

  test("the board shows the desk as it is, and who comes online is given what waits", async () => {
    const desk = await realInbox();
    await desk.service.agents.setPresence("li", "offline");
    await desk.telegram.say("ada", "The app crashes with an error");
    await using supervisor = await openInbox(browser(), desk, { agent: "zhao", locale: "en-GB", hash: "#board" });
    await supervisor.page.getByRole("row", { name: /^technical open 1/ }).waitFor();
    await using agent = await openInbox(browser(), desk, { agent: "li", locale: "en-GB" });
    await agent.page.getByText("You are offline: you get no new tickets.").waitFor();
    await button(agent.page, "Go online").click();
    await agent.page.getByRole("link", { name: /The app crashes/ }).waitFor();
    await supervisor.page.getByRole("row", { name: /^technical open 0/ }).waitFor();
    await supervisor.page.getByRole("combobox", { name: "Presence of 李雷" }).selectOption("away");
    await agent.page.getByText("You are away: you get no new tickets.").waitFor();
    expect([...agent.complaints, ...supervisor.complaints]).toEqual([]);
  });
});
