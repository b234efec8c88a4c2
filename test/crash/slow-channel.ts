import { seededRandom } from "kefu/testing";
import type { CrashBackend } from "./crash-backend.ts";
import { type Finding, type Tally, tallyOf } from "./tally.ts";
import { Crew } from "./workers/crew.ts";
import { customersWrite } from "./workers/customers.ts";
import { whatIsLeft } from "./workers/last-process.ts";
import { LineProvider } from "./workers/line-provider.ts";

const leaseMs = 300;
const sendMs = 900;
const talk = { conversations: 4, messages: 2, pauseMs: 100 };

/** A send takes three times as long as a lease: since leases are renewed, each message is sent once, by one process. */
export async function slowChannel(backend: CrashBackend, seed: number): Promise<Tally> {
  const random = seededRandom(seed);
  const database = await backend.create();
  const provider = new LineProvider(random, { trouble: 0, sendMs });
  const setup = { address: database.address, speed: 1, leaseMs, channelTimeoutMs: 10 * sendMs };
  const crew = new Crew(setup, backend.processes, random, { send: (message) => provider.take(message) });
  const accepted = await customersWrite(talk, random, crew.webhook);
  await provider.quiet();
  await crew.end();
  const again = [...provider.asked].filter(([, times]) => times > 1);
  const findings: readonly Finding[] = again.map(([key, times]) => {
    return { harm: "sent twice", sentence: `The channel was asked to send ${key} ${times} times.` };
  });
  provider.calmDown();
  const left = await whatIsLeft(database, provider, accepted, setup.speed);
  await database.drop();
  return tallyOf({ messages: accepted.length, recognised: provider.recognised, findings: [...findings, ...left] });
}
