import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** How a run ended, and everything it printed. */
export interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type ExampleName = "express" | "shop" | "telegram-bot" | "terminal" | "tutorial" | "whatsapp-bot";

export interface RunOptions {
  readonly arguments?: readonly string[];
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An example under way in a process of its own. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Run>;
  write(text: string): void;
  /** Resolves when this was printed; rejects when the run ends without it. */
  printed(text: string): Promise<void>;
  /** What it printed so far. */
  output(): string;
}

/** A folder of this test alone. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kefu-example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function startExample(name: ExampleName, options: RunOptions = {}): Running {
  const main = fileURLToPath(new URL(`../../examples/${name}/main.ts`, import.meta.url));
  const given = ["--import", loader, "--conditions=@kefu/source", main, ...(options.arguments ?? [])];
  const env = { ...process.env, KEFU_DATABASE: "", ...options.environment };
  const child = spawn(process.execPath, given, { cwd: options.folder, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A run that refuses to start reads nothing of what it is given.
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stdout, stderr }));
  return {
    child,
    ended,
    write: (text) => void child.stdin.write(text),
    output: () => stdout,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stdout.includes(text) && resolve();
        child.stdout.on("data", look);
        look();
        ended.then((run) => reject(new Error(`It ended without "${text}": ${JSON.stringify(run)}`)), reject);
      }),
  };
}

/** Runs an example to its end with this input. */
export function runExample(
  name: ExampleName,
  options: RunOptions & { readonly input?: string | Uint8Array } = {},
): Promise<Run> {
  const running = startExample(name, options);
  running.child.stdin.end(options.input ?? "");
  return running.ended;
}
