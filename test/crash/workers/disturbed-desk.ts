import type { Random } from "kefu";
import { seededRandom } from "kefu/testing";
import type { CrashBackend, CrashDatabase } from "../crash-backend.ts";
import { sleep } from "../sleep.ts";
import { type Tally, tallyOf } from "../tally.ts";
import { Crew } from "./crew.ts";
import { customersWrite, type Talk } from "./customers.ts";
import { whatIsLeft } from "./last-process.ts";
import { LineProvider, type Weather } from "./line-provider.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** What a run looks like. */
export interface Disturbance {
  readonly talk: Talk;
  readonly weather: Weather;
  /** How many times faster the desk's time goes. */
  readonly speed: number;
  /** In real time. */
  readonly leaseMs: number;
  /** Does one bad thing to the desk. */
  readonly disturb: (scene: Disturbed) => Promise<"kill" | "stop">;
  /** The longest time between one bad thing and the next; the shortest is a third of it. */
  readonly everyMs: number;
}

/** What can be disturbed. */
export interface Disturbed {
  /** A process that has been at work for a while. */
  readonly worker: WorkerProcess;
  readonly database: CrashDatabase;
  readonly random: Random;
}

/**
 * Customers write to a desk of several processes while bad things happen to it. In the end all processes are killed, one
 * more does what is left, and its records are laid beside what the channel and the customers saw.
 */
export async function disturbedDesk(backend: CrashBackend, seed: number, plan: Disturbance): Promise<Tally> {
  const random = seededRandom(seed);
  const database = await backend.create();
  const provider = new LineProvider(seededRandom(seed + 1), plan.weather);
  const setup = {
    address: database.address,
    speed: plan.speed,
    leaseMs: plan.leaseMs * plan.speed,
    channelTimeoutMs: 500,
  };
  const crew = new Crew(setup, backend.processes, random, { send: (message) => provider.take(message) });
  let [stops, isOver] = [0, false];
  async function disturb(): Promise<void> {
    while (!isOver) {
      const worker = await crew.someone();
      await sleep(((1 + 2 * random.fraction()) / 3) * plan.everyMs);
      if ((await plan.disturb({ worker, database, random })) === "stop") stops += 1;
    }
  }
  const disturbing = disturb();
  const accepted = await customersWrite(plan.talk, seededRandom(seed + 2), crew.webhook);
  isOver = true;
  await disturbing;
  await crew.end();
  provider.calmDown();
  const findings = [...crew.findings, ...(await whatIsLeft(database, provider, accepted, plan.speed))];
  await database.drop();
  const { recognised } = provider;
  return tallyOf({ kills: crew.deaths, stops, messages: accepted.length, recognised, findings });
}
