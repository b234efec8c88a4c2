// Runs in a process of its own, on a disk or with a limit of its own; prints what it found.
import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CustomerService, isCode } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel } from "kefu/testing";
import { aroundScript, audit } from "../audit.ts";
import { sleep } from "../sleep.ts";
import { broken, type Finding, tallyOf } from "../tally.ts";

const [folder = "", kind = ""] = process.argv.slice(2);
const path = join(folder, "desk.db");
const ballast = join(folder, "ballast");
const findings: Finding[] = [];
const expect = (promise: string, holds: boolean, got: unknown = "") => {
  if (!holds) findings.push(broken(`It does not hold that ${promise}. ${got}`));
};

const leftBytes = 2_000_000;

/** How a disk gets full and empty again: by a file of somebody else, or since our own may not grow. */
const disk =
  kind === "mount"
    ? {
        fill: () => fillWithBallast(),
        empty: () => rmSync(ballast),
      }
    : {
        fill: () => limitFiles(`${statSync(`${path}-wal`).size + leftBytes}`),
        empty: () => limitFiles("unlimited"),
      };

/** All but a little, so that it gets full while the desk writes. */
function fillWithBallast(): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(ballast, new Uint8Array(bavail * bsize - leftBytes));
}

function limitFiles(bytes: string): void {
  const [command, ...flags] = ["prlimit", "--pid", `${process.pid}`, `--fsize=${bytes}:`] as const;
  execFileSync(command, flags);
}

const channel = scriptedChannel();
const accepted: { address: string; eventId: string }[] = [];
const refusals: unknown[] = [];

/** Customers write until one is refused, but no more than so many. */
async function write(most: number): Promise<boolean> {
  for (let message = 0; message < most; message += 1) {
    const number = accepted.length + refusals.length;
    const [address, eventId] = [`customer-${number % 20}`, `event-${number}`];
    try {
      await channel.say(address, "Refund policy", { eventId });
      accepted.push({ address, eventId });
    } catch (error) {
      refusals.push(error);
      return false;
    }
  }
  return true;
}

const service = new CustomerService({
  channels: [channel],
  store: sqliteTicketStore(path),
  faq: { "Refund policy": "Within 30 days." },
  leaseMs: 500,
});
await service.start();
expect("it works while there is room", await write(50), refusals);
disk.fill();
expect("it refuses messages when the disk is full", !(await write(20_000)));
for (let again = 0; again < 20; again += 1) await write(1);
const others = refusals.filter((error) => !isCode(error, "store.unavailable"));
expect("every refusal is store.unavailable", others.length === 0, others);
const [first] = accepted;
const known = first && (await service.conversations.find(channel.id, first.address));
expect("it can be read while the disk is full", known?.address === first?.address);
disk.empty();
expect("it takes messages again when there is room", await write(50), refusals.at(-1));

/** What failed meanwhile is tried again after some seconds. */
async function whatIsWrong(): Promise<readonly Finding[]> {
  for (const latest = Date.now() + 30_000; ; await sleep(100)) {
    await service.idle();
    const found = await audit(service, aroundScript(channel, accepted));
    if (found.length === 0 || Date.now() > latest) return found;
  }
}

findings.push(...(await whatIsWrong()));
await service.stop();
console.log(JSON.stringify(tallyOf({ stops: 1, messages: accepted.length, findings })));
