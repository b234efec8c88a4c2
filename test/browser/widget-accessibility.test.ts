import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { seen, widgetPage } from "./widget-page.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describeInBrowser("the chat widget for everybody", (browser) => {
  test("is opened, used and closed with the keyboard alone", async () => {
    const { page, launcher, open, hasFocus, write, log } = await widgetPage(browser());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await hasFocus(".launcher")).toBe(true);
    expect(await launcher.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Chat with us" }).waitFor();
    expect(await launcher.getAttribute("aria-expanded")).toBe("true");
    expect(await hasFocus(".draft")).toBe(true);
    await page.keyboard.type("first");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second");
    await page.keyboard.press("Enter");
    await seen(log, "Sent");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await hasFocus(".launcher")).toBe(true);
    await open();
    await write("third");
    await page.keyboard.press("Shift+Tab");
    expect(await hasFocus(".log")).toBe(true);
    await page.keyboard.press("Shift+Tab");
    expect(await hasFocus("header button")).toBe(true);
    await page.keyboard.press("Enter");
    expect(await hasFocus(".launcher")).toBe(true);
  });

  test("the focus can be seen", async () => {
    const { page, open } = await widgetPage(browser());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const outline = `getComputedStyle(document.querySelector("kefu-chat").shadowRoot.activeElement).outlineStyle`;
    expect(await page.evaluate(outline)).toBe("solid");
    await open();
    const border = `getComputedStyle(document.querySelector("kefu-chat").shadowRoot.querySelector(".composer")).borderColor`;
    expect(await page.evaluate(border)).toBe("rgb(37, 73, 196)");
  });

  test("Enter that chooses a word while Chinese is composed sends nothing", async () => {
    const { webchat, page, context, draft, open, log } = await widgetPage(browser());
    await open();
    const session = await context.newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "mima", selectionStart: 4, selectionEnd: 4 });
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Enter" });
    await page.evaluate(
      `document.querySelector("kefu-chat").shadowRoot.querySelector(".draft").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))`,
    );
    await session.send("Input.insertText", { text: "密码" });
    expect(await draft.inputValue()).toBe("密码");
    expect(webchat.sent).toEqual([]);
    await page.keyboard.press("Enter");
    await seen(log, "密码");
    expect(webchat.sent).toMatchObject([{ text: "密码" }]);
  });

  test("on a phone it is the whole screen, and the send button can be tapped", async () => {
    const { webchat, page, launcher, draft, open, log } = await widgetPage(browser(), {
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    });
    await open();
    expect(await launcher.isVisible()).toBe(false);
    expect(await page.getByRole("dialog").boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 });
    await draft.fill("hello");
    await page.getByRole("button", { name: "Send", exact: true }).tap();
    await seen(log, "hello");
    expect(webchat.sent).toHaveLength(1);
    await page.getByRole("button", { name: "Close chat" }).tap();
    expect(await launcher.isVisible()).toBe(true);
  });

  test("Arabic stands on the right, its placeholder too; what is written finds its own side", async () => {
    const { page, draft, open } = await widgetPage(browser(), {
      prepare: (fake) => {
        fake.pageLanguage = "ar";
      },
    });
    await open();
    await page.getByRole("dialog", { name: "تحدث معنا" }).waitFor();
    expect(await draft.getAttribute("dir")).toBe("rtl");
    const right = `document.querySelector("kefu-chat").shadowRoot.querySelector(".root").getBoundingClientRect().left`;
    expect(await page.evaluate(right)).toBe(20);
    await draft.fill("hello");
    expect(await draft.getAttribute("dir")).toBe("auto");
  });

  test("nothing moves for who asked for that", async () => {
    const { webchat, page, open } = await widgetPage(browser());
    await open();
    webchat.tell({ type: "typing", from: "agent", agentName: "Li" });
    await seen(page, "Li is typing");
    expect(await page.evaluate("document.querySelector('kefu-chat').shadowRoot.getAnimations().length")).toBe(0);
  });

  test.each([
    { language: "en", colorScheme: "light", width: 1000 },
    { language: "zh-CN", colorScheme: "dark", width: 1000 },
    { language: "zh-CN", colorScheme: "light", width: 360 },
    { language: "ar", colorScheme: "dark", width: 360 },
    { language: "ar", colorScheme: "light", width: 1000 },
  ] as const)("axe finds nothing in $language, $colorScheme, $width wide", async ({ language, colorScheme, width }) => {
    const { webchat, page, open, log, write } = await widgetPage(browser(), {
      ...{ colorScheme, viewport: { width, height: 720 } },
      prepare: (fake) => {
        fake.pageLanguage = language;
        fake.config = { ...fake.config, isOpen: false, attachments: { maxBytes: 1_000, types: ["image/png"] } };
      },
    });
    const findings = async () => {
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
      // The page around it is a test's: only what is in the widget counts, and where it stands in the page is up to it.
      return violations.filter(({ id }) => id !== "region").map(({ id, nodes }) => [id, nodes[0]?.html]);
    };
    expect(await findings()).toEqual([]);
    await open();
    webchat.say("Please see https://example.com", { options: [{ id: "a", title: "转人工" }] });
    await seen(log, "转人工");
    expect(await findings()).toEqual([]);
    webchat.refusals.set("/messages", 422);
    await write("你好");
    webchat.survey(["1 Very bad", "2 Bad", "3 Fair", "4 Good", "5 Very good"]);
    webchat.tell({ type: "typing", from: "agent", agentName: "Li" });
    await seen(log, "How was it?");
    expect(await findings()).toEqual([]);
    await page.getByRole("button", { name: "4 Good" }).click();
    await log.locator('.score[aria-pressed="true"]').waitFor();
    expect(await findings()).toEqual([]);
  });
});
