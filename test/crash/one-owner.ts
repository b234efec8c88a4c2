import type { CrashBackend } from "./crash-backend.ts";
import { broken, type Finding, type Tally, tallyOf } from "./tally.ts";
import { WorkerProcess } from "./workers/worker-process.ts";

/** Two processes on one SQLite file: the second is refused, and is welcome when the first has died. */
export async function oneOwner(backend: CrashBackend): Promise<Tally> {
  const database = await backend.create();
  const setup = { address: database.address, speed: 1, leaseMs: 400, channelTimeoutMs: 500 };
  const begin = () => WorkerProcess.start(setup, { send: async () => "silence" });
  const findings: Finding[] = [];
  const expect = async (worker: WorkerProcess, expected: string | null, who: string) => {
    const code = (await worker.begun)?.code ?? null;
    if (code !== expected) findings.push(broken(`${who}: expected ${expected ?? "that it begins"}, got ${code}.`));
  };
  const first = await begin();
  await expect(first, null, "The first process");
  const second = await begin();
  await expect(second, "store.in_use", "A second process");
  await first.kill();
  const third = await begin();
  await expect(third, null, "A process after the death of the first");
  await Promise.all([second.kill(), third.kill()]);
  await database.drop();
  return tallyOf({ kills: 2, findings });
}
