import { createServer } from "node:http";
import axe from "axe-core";
import { toNodeHandler } from "kefu/node";
import { surveyHandler } from "kefu/survey";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { type AskedOptions, asked, chineseIssue, publicUrl } from "../http/survey/asked.ts";
import { listening } from "../listening.ts";
import { describeInBrowser, picture } from "./browser.ts";

/** The page of an asked survey on a server, before a customer's browser. */
async function opened(browser: Browser, options: AskedOptions = {}, device: BrowserContextOptions = {}) {
  const made = await asked(options);
  const { origin, close } = await listening(createServer(toNodeHandler(surveyHandler(made.service, options.page))));
  const context = await browser.newContext({ reducedMotion: "reduce", ...device });
  onTestFinished(async () => {
    await context.close();
    await close();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  const faults: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && faults.push(message.text())));
  page.on("pageerror", (error) => void faults.push(error.message));
  await page.goto(made.url.replace(publicUrl, origin));
  return { ...made, page, faults };
}

/** What axe finds against WCAG 2.2 AA and good practice, in the page as it stands. */
async function findings(page: Page): Promise<readonly string[]> {
  // The page's own policy lets no script in; what is evaluated by the browser's driver is not the page's.
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}

/** An element, of what the tests' own types do not know. */
interface Focusable {
  matches(selector: string): boolean;
}

const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describeInBrowser("the page of a survey", (browser) => {
  const looks = (["csat", "nps", "ces"] as const).flatMap((kind) =>
    (["light", "dark"] as const).flatMap((colorScheme) =>
      (["zh", "en"] as const).map((language) => ({ kind, colorScheme, language })),
    ),
  );
  test.each(looks)("$kind in $language, $colorScheme: is open to everybody, on a phone and a desk", async (look) => {
    const { kind, colorScheme, language } = look;
    const options = { kind, page: { title: { "zh-CN": "示例商店", en: "Example Shop" } } };
    for (const [name, device] of [
      ["phone", phone],
      ["desk", {}],
    ] as const) {
      const issue = language === "zh" ? { issue: chineseIssue } : {};
      const { page, faults } = await opened(browser(), { ...options, ...issue }, { ...device, colorScheme });
      expect(await page.locator("html").getAttribute("lang")).toBe(language === "zh" ? "zh-CN" : "en");
      await page.getByRole("radio").nth(3).check();
      await picture(page, `survey-${kind}-${language}-${colorScheme}-${name}`);
      expect(await findings(page)).toEqual([]);
      expect(faults).toEqual([]);
      const [wide = 0, shown = 0] = await page.evaluate<number[]>("[document.documentElement.scrollWidth, innerWidth]");
      expect(wide).toBeLessThanOrEqual(shown);
      for (const tile of await page.locator(".choices label").all()) {
        const box = await tile.boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);
      }
    }
  });

  test("is answered with the keyboard alone, and thanks; a comment may follow", async () => {
    const { page, kept } = await opened(browser(), { issue: chineseIssue });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    for (let time = 0; time < 3; time += 1) await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "4 满意", exact: true }).isChecked()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "感谢您的评价！" }).waitFor();
    expect(await kept()).toMatchObject({ score: 4, comment: null });
    expect(await findings(page)).toEqual([]);
    await picture(page, "survey-thanks-zh");
    await page.getByLabel("还有什么想告诉我们的吗？").fill("很快\n谢谢");
    await page.getByRole("button", { name: "提交意见" }).click();
    await page.getByText("您的意见会帮助我们做得更好。").waitFor();
    expect(await kept()).toMatchObject({ score: 4, comment: "很快\n谢谢" });
    await page.reload();
    await page.getByText("您的意见会帮助我们做得更好。").waitFor();
  });

  test("asks for a score where none was chosen, and keeps the comment that was typed", async () => {
    const { page, kept } = await opened(browser(), {}, { ...phone, colorScheme: "dark" });
    await page.getByLabel("Would you like to tell us why?").fill("because\n\nof it");
    await page.getByRole("button", { name: "Send" }).click();
    expect(
      await page.getByRole("radio", { name: "1 Very bad" }).evaluate((radio: Focusable) => radio.matches(":invalid")),
    ).toBe(true);
    // A browser that does not ask for what is required.
    await page
      .locator("form")
      .evaluate((form: { setAttribute(name: string, value: string): void }) => form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Send" }).click();
    const mistake = page.getByRole("alert");
    await mistake.waitFor();
    expect(await mistake.evaluate((element: Focusable) => element.matches(":focus"))).toBe(true);
    expect(await page.getByLabel("Would you like to tell us why?").inputValue()).toBe("because\n\nof it");
    expect(await findings(page)).toEqual([]);
    await picture(page, "survey-mistake-en-dark");
    await page.getByRole("radio", { name: "5 Very good" }).tap();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("heading", { name: "Thank you for your rating!" }).waitFor();
    expect(await kept()).toMatchObject({ score: 5, comment: "because\n\nof it" });
  });

  test("of a link that is over or wrong is as open to everybody, in the browser's language", async () => {
    const { page, pass } = await opened(browser(), {}, { locale: "zh-CN", colorScheme: "dark" });
    await page.goto(`${page.url()}x`);
    await page.getByRole("heading", { name: "链接无法打开" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await picture(page, "survey-unknown-zh-dark");
    await pass({ days: 15 });
    await page.goBack();
    await page.getByRole("heading", { name: "This survey is over" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await picture(page, "survey-over-en-dark");
  });

  test("is sent again, as it was typed, by who is asked to", async () => {
    const { page, service } = await opened(browser());
    await page.getByRole("radio", { name: "2 Bad" }).check();
    await page.getByLabel("Would you like to tell us why?").fill("slow");
    await service.stop();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await picture(page, "survey-away-en");
    expect(await page.locator('[name="score"]').inputValue()).toBe("2");
    expect(await page.locator('[name="comment"]').inputValue()).toBe("slow");
  });
});
