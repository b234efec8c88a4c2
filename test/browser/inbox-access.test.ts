import { afterEach, beforeEach, expect, test } from "vitest";
import { describeInBrowser, picture } from "./browser.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { Refusal } from "./fake-inbox-desk.ts";
import { axeFindings, openInbox } from "./inbox-page.ts";
import { busyDesk } from "./inbox-story.ts";

describeInBrowser("everybody can work in the inbox", (browser) => {
  let inbox: FakeInbox;
  let id: string;
  beforeEach(async () => {
    inbox = new FakeInbox();
    id = busyDesk(inbox.desk);
    await inbox.start();
  });
  afterEach(() => inbox.stop());

  test("with the keyboard alone: from the list to an answer and on", async () => {
    await using opened = await openInbox(browser(), inbox);
    const { page, complaints } = opened;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const heading = (name: string) => page.getByRole("heading", { level: 2, name });
    await page.getByRole("link", { name: /刘洋/ }).waitFor();
    await press("j", "j", "k", "j", "j", "o");
    await heading("退款什么时候到账").waitFor();
    await page.locator("#kefu-ticket-name:focus").waitFor();
    await press("r");
    await page.keyboard.type("jkx is only text here");
    expect(await page.getByRole("textbox", { name: "Reply" }).inputValue()).toBe("jkx is only text here");
    await press("Escape", "n");
    await page.locator("textarea:focus[aria-label=Note]").waitFor();
    await press("Escape", "e");
    await page.getByRole("dialog", { name: "Escalate" }).waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("x");
    await page.getByRole("dialog", { name: "Resolve" }).waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("g", "u");
    await page.getByRole("heading", { name: "Unassigned" }).waitFor();
    await page.getByRole("link", { name: /My parcel never arrived/ }).waitFor();
    await press("j", "Enter");
    await heading("My parcel never arrived").waitFor();
    await press("t");
    await page.getByRole("button", { name: "Resolve" }).waitFor();
    await page.getByRole("button", { name: "More", exact: true }).focus();
    await press("Enter");
    await page.locator("[role=menuitem]:focus").waitFor();
    await press("ArrowDown", "ArrowUp");
    await page.locator("[role=menuitem]:focus", { hasText: "Transfer" }).waitFor();
    await press("Escape");
    expect(await page.getByRole("menu").count()).toBe(0);
    await press("/");
    await page.keyboard.type("发票");
    await press("Enter");
    await page.getByRole("heading", { name: "Search results" }).waitFor();
    await press("Escape", "?");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.getByText("Take or accept").waitFor();
    await press("Escape", "g", "a");
    await page.getByRole("heading", { name: "All" }).waitFor();
    expect(complaints).toEqual([]);
  });

  const looks = [
    { name: "zh light", language: "zh-CN", hash: "ticket", agent: "li", colorScheme: "light" },
    { name: "en dark", language: "en", hash: "ticket", agent: "li", colorScheme: "dark" },
    { name: "zh dark board", language: "zh-CN", hash: "board", agent: "zhao", colorScheme: "dark" },
    { name: "en light board", language: "en", hash: "board", agent: "zhao", colorScheme: "light" },
  ] as const;
  test.each(looks)("axe finds nothing: $name", async ({ name, language, hash, agent, colorScheme }) => {
    inbox.language = language;
    const place = hash === "board" ? "#board" : `#all/${id}`;
    await using opened = await openInbox(browser(), inbox, { agent, colorScheme, hash: place });
    const { page, complaints } = opened;
    await page
      .locator(hash === "board" ? ".figures" : ".bubble")
      .last()
      .waitFor();
    if (hash === "ticket") await page.locator(".why summary").click();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, `inbox-${name.replaceAll(" ", "-")}`);
    expect(complaints).toEqual([]);
  });

  test("dialogs, what could not be done and the menu are clean too", async () => {
    inbox.desk.setPresence("li", "offline");
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${id}` });
    const { page } = opened;
    await page.getByRole("button", { name: "Canned replies" }).click();
    await page.getByText("陈小雨您好").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-canned");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Escalate" }).click();
    await page.keyboard.type("They ask for a supervisor");
    inbox.refusing = new Refusal(409, "It is escalated already.");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("alert").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-refused");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("alert").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    inbox.refusing = null;
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Merge" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-help");
  });

  test("on a phone there is one pane at a time, and a way back from each", async () => {
    inbox.language = "zh-CN";
    await using opened = await openInbox(browser(), inbox, { viewport: { width: 390, height: 800 }, hasTouch: true });
    const { page, complaints } = opened;
    const list = page.getByRole("heading", { name: "我的", exact: true });
    await list.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-narrow-list");
    await page.getByRole("button", { name: "视图" }).click();
    await page.getByRole("link", { name: /^未分配/ }).waitFor();
    expect(await list.isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-narrow-views");
    await page.getByRole("link", { name: /^我的/ }).click();
    await page.getByRole("link", { name: /退款什么时候到账/ }).tap();
    await page.getByRole("log").waitFor();
    expect(await list.isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-narrow-ticket");
    await page.getByRole("textbox", { name: "回复" }).fill("您好");
    await page.getByRole("button", { name: "发送", exact: true }).tap();
    await page.getByRole("log").getByText("您好", { exact: true }).waitFor();
    await page.getByRole("button", { name: "详情" }).tap();
    await page.getByRole("heading", { name: "陈小雨" }).waitFor();
    expect(await page.getByRole("log").isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "inbox-narrow-details");
    await page.getByRole("complementary").getByRole("button", { name: "返回" }).tap();
    await page.getByRole("button", { name: "返回" }).tap();
    await list.waitFor();
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("the language is chosen, and kept", async () => {
    inbox.language = "zh-CN";
    await using opened = await openInbox(browser(), inbox, { locale: "en-US" });
    const { page } = opened;
    await page.getByRole("heading", { name: "客服工作台" }).waitFor();
    await page.getByRole("combobox", { name: "语言" }).selectOption("English");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });
});
