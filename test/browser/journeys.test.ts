import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser, picture } from "./browser.ts";
import { type Complaints, Shop, somebody } from "./shop.ts";

/** Opens the chat on the shop's page. */
async function openChat(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await page.getByRole("button", { name: /打开客服对话|Open chat/ }).click();
}

async function say(page: Page, text: string): Promise<void> {
  const draft = page.getByRole("dialog").getByRole("textbox");
  await draft.fill(text);
  await draft.press("Enter");
}

/** What stands in the chat, once. */
function said(page: Page, text: string | RegExp) {
  return page.getByRole("log").getByText(text);
}

/** Signs in to the inbox by the demo's door. */
async function openInbox(page: Page, origin: string, name: RegExp): Promise<void> {
  await page.goto(`${origin}/inbox`);
  await page.getByRole("button", { name }).click();
  await page.locator("#kefu-inbox nav").waitFor();
}

async function openTicket(page: Page, text: RegExp): Promise<void> {
  await page.locator("#kefu-tickets a", { hasText: text }).click();
}

function act(page: Page, name: string) {
  return page.getByRole("group", { name: /可用操作|What can be done/ }).getByRole("button", { name, exact: true });
}

async function reply(page: Page, text: string): Promise<void> {
  const draft = page.getByRole("textbox", { name: /^(回复|Reply)/ });
  await draft.fill(text);
  await draft.press("Enter");
}

describeInBrowser("in the shop of npm start", (browser) => {
  test("如何重置密码 is answered, 转人工 finds Wang, who answers and resolves; the rating stands in the inbox", async () => {
    const shop = await Shop.open();
    const complaints: Complaints = [];
    const customer = await somebody(browser(), "zh-CN", complaints);
    const wang = await somebody(browser(), "zh-CN", complaints, { viewport: { width: 1440, height: 900 } });
    await openChat(customer, shop.origin);
    // As an input method does it: Enter first ends the composition, and sends nothing.
    const typing = await customer.context().newCDPSession(customer);
    await typing.send("Input.imeSetComposition", { text: "ruhe", selectionStart: 4, selectionEnd: 4 });
    await typing.send("Input.insertText", { text: "如何重置密码" });
    await customer.keyboard.press("Enter");
    await said(customer, /example\.com\/reset/).waitFor();
    await picture(customer, "journey-1-answered");
    await say(customer, "转人工");
    await said(customer, /Wang 王/).waitFor();
    await picture(customer, "journey-2-handed-over");

    await openInbox(wang, shop.origin, /Wang/);
    await openTicket(wang, /转人工/);
    await act(wang, "接入").click();
    await picture(wang, "journey-3-taken");
    const draft = wang.getByRole("textbox", { name: /^回复/ });
    await draft.pressSequentially("您好，我是小王。");
    await customer.getByText("Wang 王正在输入").waitFor();
    await draft.press("Enter");
    await said(customer, "您好，我是小王。").waitFor();
    await say(customer, "收不到重置邮件");
    await wang.getByRole("log").getByText("收不到重置邮件").waitFor();
    await reply(wang, "已为您重新发送，请查收。");
    await said(customer, "已为您重新发送").waitFor();
    await picture(wang, "journey-4-conversation");

    await act(wang, "解决").click();
    await wang.getByRole("dialog").getByRole("button", { name: "解决", exact: true }).click();
    await customer
      .getByRole("radio", { name: /5/ })
      .or(customer.getByRole("button", { name: /^5/ }))
      .first()
      .click();
    await customer.getByText("感谢您的评价！").waitFor();
    await picture(customer, "journey-5-rated");
    const details = wang.getByRole("complementary", { name: "详情" });
    await details.getByText("5 分（满分 5）").waitFor();
    await picture(wang, "journey-6-rating-in-the-inbox");
    await details.getByText("为什么在这里").click();
    await details
      .getByText(/客服 wang/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test("of two who answer one ticket the second is told who has it, and what they typed is kept", async () => {
    const shop = await Shop.open();
    const customer = await somebody(browser(), "en", []);
    const li = await somebody(browser(), "en", []);
    const zhao = await somebody(browser(), "en", []);
    await openInbox(li, shop.origin, /Li/);
    await li.getByRole("combobox", { name: "My presence" }).selectOption("away");
    await openInbox(zhao, shop.origin, /Zhao/);
    await openChat(customer, shop.origin);
    await say(customer, "The checkout crashes with an error");
    for (const page of [li, zhao]) {
      await page.getByRole("link", { name: /^Unassigned/ }).click();
      await openTicket(page, /checkout/);
    }
    await li.getByText("Zhao 赵 is looking at this").waitFor();
    // What zhao sees of it from here on is old: the network is slow.
    const held: Route[] = [];
    await zhao.route("**/api/tickets/**", (route) =>
      route.request().method() === "GET" ? void held.push(route) : route.continue(),
    );
    await zhao.getByRole("textbox", { name: /^Reply/ }).fill("I am on it");
    await li.getByText("Zhao 赵 is typing").waitFor();
    await act(li, "Take").click();
    await act(li, "Resolve").waitFor();
    const refused = zhao.waitForResponse((response) => response.status() === 409);
    await zhao.getByRole("textbox", { name: /^Reply/ }).press("Enter");
    await refused;
    await Promise.all(held.splice(0).map((route) => route.continue()));
    await zhao.unroute("**/api/tickets/**");
    await zhao.getByText("Li 李 has this ticket now.").waitFor();
    await picture(zhao, "journey-two-agents");
    expect(await said(customer, "I am on it").count()).toBe(0);
    // A supervisor takes it over; what was typed is still there.
    await zhao.getByRole("button", { name: "More" }).click();
    await zhao.getByRole("menuitem", { name: "Assign" }).click();
    await zhao.getByRole("dialog").getByRole("combobox").selectOption("zhao");
    await zhao.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
    const draft = zhao.getByRole("textbox", { name: /^Reply/ });
    await expect.poll(() => draft.inputValue()).toBe("I am on it");
    await draft.press("Enter");
    await said(customer, "I am on it").waitFor();
  });

  test("what is written while the server is dead arrives once it is back, once, and the conversation goes on", async () => {
    const shop = await Shop.open();
    const customer = await somebody(browser(), "en", []);
    await openChat(customer, shop.origin);
    await say(customer, "How long does shipping take");
    await said(customer, /two to three days/).waitFor();
    await shop.kill();
    await say(customer, "I want to talk to a human please");
    await customer
      .getByText("Not sent yet")
      .or(customer.getByText(/Offline/))
      .first()
      .waitFor();
    await shop.start();
    await said(customer, /Wang/).waitFor();
    expect(await said(customer, "I want to talk to a human please").count()).toBe(1);
    await customer.reload();
    await customer.getByRole("button", { name: "Open chat" }).click();
    await said(customer, /two to three days/).waitFor();
    expect(await said(customer, "I want to talk to a human please").count()).toBe(1);
    expect(await said(customer, /two to three days/).count()).toBe(1);
  });

  test("two tabs hear the desk on one stream; when the one that has it is closed, the other goes on", async () => {
    const shop = await Shop.open();
    const first = await somebody(browser(), "en", []);
    let streams = 0;
    first.context().on("request", (request) => {
      if (request.url().endsWith("/chat/events")) streams += 1;
    });
    await openChat(first, shop.origin);
    await say(first, "When will my parcel arrive");
    await said(first, /two to three days/).waitFor();
    const second = await first.context().newPage();
    await openChat(second, shop.origin);
    await said(second, /two to three days/).waitFor();
    expect(streams).toBe(1);
    await first.close();
    await say(second, "What is your return policy");
    await said(second, /Within 7 days/).waitFor();
  });

  test("the link of a survey leads to its page; score and comment stand in the inbox, and on the board", async () => {
    const shop = await Shop.open();
    const complaints: Complaints = [];
    const customer = await somebody(browser(), "zh-CN", complaints);
    const zhao = await somebody(browser(), "zh-CN", complaints);
    await customer.goto(shop.origin);
    await customer.getByRole("button", { name: "小明" }).click();
    await customer.getByRole("button", { name: "打开客服对话" }).click();
    await say(customer, "转人工");
    await openInbox(zhao, shop.origin, /Zhao/);
    await zhao.getByRole("link", { name: /^全部/ }).click();
    await openTicket(zhao, /小明/);
    await zhao.getByText("webchat:u:1001", { exact: true }).waitFor();
    await act(zhao, "解决").click();
    await zhao.getByRole("dialog").getByRole("button", { name: "解决", exact: true }).click();
    const [page] = await Promise.all([customer.context().waitForEvent("page"), said(customer, /\/survey\/T-/).click()]);
    await page.getByRole("radio", { name: /4/ }).check();
    await page.getByRole("textbox").fill("很快，谢谢");
    await page.getByRole("button").click();
    await page.getByText(/感谢/).first().waitFor();
    await picture(page, "journey-survey-page");
    const details = zhao.getByRole("complementary", { name: "详情" });
    await details.getByText("很快，谢谢").waitFor();
    await zhao.getByRole("link", { name: "看板" }).click();
    await zhao.getByText("100%").first().waitFor();
    await picture(zhao, "journey-board");
    expect(complaints).toEqual([]);
  });

  test("everything can be done by keyboard alone, by customer and agent", async () => {
    const shop = await Shop.open();
    const customer = await somebody(browser(), "en", []);
    const wang = await somebody(browser(), "en", []);
    await customer.goto(shop.origin);
    const launcher = customer.getByRole("button", { name: "Open chat" });
    await launcher.waitFor();
    for (let presses = 0; presses < 20 && !(await launcher.evaluate((one) => one.matches(":focus"))); presses += 1) {
      await customer.keyboard.press("Tab");
    }
    await customer.keyboard.press("Enter");
    await customer.getByRole("dialog").waitFor();
    await customer.keyboard.type("I want to talk to a human");
    await customer.keyboard.press("Enter");
    await said(customer, /Wang/).waitFor();
    await openInbox(wang, shop.origin, /Wang/);
    await wang.locator("#kefu-tickets a").first().waitFor();
    await wang.keyboard.press("j");
    await wang.keyboard.press("Enter");
    await act(wang, "Take").or(act(wang, "Resolve")).first().waitFor();
    await wang.keyboard.press("t");
    await act(wang, "Resolve").waitFor();
    await wang.keyboard.press("r");
    await wang.keyboard.type("Hello, this is Wang");
    await wang.keyboard.press("Enter");
    await said(customer, "Hello, this is Wang").waitFor();
    await customer.keyboard.press("Escape");
    await expect.poll(() => launcher.evaluate((one) => one.matches(":focus"))).toBe(true);
  });
});
