import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { Refusal } from "./fake-inbox-desk.ts";
import { openInbox } from "./inbox-page.ts";

describeInBrowser("what agents do in the inbox", (browser) => {
  let inbox: FakeInbox;
  beforeEach(async () => {
    inbox = new FakeInbox();
    await inbox.start();
  });
  afterEach(() => inbox.stop());

  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const reply = (page: Page) => page.getByRole("textbox", { name: "Reply" });
  async function fromMenu(page: Page, name: string): Promise<void> {
    await button(page, "More").click();
    await page.getByRole("menuitem", { name, exact: true }).click();
  }
  /** Waits until the act came, and gives what it was given, but the version. */
  async function done(ticketId: string, act: string): Promise<object> {
    await expect.poll(() => inbox.posted(`/tickets/${ticketId}/${act}`).length).toBeGreaterThan(0);
    const { ifVersion, ...body } = inbox.posted(`/tickets/${ticketId}/${act}`).at(-1)?.body ?? {};
    expect(ifVersion).toBeTypeOf("number");
    return body;
  }

  test("an agent takes a ticket, answers, writes a note and resolves it", async () => {
    const { ticket } = inbox.desk.open({ text: "无法登录" });
    await using opened = await openInbox(browser(), inbox, { hash: `#unassigned/${ticket.id}` });
    const { page, complaints } = opened;
    expect(await reply(page).count()).toBe(0);
    await button(page, "Take").click();
    await reply(page).fill("请更新到 3.2.1。");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("请更新到 3.2.1。").waitFor();
    await page.getByRole("log").getByText("Sending").waitFor();
    expect(await reply(page).inputValue()).toBe("");
    await page.getByRole("tab", { name: "Note" }).click();
    await page.getByRole("textbox", { name: "Note" }).fill("旧版本的问题");
    await button(page, "Add note").click();
    await page.locator(".note", { hasText: "旧版本的问题" }).waitFor();
    expect(await done(ticket.id, "reply")).toEqual({ text: "请更新到 3.2.1。" });
    await button(page, "Resolve").click();
    await page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.locator(".ticket .chip").textContent()).toBe("Resolved");
    await button(page, "Reopen").waitFor();
    expect(complaints).toEqual([]);
  });

  test("an offer is accepted or declined", async () => {
    const { ticket: first } = inbox.desk.open({ reservedFor: "li", subject: "first" });
    const { ticket: second } = inbox.desk.open({ reservedFor: "li", subject: "second" });
    await using opened = await openInbox(browser(), inbox, { hash: `#offered/${first.id}` });
    const { page } = opened;
    await expect.poll(() => page.title()).toBe("(2) Inbox");
    await button(page, "Accept").click();
    await button(page, "Resolve").waitFor();
    await page.getByRole("link", { name: /second/ }).click();
    await button(page, "Decline").click();
    await page.getByRole("textbox", { name: "Reason (optional)" }).fill("at lunch");
    await page.getByRole("dialog").getByRole("button", { name: "Decline" }).click();
    await page.getByText("Nothing here. Well done.").waitFor();
    expect(await done(second.id, "decline")).toEqual({ reason: "at lunch" });
  });

  test("supervisors assign; tickets are transferred, escalated, put off, merged, tagged and handed back", async () => {
    const { ticket, customer } = inbox.desk.open({ agentId: "li", status: "in_progress" });
    const past = { number: 998, subject: "ended", status: "closed", createdAt: ticket.createdAt } as const;
    const tickets = [
      { id: "tk-998", ...past },
      { ...past, id: "tk-997", number: 997, subject: "发票", status: "open" as const },
    ];
    inbox.desk.change(ticket.id, {}, { customer: { ...customer, tickets } });
    await using opened = await openInbox(browser(), inbox, { agent: "zhao", hash: `#all/${ticket.id}` });
    const { page, complaints } = opened;
    const dialog = page.getByRole("dialog");
    await button(page, "Escalate").click();
    await dialog.getByRole("button", { name: "Escalate" }).click();
    // Without a reason nothing is sent: the browser asks for it.
    expect(inbox.posted(`/tickets/${ticket.id}/escalate`)).toEqual([]);
    await dialog.getByRole("textbox", { name: "Reason" }).fill("客户要求主管");
    await dialog.getByRole("button", { name: "Escalate" }).click();
    await page.getByText("客户要求主管").waitFor();
    expect(await done(ticket.id, "escalate")).toEqual({ reason: "客户要求主管" });
    await button(page, "Acknowledge").click();
    await page.getByText("· acknowledged").waitFor();
    await button(page, "De-escalate").click();
    await dialog.getByRole("button", { name: "De-escalate" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("combobox", { name: "Priority" }).selectOption("urgent");
    expect(await done(ticket.id, "prioritize")).toEqual({ priority: "urgent" });
    await page.getByRole("textbox", { name: "Add a tag" }).fill("登录");
    await page.keyboard.press("Enter");
    await button(page, "Remove tag 登录").click();
    await button(page, "Remove tag 登录").waitFor({ state: "detached" });
    expect(await done(ticket.id, "tag")).toEqual({ remove: ["登录"] });
    await button(page, "Set to pending").click();
    await expect.poll(() => page.locator(".ticket .chip").textContent()).toBe("Pending");
    await fromMenu(page, "Assign");
    await dialog.getByRole("combobox", { name: "Agent" }).selectOption({ label: "王芳 · Online · 3 of 5" });
    await dialog.getByRole("button", { name: "Assign" }).click();
    await page.locator(".facts", { hasText: "王芳" }).waitFor();
    expect(await done(ticket.id, "assign")).toEqual({ to: "wang" });
    await fromMenu(page, "Merge");
    // Only the customer's tickets that go on are offered.
    const choices = dialog.getByRole("combobox", { name: "Into ticket" });
    expect(await choices.locator("option").allTextContents()).toEqual(["", "#997 发票 · Open"]);
    await choices.selectOption({ label: "#997 发票 · Open" });
    await dialog.getByRole("button", { name: "Merge" }).click();
    await page.locator(".facts").getByRole("link", { name: "tk-997" }).waitFor();
    expect(await done(ticket.id, "merge")).toEqual({ to: "tk-997" });
    await button(page, "Reopen").click();
    await dialog.getByRole("button", { name: "Reopen" }).click();
    await dialog.waitFor({ state: "detached" });
    await fromMenu(page, "Transfer");
    // Also to a queue that the person does not serve.
    await dialog.getByRole("combobox", { name: "Queue" }).selectOption("sales");
    await dialog.getByRole("button", { name: "Transfer" }).click();
    await page.locator(".facts", { hasText: "sales" }).waitFor();
    expect(await done(ticket.id, "transfer")).toEqual({ to: "sales" });
    await button(page, "Take").click();
    await fromMenu(page, "Hand back to bot");
    await page.locator(".facts", { hasText: "Nobody" }).waitFor();
    expect(await done(ticket.id, "hand-back")).toEqual({});
    expect(complaints).toEqual([]);
  });

  test("a message that did not arrive is sent again", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    inbox.desk.say(ticket.id, { id: "lost", from: "agent", text: "hello?", status: "unknown" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    await opened.page.getByText("Not known whether it arrived").waitFor();
    await button(opened.page, "Send again").click();
    await opened.page.locator(".delivery", { hasText: "Sent" }).waitFor();
    expect(await done(ticket.id, "resend")).toEqual({ messageId: "lost" });
  });

  test("a canned reply is seen before it is put into the answer", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li", customerName: "陈小雨" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    await button(page, "Canned replies").click();
    const dialog = page.getByRole("dialog", { name: "Canned replies" });
    await dialog.getByText("陈小雨您好，退款将在 3 天内原路退回。").waitFor();
    expect(await dialog.getByRole("listbox").locator("option:checked").textContent()).toBe("refund");
    await dialog.getByRole("searchbox").fill("reset");
    await dialog.getByText("Hello 陈小雨, please reset").waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => reply(page).inputValue()).toContain("https://example.com/reset");
    expect(inbox.posted(`/tickets/${ticket.id}/reply`)).toEqual([]);
  });

  test.each(["/", "、"])("canned replies are chosen and sent with the keyboard alone: %s brings them", async (key) => {
    const { ticket } = inbox.desk.open({ agentId: "li", customerName: "陈小雨" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    const dialog = page.getByRole("dialog");
    await reply(page).waitFor();
    await page.keyboard.press("c");
    await dialog.getByText("陈小雨您好，退款").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.insertText(key);
    await dialog.getByText("陈小雨您好，退款").waitFor();
    await page.keyboard.press("ArrowDown");
    await dialog.getByText("Hello 陈小雨, please reset").waitFor();
    await page.keyboard.press("ArrowUp");
    await dialog.getByText("陈小雨您好，退款").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    expect(await done(ticket.id, "reply")).toEqual({ text: "陈小雨您好，退款将在 3 天内原路退回。" });
  });

  test("Enter sends, but not while Chinese is composed; Shift+Enter begins a new line", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page, context } = opened;
    await reply(page).focus();
    const protocol = await context.newCDPSession(page);
    await protocol.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
    // The key that ends the composition comes to the page too, and puts nothing into the text.
    const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
    await protocol.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
    await protocol.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
    await protocol.send("Input.insertText", { text: "你好" });
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("Li");
    expect(await reply(page).inputValue()).toBe("你好\nLi");
    expect(inbox.posted(`/tickets/${ticket.id}/reply`)).toEqual([]);
    await page.keyboard.press("Enter");
    expect(await done(ticket.id, "reply")).toEqual({ text: "你好\nLi" });
  });

  test("each ticket keeps what was typed, answer and note, over a reload", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li", subject: "first" });
    inbox.desk.open({ agentId: "li", subject: "second" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    await reply(page).fill("half an answer");
    await page.getByRole("tab", { name: "Note" }).click();
    await page.getByRole("textbox", { name: "Note" }).fill("半条备注");
    await page.getByRole("link", { name: /second/ }).click();
    await page.getByRole("heading", { name: "second" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Note" }).inputValue()).toBe("");
    await page.getByRole("link", { name: /first/ }).click();
    await expect.poll(() => page.getByRole("textbox", { name: "Note" }).inputValue()).toBe("半条备注");
    await page.reload();
    await expect.poll(() => reply(page).inputValue()).toBe("half an answer");
  });

  test("who is away or offline is told that no tickets come, and comes online from there", async () => {
    inbox.desk.setPresence("li", "offline");
    inbox.desk.setPresence("zhao", "away");
    await using opened = await openInbox(browser(), inbox, { locale: "zh-CN" });
    await using supervisor = await openInbox(browser(), inbox, { agent: "zhao" });
    const banner = opened.page.locator(".standing");
    await banner.getByText("You are offline: you get no new tickets.").waitFor();
    await opened.page.getByRole("combobox", { name: "Language" }).selectOption("简体中文");
    await banner.getByText("您已离线：不会收到新工单。").waitFor();
    await banner.getByRole("button", { name: "上线" }).click();
    await expect.poll(() => inbox.posted("/me/presence")).toMatchObject([{ body: { presence: "online" } }]);
    await expect.poll(() => banner.textContent()).toBe("");
    await supervisor.page.getByText("Nothing here. Well done.").waitFor();
    expect(await supervisor.page.locator(".standing").textContent()).toBe("");
  });

  test("where the bot has the conversation, who would answer is told so", async () => {
    const { ticket, conversation } = inbox.desk.open({ agentId: "li" });
    inbox.desk.change(ticket.id, {}, { conversation: { ...conversation, state: "bot" } });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    await opened.page.getByText("The bot has this conversation. Your reply takes it over.").waitFor();
    inbox.desk.change(ticket.id, {}, { conversation });
    await opened.page.getByText("The bot has this conversation.").waitFor({ state: "detached" });
  });

  test("what a dialog asks for is kept where the desk refuses, and it says what to do, in the page's language", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    inbox.language = "zh-CN";
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    const dialog = page.getByRole("dialog");
    await button(page, "升级").click();
    await page.keyboard.type("客户要求主管");
    inbox.refusing = new Refusal(503, "It cannot be done now; try again later.");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").getByText("客服台暂时无法完成此操作，请稍后重试。").waitFor();
    // The ticket is as it was: nobody was quicker.
    inbox.refusing = new Refusal(409, "It cannot be escalated: it is escalated already.");
    await dialog.getByRole("button", { name: "升级" }).click();
    await dialog.getByRole("alert").getByText("当前状态下无法执行此操作。").waitFor();
    await dialog.getByRole("alert").getByText("it is escalated already").waitFor();
    expect(await page.locator(".collision").count()).toBe(0);
    inbox.refusing = null;
    await dialog.getByRole("button", { name: "升级" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await done(ticket.id, "escalate")).toEqual({ reason: "客户要求主管" });
  });

  test("what the server cannot do is said, and nothing typed is lost", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    await reply(page).fill("hello");
    inbox.desk.roles.li = "agent";
    inbox.desk.may = () => [];
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("You may not do this. Ask a supervisor.").waitFor();
    await page.getByRole("alert").getByText("li may not reply ticket").waitFor();
    expect(await reply(page).inputValue()).toBe("hello");
    await button(page, "Dismiss").click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  });
});
