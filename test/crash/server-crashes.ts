import type { CrashBackend } from "./crash-backend.ts";
import type { Tally } from "./tally.ts";
import { type Disturbance, type Disturbed, disturbedDesk } from "./workers/disturbed-desk.ts";

const plan: Disturbance = {
  talk: { conversations: 16, messages: 5, pauseMs: 300 },
  weather: { trouble: 0, sendMs: 5 },
  speed: 1,
  leaseMs: 400,
  disturb: crashOrDisconnect,
  everyMs: 600,
};

/** Under load, the server of the database crashes and comes back, or breaks all connections. */
export function serverCrashes(backend: CrashBackend, seed: number): Promise<Tally> {
  return disturbedDesk(backend, seed, plan);
}

async function crashOrDisconnect({ database, random }: Disturbed): Promise<"stop"> {
  if (random.fraction() < 0.5) await database.server?.crash();
  else await database.server?.disconnect();
  return "stop";
}
