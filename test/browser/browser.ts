import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { root } from "../package/package-sources.ts";

/** Where Chromium may be: as said in the environment, or where Debian puts it. */
const executablePath = [process.env.KEFU_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Tests in a Chromium of their own. Where there is none they are left out, but not where the package is checked (`CI`). */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  describe.skipIf(executablePath === undefined && !process.env.CI)(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args });
    }, 60_000);
    afterAll(() => browser?.close());
    tests(() => {
      if (browser === undefined) throw new Error("Chromium did not start.");
      return browser;
    });
  });
}

const pictures = join(root, "test/browser/pictures");

/** A picture of the page, in test/browser/pictures, which is not kept in the repository. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
}
