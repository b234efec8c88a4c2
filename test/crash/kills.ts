import type { CrashBackend } from "./crash-backend.ts";
import { sleep } from "./sleep.ts";
import type { Tally } from "./tally.ts";
import { type Disturbance, type Disturbed, disturbedDesk } from "./workers/disturbed-desk.ts";

const leaseMs = 400;
/** Longer than a lease, so that others take over what it has. */
const standStillMs = 600;

const plan: Disturbance = {
  talk: { conversations: 16, messages: 5, pauseMs: 300 },
  weather: { trouble: 0.25, sendMs: 2 },
  speed: 10,
  leaseMs,
  disturb: killOrStop,
  everyMs: 500,
};

/** Processes die by kill -9 or stand still for longer than their lease, at any moment, while the channel fails at random. */
export function kills(backend: CrashBackend, seed: number): Promise<Tally> {
  return disturbedDesk(backend, seed, plan);
}

async function killOrStop({ worker, random }: Disturbed): Promise<"kill" | "stop"> {
  if (random.fraction() < 0.6) {
    await worker.kill();
    return "kill";
  }
  worker.standStill();
  await sleep(standStillMs);
  worker.goOn();
  return "stop";
}
