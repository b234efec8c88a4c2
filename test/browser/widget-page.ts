import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { until } from "../harness.ts";
import { type FakeWebchat, fakeWebchat } from "./fake-webchat.ts";

/** A page with the widget, and the other end of it. */
export interface WidgetPage {
  readonly webchat: FakeWebchat;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly launcher: Locator;
  readonly draft: Locator;
  /** What was said, as it can be read. */
  readonly log: Locator;
  open(): Promise<void>;
  write(text: string): Promise<void>;
  /** Another tab of the same browser. */
  newTab(): Promise<Page>;
  /** Whether the shadow root's focus is on what the selector finds. */
  hasFocus(selector: string): Promise<boolean>;
}

interface WidgetPageOptions extends BrowserContextOptions {
  readonly prepare?: (webchat: FakeWebchat) => void;
  /** Runs in every tab before anything else does. */
  readonly script?: string;
}

/**
 * A browser of its own on the page. What the page's policy forbids, and what goes wrong in its scripts, fails the test at
 * its end; that a request fails is what many tests are about.
 */
export async function widgetPage(browser: Browser, options: WidgetPageOptions = {}): Promise<WidgetPage> {
  const { prepare, script, ...contextOptions } = options;
  const webchat = await fakeWebchat();
  prepare?.(webchat);
  const context = await browser.newContext({ reducedMotion: "reduce", ...contextOptions });
  if (script !== undefined) await context.addInitScript(script);
  const wrong: string[] = [];
  context.on("weberror", (error) => void wrong.push(`${error.error()}`));
  context.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) wrong.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  const newTab = async () => {
    const tab = await context.newPage();
    await tab.goto(webchat.origin);
    return tab;
  };
  const page = await newTab();
  const launcher = page.locator(".launcher");
  const draft = page.locator(".draft");
  return {
    ...{ webchat, page, context, launcher, draft, newTab },
    log: page.getByRole("log"),
    async open() {
      await launcher.click();
      await page.getByRole("dialog").waitFor();
      await until(() => webchat.streams > 0 || webchat.streaming !== "live");
    },
    async write(text) {
      await draft.fill(text);
      await draft.press("Enter");
    },
    hasFocus: (selector) =>
      page.evaluate(
        `document.querySelector("kefu-chat").shadowRoot.activeElement?.matches(${JSON.stringify(selector)})`,
      ),
  };
}

/** Waits until it can be seen. */
export function seen(page: Page | Locator, text: string | RegExp): Promise<void> {
  return page.getByText(text).first().waitFor();
}
