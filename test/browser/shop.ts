import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../examples/run-example.ts";
import { listening } from "../listening.ts";

const main = fileURLToPath(new URL("../../examples/shop/main.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The shop of `npm start`, in a process of its own that can be killed. */
export class Shop {
  readonly origin: string;
  readonly #environment: NodeJS.ProcessEnv;
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.origin = `http://localhost:${port}`;
    this.#environment = { ...process.env, PORT: `${port}`, KEFU_DATABASE: `${temporaryFolder()}/shop.db` };
  }

  static async open(): Promise<Shop> {
    const shop = new Shop(await freePort());
    onTestFinished(() => shop.kill());
    await shop.start();
    return shop;
  }

  async start(): Promise<void> {
    const given = ["--import", loader, "--conditions=@kefu/source", main];
    const child = spawn(process.execPath, given, { env: this.#environment, stdio: ["ignore", "pipe", "inherit"] });
    this.#process = child;
    for await (const text of child.stdout.setEncoding("utf8")) if (String(text).includes("inbox")) return;
    throw new Error("The shop did not open.");
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

async function freePort(): Promise<number> {
  const { origin, close } = await listening(createServer());
  await close();
  return Number(new URL(origin).port);
}

/** What the pages of a test complained of: errors in the console, and answers that refuse. */
export type Complaints = string[];

const wide = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" } satisfies BrowserContextOptions;

/** A page of somebody with a browser of their own; what it complains of is noted. */
export async function somebody(
  browser: Browser,
  locale: string,
  complaints: Complaints,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ ...wide, locale, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  return page;
}
