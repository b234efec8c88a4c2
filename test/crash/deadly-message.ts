import { seededRandom } from "kefu/testing";
import type { CrashBackend } from "./crash-backend.ts";
import { sleep } from "./sleep.ts";
import { broken, type Finding, type Tally, tallyOf } from "./tally.ts";
import { Crew } from "./workers/crew.ts";
import { customersWrite } from "./workers/customers.ts";
import { whatIsLeft } from "./workers/last-process.ts";
import { LineProvider } from "./workers/line-provider.ts";
import { deadlyQuestion } from "./workers/numbered-desk.ts";

const patienceMs = 60_000;

/** A message of which every process dies that looks at it: it is given up, a human gets it, and all others are answered. */
export async function deadlyMessage(backend: CrashBackend, seed: number): Promise<Tally> {
  const random = seededRandom(seed);
  const database = await backend.create();
  const provider = new LineProvider(random);
  const setup = { address: database.address, speed: 10, leaseMs: 4_000, channelTimeoutMs: 500 };
  const died: string[] = [];
  const crew = new Crew(setup, backend.processes, random, {
    send: (message) => provider.take(message),
    jobDied: (jobKind) => void died.push(jobKind),
  });
  const address = "mallory";
  const from = { ids: [address], verified: true };
  const event = { type: "message", eventId: "deadly", address, from, text: deadlyQuestion } as const;
  while (!(await crew.webhook(event))) await sleep(20);
  const latest = Date.now() + patienceMs;
  while (died.length === 0 && Date.now() < latest) await sleep(50);
  const accepted = await customersWrite({ conversations: 4, messages: 3, pauseMs: 100 }, random, crew.webhook);
  const kills = crew.deaths;
  await provider.quiet();
  await crew.end();
  const all = [{ address, eventId: event.eventId }, ...accepted];
  const findings: Finding[] = [...(await whatIsLeft(database, provider, all, setup.speed))];
  if (died.join() !== "turn") findings.push(broken(`One turn is given up; told were: ${died.join() || "none"}.`));
  const apologies = provider.shown.filter((message) => message.address === address && /Sorry/.test(message.text));
  if (apologies.length !== 1) findings.push(broken(`${address} was told ${apologies.length} times that it failed.`));
  await database.drop();
  return tallyOf({ kills, messages: all.length, findings: [...crew.findings, ...findings] });
}
