import { expect, test } from "vitest";
import { until } from "../harness.ts";
import { describeInBrowser, picture } from "./browser.ts";
import { seen, widgetPage } from "./widget-page.ts";

const choices = [
  { id: "reset", title: "如何重置密码" },
  { id: "human", title: "转人工" },
];

describeInBrowser("the chat widget", (browser) => {
  test("asks nothing of the server before it is opened for the first time, and greets then", async () => {
    const { webchat, page, launcher, open } = await widgetPage(browser());
    await launcher.waitFor();
    expect(webchat.requests).toEqual([]);
    await open();
    await seen(page, "Hello! How can we help?");
    expect(webchat.requests[0]).toMatchObject({ method: "POST", path: "/session", body: '{"locale":"en"}' });
  });

  test("carries what the visitor writes to the desk, and the answer back", async () => {
    const { webchat, log, open, write } = await widgetPage(browser());
    await open();
    await write("如何重置密码");
    await seen(log, "如何重置密码");
    await seen(log, "Sent");
    expect(webchat.sent).toMatchObject([{ text: "如何重置密码", clientId: expect.stringMatching(/^[\w-]{8,64}$/) }]);
    webchat.say("请访问 https://example.com/reset，谢谢。");
    const link = log.getByRole("link");
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe("https://example.com/reset");
    expect(await link.getAttribute("rel")).toBe("noopener nofollow");
    expect(await link.getAttribute("target")).toBe("_blank");
  });

  test("a token is never part of an address", async () => {
    const { webchat, open, write, log } = await widgetPage(browser());
    await open();
    await write("hello");
    await seen(log, "hello");
    expect(webchat.requests.map(({ path }) => path).join()).not.toContain("token");
    const asked = webchat.requests.filter(({ path }) => path !== "/session");
    expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer token-1"]));
  });

  test("shows quick replies until something was said, and puts the focus where one writes next", async () => {
    const { webchat, page, log, open, hasFocus } = await widgetPage(browser());
    await open();
    webchat.say("您想问什么？", { options: choices });
    await page.getByRole("button", { name: "转人工", exact: true }).click();
    await until(() => webchat.sent.length === 1);
    expect(webchat.sent).toMatchObject([{ choice: { id: "human", title: "转人工" } }]);
    await seen(log, "Sent");
    expect(await page.getByRole("button", { name: "如何重置密码" }).count()).toBe(0);
    expect(await hasFocus(".draft")).toBe(true);
  });

  test("shows who answers, and that they write", async () => {
    const { webchat, page, open } = await widgetPage(browser());
    await open();
    webchat.stands({ state: "human", agentName: "李丽" });
    await seen(page, "You are chatting with 李丽");
    webchat.tell({ type: "typing", from: "agent", agentName: "李丽" });
    await seen(page, "李丽 is typing");
    webchat.say("您好", { from: "agent", agentName: "李丽" });
    await seen(page, "您好");
    await page.getByText("李丽 is typing").waitFor({ state: "detached" });
  });

  test("says that somebody is looked for, as long as nobody answers", async () => {
    const { webchat, page, open } = await widgetPage(browser());
    await open();
    webchat.stands({ state: "queued" });
    await seen(page, "We are finding somebody for you.");
    webchat.stands({ state: "human", agentName: "Li" });
    await page.getByText("We are finding somebody for you.").waitFor({ state: "detached" });
  });

  test("tells the agent that the visitor writes, and what they have read", async () => {
    const { webchat, draft, open } = await widgetPage(browser());
    await open();
    webchat.stands({ state: "human", agentName: "Li" });
    webchat.say("Hello", { from: "agent", agentName: "Li" });
    await until(() => webchat.bodiesOf("/read").length === 1);
    expect(webchat.bodiesOf("/read")).toEqual([{ read: 1 }]);
    await draft.pressSequentially("I have a question");
    await until(() => webchat.bodiesOf("/typing").length > 0);
    // Far less often than a key is pressed.
    expect(webchat.bodiesOf("/typing").length).toBeLessThan(4);
  });

  test("says how many messages wait unread, also after a reload that opens nothing", async () => {
    const { webchat, page, launcher, open } = await widgetPage(browser());
    await open();
    await page.keyboard.press("Escape");
    webchat.say("one");
    webchat.say("two");
    await launcher.getByText("2").waitFor();
    expect(await launcher.getAttribute("aria-label")).toBe("Open chat (2 unread)");
    await page.reload();
    await launcher.getByText("2").waitFor();
    await launcher.click();
    await until(() => webchat.bodiesOf("/read").length === 1);
    await page.keyboard.press("Escape");
    await launcher.getByText("2").waitFor({ state: "detached" });
  });

  test("what is in a message stays text, whatever it is", async () => {
    const { webchat, page, log, open, write } = await widgetPage(browser());
    await open();
    const attacks = [
      "<img src=x onerror=\"document.title='broken'\">",
      "<script>document.title='broken'</script>",
      "javascript:document.title='broken'",
      "https://example.com/\"onmouseover=\"document.title='broken'",
      "[x](javascript:alert(1)) <svg onload=alert(1)>",
    ];
    for (const attack of attacks) webchat.say(attack, { agentName: attack, options: [{ id: "a", title: attack }] });
    await write(attacks[0] ?? "");
    for (const attack of attacks) await seen(log, attack);
    expect(await log.locator("img, script, svg").count()).toBe(0);
    expect(await log.getByRole("link").count()).toBe(1);
    expect(await log.getByRole("link").getAttribute("href")).toBe("https://example.com/");
    expect(await page.title()).toBe("Shop");
  });

  test("asks for a rating by stars, keeps the focus, and shows what was given, also after a reload", async () => {
    const { webchat, page, launcher, open, hasFocus } = await widgetPage(browser());
    await open();
    webchat.survey(["1 Very bad", "2 Bad", "3 Fair", "4 Good", "5 Very good"]);
    const good = page.getByRole("button", { name: "4 Good" });
    await good.click();
    await until(() => webchat.messages.length === 2);
    expect(webchat.sent).toMatchObject([{ choice: { id: "survey-1:3", title: "4 Good" } }]);
    expect(await hasFocus('.score[aria-pressed="true"]')).toBe(true);
    expect(await page.locator(".score").allInnerTexts()).toEqual(["★", "★", "★", "★", "☆"]);
    await page.getByRole("button", { name: "1 Very bad" }).click({ force: true });
    await page.reload();
    await launcher.click();
    await page.locator('.score[aria-pressed="true"]').waitFor();
    expect(await good.getAttribute("aria-pressed")).toBe("true");
    expect(webchat.sent).toHaveLength(1);
  });

  test("each survey keeps its own rating, whichever is answered first", async () => {
    const { webchat, page, open } = await widgetPage(browser());
    await open();
    webchat.survey(["1 差", "2 好"]);
    webchat.survey(["1 Bad", "2 Fine"]);
    await page.getByRole("button", { name: "1 差" }).click();
    await until(() => webchat.messages.length === 3);
    await page.getByRole("button", { name: "2 Fine" }).click();
    await until(() => webchat.messages.length === 4);
    expect(webchat.sent.map(({ choice }) => choice?.id)).toEqual(["survey-1:0", "survey-2:1"]);
  });

  test("a scale from 0 to 10 is numbers; a rating that did not arrive is sent again", async () => {
    const { webchat, page, log, open } = await widgetPage(browser());
    await open();
    webchat.survey(["0 Not at all", ...Array.from({ length: 9 }, (_, place) => `${place + 1}`), "10 Very likely"]);
    webchat.refusals.set("/messages", 500);
    await page.getByRole("button", { name: "10 Very likely" }).click();
    await seen(log, "Not sent yet");
    await page.getByRole("button", { name: "Send again" }).click();
    // By the press, or by the widget itself, which also tries again.
    webchat.refusals.clear();
    await until(() => webchat.messages.length === 2);
    expect(webchat.messages[1]?.choice?.id).toBe("survey-1:10");
  });

  test("loads earlier messages when one scrolls up, and stays where one reads", async () => {
    const { webchat, page, log, open } = await widgetPage(browser(), {
      prepare: (fake) => {
        for (let count = 1; count <= 120; count++) fake.say(`message ${count}.`);
      },
    });
    await open();
    await seen(log, "message 120.");
    expect(await log.getByText("message 70.").count()).toBe(0);
    await log.hover();
    await page.mouse.wheel(0, -20_000);
    await log.getByText("message 70.").waitFor();
    expect(await log.getByText("message 71.").isVisible()).toBe(true);
    await page.mouse.wheel(0, -50_000);
    await seen(log, "message 1.");
    expect(await log.getByRole("button", { name: "Earlier messages" }).count()).toBe(0);
    expect(webchat.requests.filter(({ path }) => path === "/conversation")).toHaveLength(3);
  });

  test("a page that has the script twice has one widget", async () => {
    const { page, open } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.script += fake.script;
      },
    });
    expect(await page.locator("kefu-chat").count()).toBe(1);
    await open();
  });

  test("the send button can be seen under the pointer, too", async () => {
    const { page, open, draft } = await widgetPage(browser());
    await open();
    await draft.fill("hello");
    await page.getByRole("button", { name: "Send", exact: true }).hover();
    const background = `getComputedStyle(document.querySelector("kefu-chat").shadowRoot.querySelector(".composer .filled")).backgroundColor`;
    expect(await page.evaluate(background)).toBe("rgb(47, 91, 234)");
  });

  test("what is said is added to the log once, not again when it is stored; what is loaded is not announced", async () => {
    const { page, log, webchat, open, write } = await widgetPage(browser(), {
      prepare: (fake) => {
        for (let count = 1; count <= 60; count++) fake.say(`message ${count}.`);
      },
    });
    // Counts what is added while the log announces what is added.
    await page.evaluate(
      `added = []; addEventListener("click", () => setTimeout(() => {
        const log = document.querySelector("kefu-chat").shadowRoot.querySelector(".log");
        const note = (records) => { if (log.getAttribute("aria-live") === "polite") for (const { addedNodes } of records) for (const node of addedNodes) added.push(node.textContent); };
        new MutationObserver(note).observe(log, { childList: true, subtree: true });
      }), { once: true })`,
    );
    await open();
    await seen(log, "message 60.");
    await page.locator('.log[aria-live="polite"]').waitFor();
    await log.hover();
    await page.mouse.wheel(0, -20_000);
    await log.getByText("message 5.", { exact: true }).waitFor();
    await page.locator('.log[aria-live="polite"]').waitFor();
    await write("我说一次");
    await until(() => webchat.sent.length === 1);
    await seen(log, "Sent");
    webchat.say("回答");
    await seen(log, "回答");
    const added = (await page.evaluate("added")) as string[];
    expect(added.filter((text) => text.includes("message"))).toEqual([]);
    expect(added.filter((text) => text.includes("我说一次"))).toHaveLength(1);
    expect(added.filter((text) => text.includes("回答"))).toHaveLength(1);
  });

  test("says when somebody answers again", async () => {
    const coming = new Date(Date.now() + 2 * 86_400_000);
    coming.setHours(9, 0, 0, 0);
    const { page, open } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.pageLanguage = "zh";
        fake.config = { ...fake.config, isOpen: false, opensAt: coming.toISOString() };
      },
    });
    await open();
    const weekday = coming.toLocaleDateString("zh-CN", { weekday: "long" });
    await seen(page, new RegExp(`人工客服将于.*${weekday}.*9:00\\s*开始回复`));
  });

  test("sends files that are taken, refuses the others before they are sent, and saves those of others", async () => {
    const { webchat, page, log, open } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.config = { ...fake.config, attachments: { maxBytes: 1_000_000, types: ["application/pdf", "image/*"] } };
      },
    });
    await open();
    const input = page.getByLabel("Attach a file").last();
    const file = (name: string, mimeType: string, bytes: number) => ({ name, mimeType, buffer: Buffer.alloc(bytes) });
    await input.setInputFiles(file("page.html", "text/html", 10));
    await seen(page, "Allowed: 1 MB, application/pdf, image/*");
    await input.setInputFiles(file("big.pdf", "application/pdf", 1_000_001));
    await seen(page, "Allowed: 1 MB, application/pdf, image/*");
    expect(webchat.requests.some(({ path }) => path === "/attachments")).toBe(false);
    await input.setInputFiles(file("收据.pdf", "application/pdf", 10));
    const saved = log.getByRole("button", { name: "receipt.pdf" });
    await saved.waitFor();
    const upload = webchat.requests.find(({ path }) => path === "/attachments");
    expect(decodeURIComponent(`${upload?.headers["x-file-name"]}`)).toBe("收据.pdf");
    expect(webchat.sent).toMatchObject([{ attachments: ["file-1"] }]);
    const download = page.waitForEvent("download");
    await saved.click();
    expect((await download).suggestedFilename()).toBe("receipt.pdf");
  });

  test("a text that is too long is not sent and not cut", async () => {
    const { webchat, page, draft, open, write } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.config = { ...fake.config, textLimit: 10 };
      },
    });
    await open();
    await seen(page, "Hello! How can we help?");
    await write("12345678901");
    await seen(page, "Allowed: 10");
    expect(await draft.inputValue()).toBe("12345678901");
    expect(webchat.sent).toEqual([]);
  });

  test.each([
    { name: "light-en", language: "en", colorScheme: "light", viewport: { width: 1000, height: 760 } },
    { name: "dark-zh", language: "zh-CN", colorScheme: "dark", viewport: { width: 1000, height: 760 } },
    { name: "phone-zh", language: "zh-CN", colorScheme: "light", viewport: { width: 390, height: 760 } },
    { name: "light-ar", language: "ar", colorScheme: "light", viewport: { width: 1000, height: 760 } },
  ] as const)("looks as in the picture $name", async ({ name, language, colorScheme, viewport }) => {
    const { webchat, page, open } = await widgetPage(browser(), {
      ...{ colorScheme, viewport, hasTouch: viewport.width < 500 },
      prepare: (fake) => {
        fake.pageLanguage = language;
      },
    });
    await open();
    webchat.say("如何重置密码", { from: "visitor" });
    webchat.say("请访问 https://example.com/reset 重置密码。这个回答对您有帮助吗？", { options: choices });
    await seen(page, "这个回答对您有帮助吗");
    await picture(page, `widget-${name}-options`);
    webchat.stands({ state: "human", agentName: "李丽" });
    webchat.say("Hello, this is Li. Can you tell me your order number?", { from: "agent", agentName: "李丽" });
    webchat.survey(["1 非常不满意", "2 不满意", "3 一般", "4 满意", "5 非常满意"]);
    webchat.tell({ type: "typing", from: "agent", agentName: "李丽" });
    await seen(page, "How was it?");
    await picture(page, `widget-${name}-survey`);
    const box = await page.getByRole("dialog").boundingBox();
    expect(box?.width).toBe(viewport.width < 500 ? viewport.width : 392);
  });
});
