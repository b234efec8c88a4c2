import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { InboundEventInput, OutgoingMessage } from "kefu";
import type { FromWorker, SendOutcome, ToWorker, WorkerSetup } from "./worker-protocol.ts";

/** Beside the packages that it loads by their names. */
const outfile = fileURLToPath(
  new URL(`../../../node_modules/.cache/kefu-crash/worker-${process.pid}.mjs`, import.meta.url),
);

/** What the process that started a worker does for it. */
export interface WorkerListener {
  /** The channel: what it makes of a message. */
  send(message: OutgoingMessage): Promise<SendOutcome>;
  jobDied?(jobKind: string): void;
}

/** A desk in a process of its own, as seen from the one that started it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  readonly #webhooks = new Map<number, (refusal: string | null) => void>();
  /** Resolves when it has begun, with `null`; or with why it could not. */
  readonly begun: Promise<{ readonly code: string; readonly sentence: string } | null>;
  /** Resolves with the code it ended with; `null` when it was killed. */
  readonly exited: Promise<number | null>;
  #webhookCount = 0;

  private constructor(child: ChildProcess, setup: WorkerSetup, listener: WorkerListener) {
    this.#child = child;
    this.#listener = listener;
    this.exited = new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
      else child.once("exit", resolve);
    });
    this.begun = new Promise((resolve) => {
      child.on("message", (message: FromWorker) => {
        if (message.kind === "running") resolve(null);
        else if (message.kind === "failed") resolve(message);
        else this.#hear(message);
      });
      void this.exited.then(() => resolve({ code: "exited", sentence: "It ended before it began." }));
    });
    void this.exited.then(() => this.#forget());
    this.#tell({ kind: "begin", setup });
  }

  /** Begins in a process that has loaded its program already, where there is one. */
  static async start(setup: WorkerSetup, listener: WorkerListener): Promise<WorkerProcess> {
    const loaded = await spare();
    return new WorkerProcess(loaded, setup, listener);
  }

  /** The channel's webhook: the code of the refusal, `null` when it was acknowledged, "timeout" when nobody answered. */
  deliver(event: InboundEventInput, timeoutMs: number): Promise<string | null> {
    this.#webhookCount += 1;
    const number = this.#webhookCount;
    return new Promise<string | null>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, "timeout");
      this.#webhooks.set(number, (refusal) => {
        clearTimeout(timer);
        resolve(refusal);
      });
      this.#tell({ kind: "webhook", number, event });
    }).finally(() => this.#webhooks.delete(number));
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  /** It stands still, and goes on later as if nothing had been. */
  standStill(): void {
    this.#child.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  #hear(message: Exclude<FromWorker, { kind: "running" | "failed" }>): void {
    switch (message.kind) {
      case "answered":
        this.#webhooks.get(message.number)?.(message.refusal);
        break;
      case "send":
        void this.#send(message.number, message.message);
        break;
      case "job died":
        this.#listener.jobDied?.(message.jobKind);
        break;
      case "loaded":
        break;
      default:
        message satisfies never;
    }
  }

  async #send(number: number, message: OutgoingMessage): Promise<void> {
    const outcome = await this.#listener.send(message);
    if (outcome !== "silence") this.#tell({ kind: "sent", number, outcome });
  }

  /** A process that dies at this moment hears nothing any more. */
  #tell(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #forget(): void {
    for (const answer of this.#webhooks.values()) answer("timeout");
  }
}

let program: Promise<string> | null = null;
let loading: Promise<ChildProcess> | null = null;

/** A process that has loaded its program, which takes most of the time of a start; the next one is begun at once. */
async function spare(): Promise<ChildProcess> {
  const loaded = loading ?? load();
  loading = load();
  return loaded;
}

async function load(): Promise<ChildProcess> {
  program ??= bundle();
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = fork(await program, { execArgv: [], serialization: "advanced", stdio: [...stdio] });
  await once(child, "message");
  return child;
}

/** One file of all that a worker needs: it starts five times as fast as from its sources. */
async function bundle(): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@kefu/source"],
    external: ["pg", "@photostructure/sqlite", "better-sqlite3"],
    logLevel: "error",
  });
  return outfile;
}

/** Ends the process that was kept for the next start, and removes the program. */
export async function dismissSpare(): Promise<void> {
  const child = await loading;
  child?.kill("SIGKILL");
  [loading, program] = [null, null];
  rmSync(outfile, { force: true });
}
