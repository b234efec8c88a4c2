import { expect, test } from "vitest";
import { until } from "../harness.ts";
import { describeInBrowser } from "./browser.ts";
import { seen, widgetPage } from "./widget-page.ts";

describeInBrowser("the chat widget over a network that fails", (browser) => {
  test("what is written while the server is away is kept, shown as unsent, and sent once when it is back", async () => {
    const { webchat, page, log, open, write } = await widgetPage(browser());
    await open();
    await webchat.die();
    await write("还在吗？");
    await seen(log, "Not sent yet");
    await seen(page, "Offline. Your messages wait here.");
    await webchat.listen();
    await log.getByText("Not sent yet").waitFor({ state: "detached", timeout: 20_000 });
    await seen(log, "Sent");
    expect(webchat.messages.map(({ text }) => text)).toEqual(["还在吗？"]);
    await page.getByText("Offline. Your messages wait here.").waitFor({ state: "detached" });
  });

  test("a draft and what was not sent survive a reload", async () => {
    const { webchat, page, launcher, log, draft, open, write } = await widgetPage(browser());
    await open();
    webchat.refusals.set("/messages", 503);
    await write("first");
    await seen(log, "Not sent yet");
    const [tried] = webchat.sent;
    await draft.fill("half a sente");
    await page.reload();
    webchat.refusals.clear();
    await launcher.click();
    await until(() => webchat.messages.length === 1);
    expect(webchat.messages[0]).toMatchObject({ text: "first", clientId: tried?.clientId });
    expect(await draft.inputValue()).toBe("half a sente");
  });

  test("sent again by hand it is the same message, under the same id", async () => {
    const { webchat, page, log, open, write, hasFocus } = await widgetPage(browser());
    await open();
    webchat.refusals.set("/messages", 422);
    await write("hello");
    await seen(log, "Not sent yet");
    webchat.refusals.clear();
    await page.getByRole("button", { name: "Send again" }).click();
    await seen(log, "Sent");
    expect(new Set(webchat.sent.map(({ clientId }) => clientId)).size).toBe(1);
    expect(webchat.messages).toHaveLength(1);
    expect(await hasFocus(".draft")).toBe(true);
  });

  test("a stream that went silent is noticed, and what was missed comes once", async () => {
    const { webchat, log, open } = await widgetPage(browser());
    await open();
    webchat.say("before");
    await seen(log, "before");
    webchat.silence();
    webchat.say("missed");
    await seen(log, "missed");
    expect(webchat.streams).toBe(1);
    expect(await log.getByText(/before|missed/).count()).toBe(2);
  });

  test("where a proxy lets no stream through, it polls", async () => {
    const { webchat, log, open, write } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.streaming = "buffered";
      },
    });
    await open();
    const polls = () => webchat.requests.filter(({ headers }) => headers.accept === "application/json").length;
    for (let waited = 0; polls() === 0 && waited < 3; waited++) await until(() => polls() > 0).catch(() => {});
    webchat.say("it came all the same");
    await seen(log, "it came all the same");
    await write("so did this");
    await seen(log, "so did this");
    expect(webchat.requests.filter(({ headers }) => headers.accept === "text/event-stream")).toHaveLength(2);
  }, 40_000);

  test("a desk that begins anew is read anew; events that nobody knows are ignored", async () => {
    const { webchat, log, open } = await widgetPage(browser());
    await open();
    webchat.say("of the old desk");
    await seen(log, "of the old desk");
    webchat.messages.length = 0;
    webchat.forget();
    await log.getByText("of the old desk").waitFor({ state: "detached" });
    await until(() => webchat.streams === 1);
    webchat.tell({ type: "unheard of" });
    webchat.say("of the new desk");
    await seen(log, "of the new desk");
  });

  test("a token that counts no more is replaced once, and what is written goes out", async () => {
    const { webchat, log, open, write } = await widgetPage(browser());
    await open();
    webchat.expired.add("token-1");
    await write("hello");
    await seen(log, "hello");
    await until(() => webchat.messages.length === 1);
    const anew = [{ locale: "en" }, { token: "token-1", locale: "en" }, { locale: "en" }];
    expect(webchat.bodiesOf("/session").slice(0, 3)).toEqual(anew);
    const stored = webchat.requests.findLast(({ path }) => path === "/messages");
    expect(stored?.headers.authorization).toBe("Bearer token-2");
  });

  test("the page says who the visitor is; who is not believed is no guest", async () => {
    const { webchat, page, open, write } = await widgetPage(browser());
    await open();
    await page.evaluate("kefuChat.identify('ada')");
    await until(() => webchat.bodiesOf("/session").length === 2);
    expect(webchat.bodiesOf("/session")[1]).toEqual({ token: "token-1", identity: "ada", locale: "en" });
    await page.evaluate("kefuChat.identify('forged')");
    await seen(page, "That did not work. Try again.");
    const before = webchat.sent.length;
    await write("hello");
    await seen(page, "Not sent yet");
    expect(webchat.sent).toHaveLength(before);
    const forged = webchat.bodiesOf("/session").slice(2);
    expect(forged.length).toBeGreaterThan(1);
    for (const session of forged) expect(session).toMatchObject({ identity: "forged" });
  });

  test("the script asks the page's own backend who the visitor is; while it cannot say, nobody is a guest", async () => {
    const { webchat, page, launcher } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.script = '<script src="/chat/widget.js" data-identity="/identity"></script>';
        fake.identity = { status: 503, token: "" };
      },
    });
    await launcher.click();
    await seen(page, "Offline. Your messages wait here.");
    expect(webchat.requests).toEqual([]);
    webchat.identity = { status: 200, token: "ada" };
    await until(() => webchat.streams === 1);
    expect(webchat.bodiesOf("/session")).toEqual([{ identity: "ada", locale: "en" }]);
    webchat.identity = { status: 200, token: "" };
    await page.evaluate("kefuChat.identify()");
    await until(() => webchat.bodiesOf("/session").length === 2);
    expect(webchat.bodiesOf("/session")[1]).toEqual({ token: "token-1", locale: "en" });
  });

  test("a widget that was taken off the page while it asked for something asks for nothing more", async () => {
    const { page, launcher } = await widgetPage(browser());
    await page.clock.install();
    await page.reload();
    let asked = 0;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/chat/session", async (route) => {
      asked += 1;
      await answered;
      await route.fulfill({ status: 503 });
    });
    await launcher.click();
    await until(() => asked === 1);
    await page.evaluate("kefuChat.destroy()");
    const refused = page.waitForResponse("**/chat/session");
    answer();
    await refused;
    for (let round = 0; round < 3; round++) {
      await page.clock.runFor(40_000);
      // By then the network has brought what was asked for before.
      await page.evaluate("fetch('/identity').then(() => null)");
    }
    expect(asked).toBe(1);
  });

  test("what another tab was told while this one began is not missed", async () => {
    const { webchat, context, log, open } = await widgetPage(browser());
    await open();
    webchat.say("before");
    await seen(log, "before");
    const tab = await context.newPage();
    await tab.route("**/chat/conversation", async (route) => {
      const response = await route.fetch();
      webchat.say("in between");
      await seen(log, "in between");
      await route.fulfill({ response });
    });
    await tab.goto(webchat.origin);
    await tab.locator(".launcher").click();
    await seen(tab, "before");
    webchat.say("after it");
    await seen(tab, "after it");
    await seen(tab, "in between");
  });

  test("a tab that leads and was frozen by the browser loses the lead to one that is looked at", async () => {
    const { webchat, page, context, open, log } = await widgetPage(browser());
    await open();
    const tab = await context.newPage();
    await tab.clock.install();
    await tab.goto(webchat.origin);
    await tab.locator(".launcher").click();
    await seen(tab, "Hello!");
    const session = await context.newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await tab.clock.runFor(2_000);
    webchat.say("还有人吗？");
    await tab.clock.runFor(46_000);
    await seen(tab, "还有人吗？");
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await seen(log, "还有人吗？");
    await until(() => webchat.streams === 1);
    webchat.say("大家好");
    for (const one of [page, tab]) await seen(one, "大家好");
  });

  test("eight tabs have one stream, all of them hear, and another takes over when its tab is closed", async () => {
    const { webchat, page, log, open, newTab } = await widgetPage(browser());
    await open();
    await seen(log, "Hello!");
    const tabs = [];
    for (let count = 1; count < 8; count++) {
      const tab = await newTab();
      await tab.locator(".launcher").click();
      await seen(tab, "Hello!");
      tabs.push(tab);
    }
    expect(webchat.streams).toBe(1);
    webchat.say("大家好");
    for (const tab of [page, ...tabs]) await seen(tab, "大家好");
    await page.close();
    webchat.say("missed by the tab that led");
    for (const tab of tabs) await seen(tab, "missed by the tab that led");
    expect(webchat.streams).toBe(1);
  }, 60_000);

  test("on a page without locks each tab has a stream of its own, while it is looked at", async () => {
    const { webchat, page, open } = await widgetPage(browser(), {
      script: "delete Navigator.prototype.locks",
    });
    await open();
    await seen(page, "Hello!");
    const look = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event("visibilitychange"))`,
      );
    await look(true);
    await until(() => webchat.streams === 0);
    webchat.say("meanwhile");
    await look(false);
    await seen(page, "meanwhile");
    expect(webchat.streams).toBe(1);
  });

  test("where the browser keeps nothing, it works as long as the page stays", async () => {
    const denied = "get() { throw new DOMException('denied', 'SecurityError'); }";
    const { webchat, log, open, write } = await widgetPage(browser(), {
      script: `for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { ${denied} });`,
    });
    await open();
    await write("hello");
    await seen(log, "Sent");
    expect(webchat.messages).toHaveLength(1);
  });
});
