import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** The inbox as somebody has it before them, with what the browser complained about. */
export interface OpenedInbox extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console and violations of the page's policy. */
  readonly complaints: string[];
}

/** Opens the page at `hash`, as this agent. */
export async function openInbox(
  browser: Browser,
  inbox: { readonly origin: string },
  options: BrowserContextOptions & { readonly agent?: string; readonly hash?: string } = {},
): Promise<OpenedInbox> {
  const { agent = "li", hash = "", ...given } = options;
  const context = await browser.newContext({
    viewport: { width: 1360, height: 820 },
    reducedMotion: "reduce",
    locale: "en-GB",
    ...given,
  });
  await context.addCookies([{ name: "agent", value: agent, url: inbox.origin }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // What the server refuses is told by the browser too; the page shows it.
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRefusal) complaints.push(message.text());
  });
  await page.goto(`${inbox.origin}/inbox${hash}`);
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** What axe finds against WCAG 2.2 AA and best practice. Run outside of the page's policy, by the browser's own hand. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // @ts-expect-error: axe is there since the line before
    const { violations } = await globalThis.axe.run();
    return violations.map(
      ({ id, nodes }: { id: string; nodes: readonly { html: string; failureSummary: string }[] }) =>
        `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(" | ")}`,
    );
  });
}
