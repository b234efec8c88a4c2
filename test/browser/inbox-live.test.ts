import { afterEach, beforeEach, expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { inMinutes, Refusal } from "./fake-inbox-desk.ts";
import { openInbox } from "./inbox-page.ts";

describeInBrowser("the inbox is live", (browser) => {
  let inbox: FakeInbox;
  beforeEach(async () => {
    inbox = new FakeInbox();
    await inbox.start();
  });
  afterEach(() => inbox.stop());

  test("tickets come, change, move between views and go without a reload", async () => {
    const { ticket } = inbox.desk.open({ subject: "first", agentId: "li", awaitingReplySince: null });
    await using opened = await openInbox(browser(), inbox);
    const { page, complaints } = opened;
    const subjects = page.locator("#kefu-tickets .subject");
    await expect.poll(() => subjects.allTextContents()).toEqual(["first"]);
    const { ticket: offered } = inbox.desk.open({ subject: "新的工单", reservedFor: "li" });
    await expect.poll(() => subjects.allTextContents()).toEqual(["新的工单", "first"]);
    await page.getByRole("link", { name: /^Offered to me 1 ticket/ }).waitFor();
    await expect.poll(() => page.title()).toBe("(2) Inbox");
    await expect.poll(() => page.locator("[aria-live].unseen").textContent()).toContain("is offered to you: 新的工单");
    inbox.desk.change(offered.id, { reservedFor: null, agentId: "wang" });
    await expect.poll(() => subjects.allTextContents()).toEqual(["first"]);
    inbox.desk.change(ticket.id, { status: "escalated", priority: "urgent" });
    await page.locator("#kefu-tickets .chip", { hasText: "Escalated" }).waitFor();
    inbox.desk.say(ticket.id, { text: "还在吗", name: "Ada" });
    await page.getByText("New message from Ada").waitFor({ state: "attached" });
    inbox.desk.remove(ticket.id);
    await page.getByText("Nothing here. Well done.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("the open ticket follows what is said, and who types or looks is seen before one answers", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    const { conversationId } = ticket;
    await page.getByRole("log").waitFor();
    inbox.desk.tell({ type: "typing", conversationId, from: "customer", agentId: null });
    await page.getByText("The customer is typing…").waitFor();
    inbox.desk.say(ticket.id, { text: "one more thing" });
    await page.getByRole("log").getByText("one more thing").waitFor();
    await page.getByText("The customer is typing…").waitFor({ state: "detached" });
    await using other = await openInbox(browser(), inbox, { agent: "wang", hash: `#all/${ticket.id}` });
    await page.getByText("王芳 is looking at this").waitFor();
    await other.page.getByText("Li is looking at this").waitFor();
    inbox.desk.tell({ type: "typing", conversationId, from: "agent", agentId: "wang" });
    await page.getByText("王芳 is typing…").waitFor();
    await other.page.getByRole("link", { name: /^Mine/ }).click();
    await expect.poll(() => page.locator(".viewers").textContent()).toBe("");
    const reply = page.getByRole("textbox", { name: "Reply" });
    await reply.pressSequentially("several letters at once");
    await expect.poll(() => inbox.posted(`/tickets/${ticket.id}/typing`).length).toBe(1);
  });

  test("two agents take one ticket: the second is told who has it, and what they typed is kept", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li", subject: "无法登录" });
    await using first = await openInbox(browser(), inbox, { hash: `#all/${ticket.id}` });
    await using second = await openInbox(browser(), inbox, { agent: "zhao", hash: `#all/${ticket.id}` });
    const reply = first.page.getByRole("textbox", { name: "Reply" });
    await reply.fill("我来处理");
    await second.page.getByRole("textbox", { name: "Reply" }).waitFor();
    // The first does not hear of it: the act of the second comes between what they see and what they send.
    inbox.isBuffering = true;
    await second.page.getByRole("combobox", { name: "Priority" }).selectOption("urgent");
    await expect.poll(() => inbox.desk.get(ticket.id).ticket.priority).toBe("urgent");
    inbox.desk.roles.wang = "supervisor";
    inbox.desk.act(ticket.id, "wang", "assign", { to: "wang", ifVersion: inbox.desk.get(ticket.id).ticket.version });
    inbox.desk.roles.li = "supervisor";
    await reply.press("Enter");
    const banner = first.page.getByRole("alert");
    await banner.getByText("Somebody was quicker. What you wrote is still here.").waitFor();
    expect(await banner.textContent()).toContain("王芳 has this ticket now. Its priority is urgent now.");
    expect(await reply.inputValue()).toBe("我来处理");
    expect(inbox.desk.get(ticket.id).messages).toHaveLength(1);
    // Seen and meant all the same: sent a second time it goes.
    await reply.press("Enter");
    await first.page.getByRole("log").getByText("我来处理").waitFor();
    await banner.waitFor({ state: "detached" });
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  test("a desk that goes away and comes back is taken up where it was, and said meanwhile", async () => {
    inbox.desk.open({ subject: "first", agentId: "li" });
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    await page.getByRole("link", { name: /first/ }).waitFor();
    await inbox.stop();
    await page.getByText("The connection is lost.").waitFor();
    inbox.desk.open({ subject: "missed", agentId: "li" });
    await inbox.start();
    await page.getByRole("link", { name: /missed/ }).waitFor();
    await page.getByText("The connection is lost.").waitFor({ state: "detached" });
    // Resumed by its cursor, not read anew: each of the five lists that are counted was read once.
    expect(inbox.calls.filter(({ path }) => path === "/tickets")).toHaveLength(5);
  });

  test("a connection that is silent for too long is given up, and what was missed comes once", async () => {
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    await page.getByText("Nothing here. Well done.").waitFor();
    inbox.blackHole();
    inbox.desk.open({ subject: "missed", agentId: "li" });
    await page.getByRole("link", { name: /missed/ }).waitFor();
    expect(inbox.calls.filter(({ path }) => path === "/events").length).toBe(2);
  });

  test("where what it has means nothing any more, everything is read anew", async () => {
    const { ticket } = inbox.desk.open({ subject: "stale", agentId: "li" });
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    await page.getByRole("link", { name: /stale/ }).waitFor();
    inbox.desk.tickets.delete(ticket.id);
    inbox.desk.tickets.set("fresh", {
      ...inbox.desk.open({ subject: "unheard", agentId: "li" }),
    });
    inbox.forgetFeed();
    await page.getByRole("link", { name: /unheard/ }).waitFor();
    await page.getByRole("link", { name: /stale/ }).waitFor({ state: "detached" });
  });

  test("behind a proxy that keeps streams back, the page polls", { timeout: 40_000 }, async () => {
    inbox.isBuffering = true;
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    await page.getByText("Nothing here. Well done.").waitFor({ timeout: 30_000 });
    inbox.desk.open({ subject: "polled", agentId: "li" });
    await page.getByRole("link", { name: /polled/ }).waitFor();
  });

  test("whoever is signed out is told so, and nothing more is asked", async () => {
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    await page.getByText("Nothing here. Well done.").waitFor();
    inbox.refusing = new Refusal(401, "Please sign in.");
    inbox.forgetFeed();
    await page.getByText("You are signed out.").waitFor();
    const asked = inbox.calls.length;
    inbox.refusing = null;
    await page.getByRole("button", { name: "Sign in again" }).click();
    await page.getByText("Nothing here. Well done.").waitFor();
    // The first of what was asked after it is the page's own beginning.
    expect(inbox.calls.slice(asked).map(({ path }) => path)[0]).toBe("/events");
    expect(inbox.calls.slice(0, asked).filter(({ path }) => path === "/events")).toHaveLength(2);
  });

  test("whoever may not begin is told why, and begins as soon as they may", async () => {
    inbox.refusing = new Refusal(403, "Whoever is signed in is no agent of this desk.");
    await using opened = await openInbox(browser(), inbox, { locale: "zh-CN" });
    await opened.page.getByRole("alert").getByText("is no agent of this desk").waitFor();
    inbox.refusing = null;
    await opened.page.getByText("Nothing here. Well done.").waitFor();
    await opened.page.getByText("The connection is lost.").waitFor({ state: "detached" });
  });

  test("what the desk tells in words is asked for in the page's language, and anew when that changes", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li" });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}`, locale: "de-DE" });
    const { page } = opened;
    await page.getByRole("log").waitFor();
    const read = () => inbox.calls.filter(({ path }) => path === `/tickets/${ticket.id}`);
    const before = read().length;
    await page.getByRole("combobox", { name: "Language" }).selectOption("简体中文");
    await expect.poll(() => read().at(-1)?.language).toBe("zh-CN");
    const languages = inbox.calls.map(({ language }) => language);
    const switched = languages.indexOf("zh-CN");
    expect(switched).toBeGreaterThanOrEqual(before);
    expect(new Set(languages.slice(0, switched))).toEqual(new Set(["en"]));
  });

  test("whoever reads what was said before keeps their place, and is told that more was said", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li", text: "第一条" });
    for (let count = 0; count < 30; count += 1) inbox.desk.say(ticket.id, { text: `message ${count}` });
    const { messages } = inbox.desk.get(ticket.id);
    inbox.earlier = messages.map((one) => {
      return { ...one, id: `earlier ${one.id}`, sequence: one.sequence - 100, at: inMinutes(-90) };
    });
    inbox.desk.change(ticket.id, {}, { hasEarlier: true });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page } = opened;
    const log = page.getByRole("log");
    const first = log.locator(".message", { hasText: "第一条" }).last();
    const newer = page.getByRole("button", { name: "New messages" });
    const toEnd = () => log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
    const top = async () => Math.round((await first.boundingBox())?.y ?? 0);
    await log.getByText("message 29").waitFor();
    await page.getByRole("button", { name: "Earlier messages" }).scrollIntoViewIfNeeded();
    const before = await top();
    await page.getByRole("button", { name: "Earlier messages" }).click();
    await expect.poll(() => log.locator(".message").count()).toBe(62);
    // The button that was above them is gone.
    expect(Math.abs((await top()) - before)).toBeLessThan(60);
    inbox.desk.say(ticket.id, { text: "还在吗" });
    await newer.waitFor();
    expect(Math.abs((await top()) - before)).toBeLessThan(60);
    await newer.click();
    await expect.poll(toEnd).toBeLessThan(2);
    await newer.waitFor({ state: "detached" });
    inbox.desk.say(ticket.id, { text: "好的" });
    await log.getByText("好的").waitFor();
    expect(await newer.count()).toBe(0);
    await page.getByRole("textbox", { name: "Reply" }).fill("many\n".repeat(12));
    await expect.poll(toEnd).toBeLessThan(2);
  });

  test("one's presence is set, and what others set is seen", async () => {
    await using opened = await openInbox(browser(), inbox);
    const own = opened.page.getByRole("combobox", { name: "My presence" });
    await own.selectOption("away");
    await expect.poll(() => inbox.posted("/me/presence")).toMatchObject([{ body: { presence: "away" } }]);
    await opened.page.getByText("2 of 6").waitFor();
    inbox.desk.agents = inbox.desk.agents.map((agent) => (agent.id === "li" ? { ...agent, load: 5 } : agent));
    inbox.desk.setPresence("li", "offline");
    await expect.poll(() => own.inputValue()).toBe("offline");
    await opened.page.getByText("5 of 6").waitFor();
    // What one holds follows one's tickets, of which alone the feed tells then.
    inbox.desk.agents = inbox.desk.agents.map((agent) => (agent.id === "li" ? { ...agent, load: 6 } : agent));
    inbox.desk.open({ agentId: "li" });
    await opened.page.getByText("6 of 6").waitFor();
  });
});
