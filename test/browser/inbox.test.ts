import { afterEach, beforeEach, expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { inMinutes } from "./fake-inbox-desk.ts";
import { openInbox } from "./inbox-page.ts";
import { busyDesk } from "./inbox-story.ts";

describeInBrowser("the inbox's page", (browser) => {
  let inbox: FakeInbox;
  beforeEach(async () => {
    inbox = new FakeInbox();
    await inbox.start();
  });
  afterEach(() => inbox.stop());
  const line = (subject: string | RegExp) => ({ name: subject });

  test("lists tickets by view, each with its count, who waits longest first", async () => {
    busyDesk(inbox.desk);
    await using opened = await openInbox(browser(), inbox);
    const { page, complaints } = opened;
    const views = page.getByRole("navigation", { name: "Views" });
    const view = (name: string, count: string) =>
      views.getByRole("link", { name: new RegExp(`^${name} ${count}`) }).waitFor();
    await view("Mine", "3 tickets");
    await view("Offered to me", "1 ticket");
    await view("Unassigned", "2 tickets");
    await view("All", "7 tickets");
    await view("Escalated", "1 ticket");
    await view("Breaching", "4 tickets");
    await view("general", "2 waiting");
    const subjects = page.locator("#kefu-tickets .subject");
    expect(await subjects.allTextContents()).toEqual([
      "发票抬头写错了，能重开吗？",
      "The app crashes when I log in",
      "退款什么时候到账",
    ]);
    await views.getByRole("link", { name: /^Unassigned/ }).click();
    // The urgent first, though the other is as old.
    await expect.poll(() => subjects.allTextContents()).toEqual(["My parcel never arrived", "怎么修改收货地址"]);
    await views.getByRole("link", { name: /^退款/ }).click();
    await expect.poll(() => subjects.allTextContents()).toEqual(["退款什么时候到账"]);
    expect(await views.getByRole("link", { name: "Board" }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a line says who waits how long, and its SLA clock ticks, warns and breaches", async () => {
    const seconds = (count: number) => inMinutes(count / 60);
    const due = (at: string) => ({ metric: "first_response", at, breached: false });
    inbox.desk.open({ subject: "calm", agentId: "li", due: due(inMinutes(40)), awaitingReplySince: inMinutes(-65) });
    inbox.desk.open({ subject: "soon", agentId: "li", due: due(seconds(3)) });
    await using opened = await openInbox(browser(), inbox);
    const clock = (subject: string) => opened.page.getByRole("link", line(new RegExp(subject))).locator(".countdown");
    expect(await clock("calm").getAttribute("data-level")).toBe("calm");
    expect(await clock("calm").textContent()).toMatch(/39:\d\d.*First response due in 39:\d\d/);
    await opened.page.getByText("waits 1 h").waitFor();
    await expect.poll(() => clock("soon").getAttribute("data-level"), { timeout: 8_000 }).toBe("breach");
    expect(await clock("soon").textContent()).toMatch(/\+00:0\d.*overdue by/);
  });

  test("a ticket shows everything: messages with what became of them, notes, files, the customer and why", async () => {
    const id = busyDesk(inbox.desk);
    inbox.language = "zh-CN";
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${id}` });
    const { page, complaints } = opened;
    const log = page.getByRole("log", { name: "会话" });
    const said = (text: string) => log.locator(".message", { hasText: text });
    await said("还在吗？").waitFor();
    expect(await said("我马上核实").textContent()).toMatch(/发送失败: window closed/);
    expect(await said("正在为您查询").textContent()).toMatch(/已读/);
    expect(await said("提交到银行").textContent()).toMatch(/已编辑.*已送达/);
    expect(await said("此消息已删除").count()).toBe(1);
    expect(await said("正在为您查询").getByRole("img", { name: "回应了 👍" }).count()).toBe(1);
    expect(await said("哪方面的退款").getByRole("listitem").allTextContents()).toEqual([
      "退款进度",
      "退款政策",
      "转人工",
    ]);
    expect(await log.locator(".note").textContent()).toMatch(/王芳.*内部备注.*3 个工作日/);
    const texts = await log.locator(".bubble").allTextContents();
    expect(texts.findIndex((text) => text.includes("核实"))).toBe(texts.findIndex((text) => text.includes("财务")) - 1);
    const file = log.getByRole("link", { name: "下载 银行截图.png" });
    expect(await file.getAttribute("href")).toBe("/inbox/api/media/refund-m7/0");
    const link = log.getByRole("link", { name: /bank\.example/ });
    expect(await link.getAttribute("href")).toBe("https://bank.example/orders?id=204118");
    expect(await link.getAttribute("rel")).toContain("noopener");
    const details = page.getByRole("complementary", { name: "详情" });
    expect(await details.locator(".identities li").allTextContents()).toEqual([
      "whatsapp:8613800138000已验证",
      "email:chen@example.com未验证",
    ]);
    expect(await details.locator(".score").textContent()).toMatch(/★★★★.*4 分（满分 5）/);
    await details.getByText("回复有点慢").waitFor();
    await details.getByText("为什么在这里").click();
    await details.getByText("assign: li, by skill_based.").waitFor();
    await details.getByRole("link", { name: /忘记密码/ }).click();
    await page.getByText("没有这个工单，或者您无权查看。").waitFor();
    expect(complaints).toEqual([]);
  });

  test("earlier messages come when they are asked for", async () => {
    const { ticket } = inbox.desk.open({ agentId: "li", text: "the latest" });
    const [latest] = inbox.desk.get(ticket.id).messages;
    inbox.earlier = [{ ...latest, id: "first", sequence: 0, text: "the very first" }];
    inbox.desk.change(ticket.id, {}, { hasEarlier: true });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    await opened.page.getByRole("button", { name: "Earlier messages" }).click();
    await opened.page.getByText("the very first").waitFor();
    expect(await opened.page.locator(".bubble").allTextContents()).toEqual(["the very first", "the latest"]);
    expect(await opened.page.getByRole("button", { name: "Earlier messages" }).count()).toBe(0);
  });

  test("a list that goes on is read on", async () => {
    inbox.pageSize = 3;
    for (let count = 1; count <= 5; count += 1) inbox.desk.open({ subject: `number ${count}`, agentId: "li" });
    await using opened = await openInbox(browser(), inbox, { hash: "#all" });
    await opened.page.getByRole("link", { name: /^All 3 tickets/ }).waitFor();
    await opened.page.getByRole("button", { name: "Load more" }).click();
    await opened.page.getByRole("link", { name: /^All 5 tickets/ }).waitFor();
    expect(await opened.page.getByRole("button", { name: "Load more" }).count()).toBe(0);
  });

  test("finds tickets by number and by text, and says so where there are none", async () => {
    busyDesk(inbox.desk);
    await using opened = await openInbox(browser(), inbox);
    const { page } = opened;
    const search = async (text: string) => {
      await page.getByRole("searchbox", { name: "Search" }).fill(text);
      await page.keyboard.press("Enter");
    };
    await search("发票");
    const subjects = page.locator("#kefu-tickets .subject");
    await expect.poll(() => subjects.allTextContents()).toEqual(["发票抬头写错了，能重开吗？"]);
    await search("1042");
    await expect.poll(() => subjects.allTextContents()).toEqual(["The app crashes when I log in"]);
    await search("xyzzy");
    await page.getByText("Nothing was found.").waitFor();
  });

  test("what customers write is shown as text, whatever it is", async () => {
    const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const evil = 'javascript:alert(1) https://ok.example/"onmouseover=alert(1)';
    const { ticket } = inbox.desk.open({
      agentId: "li",
      text: attack,
      subject: attack,
      customerName: attack,
      tags: [attack],
    });
    inbox.desk.say(ticket.id, { text: evil, name: attack, files: [{ index: 0, kind: "document", name: attack }] });
    await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}` });
    const { page, complaints } = opened;
    await page.locator(".bubble", { hasText: evil }).waitFor();
    expect(await page.locator("#kefu-inbox :is(img, script)").count()).toBe(0);
    expect(await page.locator(".bubble").first().textContent()).toBe(attack);
    expect(
      await page.locator(".bubble a[target]").evaluateAll((links) => links.map((one) => one.getAttribute("href"))),
    ).toEqual(["https://ok.example/"]);
    expect(await page.title()).not.toContain("owned");
    expect(complaints).toEqual([]);
  });

  test("long names and long words stay in their places", async () => {
    const word = "averyveryverylongwordwithoutspaces".repeat(12);
    const text = `很长的文字没有空格${word}`;
    const { ticket, customer } = inbox.desk.open({ agentId: "li", text, customerName: word, escalationReason: word });
    const past = { id: "past", number: 1, subject: text, status: "closed", createdAt: ticket.createdAt } as const;
    inbox.desk.change(ticket.id, { tags: [word], queue: word }, { customer: { ...customer, tickets: [past] } });
    inbox.desk.queues.push(word);
    for (const width of [1360, 1000, 390]) {
      const viewport = { width, height: 800 };
      await using opened = await openInbox(browser(), inbox, { hash: `#mine/${ticket.id}`, viewport });
      await opened.page.getByRole("log").waitFor();
      const wide = await opened.page
        .locator(
          ".inbox :is(.top, .views, .list, .line, .conversation, .ticket, .log, .bubble, .details, .person, .facts)",
        )
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className));
      expect(wide).toEqual([]);
    }
  });

  test("supervisors see the board, live, and may set who is there", async () => {
    busyDesk(inbox.desk);
    await using opened = await openInbox(browser(), inbox, { agent: "zhao", hash: "#board" });
    const { page, complaints } = opened;
    const row = (name: string) => page.getByRole("row", { name });
    await row("general open 3 12 min").waitFor();
    await row("退款 closed 0").waitFor();
    const figure = (name: string) => page.locator(".figures div", { hasText: name }).locator("dd");
    expect(await figure("SLA breached").textContent()).toBe("2");
    expect(await figure("CSAT today").textContent()).toBe("88%8 of 20 answered");
    expect(await figure("Response rate").textContent()).toBe("40%");
    await page.getByRole("combobox", { name: "Presence of 王芳" }).selectOption("away");
    await expect.poll(() => inbox.posted("/agents/wang/presence")).toMatchObject([{ body: { presence: "away" } }]);
    inbox.desk.board = { ...inbox.desk.board, escalated: 7 };
    inbox.desk.open({ text: "one more" });
    await expect.poll(() => figure("Escalated").textContent(), { timeout: 8_000 }).toBe("7");
    expect(complaints).toEqual([]);
  });
});
