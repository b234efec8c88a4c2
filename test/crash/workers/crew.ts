import type { InboundEventInput, Random } from "kefu";
import { sleep } from "../sleep.ts";
import { broken, type Finding } from "../tally.ts";
import { type WorkerListener, WorkerProcess } from "./worker-process.ts";
import type { WorkerSetup } from "./worker-protocol.ts";

/** How long a channel waits for the answer to a webhook. */
const webhookTimeoutMs = 300;
/** What a desk may say to a webhook when something is down. The channel delivers it again then. */
const passingRefusals = ["timeout", "store.unavailable", "store.closed", "service.not_running"];
/** What may keep a process from beginning for a moment: the store of the one before is not free yet, or is down. */
const passingFailures = ["store.unavailable", "store.in_use", "exited"];

/** The processes of one desk. One that has ended, however, is followed by another. */
export class Crew {
  readonly #setup: WorkerSetup;
  readonly #listener: WorkerListener;
  readonly #random: Random;
  readonly #workers = new Set<WorkerProcess>();
  readonly #places: readonly Promise<void>[];
  readonly #begun = new Set<WorkerProcess>();
  #isOver = false;
  /** What processes said that they should not have. */
  readonly findings: Finding[] = [];
  /** Processes that ended. */
  deaths = 0;

  constructor(setup: WorkerSetup, size: number, random: Random, listener: WorkerListener) {
    this.#setup = setup;
    this.#random = random;
    this.#listener = listener;
    this.#places = Array.from({ length: size }, () => this.#keepFilled());
  }

  /** Gives the webhook to one of the processes. */
  readonly webhook = async (event: InboundEventInput): Promise<boolean> => {
    const worker = this.any();
    if (worker === null) return false;
    const refusal = await worker.deliver(event, webhookTimeoutMs);
    if (refusal !== null && !passingRefusals.includes(refusal)) {
      this.findings.push(broken(`A webhook was refused with ${refusal}.`));
    }
    return refusal === null;
  };

  /** One of the processes that have begun; `null` when there is none at this moment. */
  any(): WorkerProcess | null {
    const begun = [...this.#begun];
    return begun[Math.floor(this.#random.fraction() * begun.length)] ?? null;
  }

  /** One of the processes, as soon as there is one. */
  async someone(): Promise<WorkerProcess> {
    for (;;) {
      const worker = this.any();
      if (worker !== null) return worker;
      await sleep(10);
    }
  }

  /** Kills all of them. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#workers].map((worker) => worker.kill()));
    await Promise.all(this.#places);
  }

  async #keepFilled(): Promise<void> {
    while (!this.#isOver) {
      const worker = await WorkerProcess.start(this.#setup, this.#listener);
      this.#workers.add(worker);
      if (this.#isOver) await worker.kill();
      const failure = await worker.begun;
      if (failure === null) this.#begun.add(worker);
      else await this.#failed(failure);
      const code = await worker.exited;
      this.#workers.delete(worker);
      if (!this.#begun.delete(worker)) continue;
      this.deaths += 1;
      if (code !== null) this.findings.push(broken(`A process that nobody killed ended with ${code}.`));
    }
  }

  async #failed({ code, sentence }: { readonly code: string; readonly sentence: string }): Promise<void> {
    if (!passingFailures.includes(code)) {
      this.findings.push(broken(`A process could not begin: ${code}: ${sentence}`));
    }
    await sleep(50);
  }
}
