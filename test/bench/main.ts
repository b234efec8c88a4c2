import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryTicketStore, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { bareSqlite } from "./bare-store.ts";
import { FullWay } from "./full-way.ts";
import { storeTickets } from "./stored-tickets.ts";

/** How much is measured; `--quick` only shows that everything runs. */
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const size = quick
  ? { warmUp: 300, messages: 300, bare: 640, rounds: 2, few: 100, many: 2_000 }
  : { warmUp: 4_000, messages: 4_000, bare: 12_800, rounds: 7, few: 1_000, many: 200_000 };

/** Another machine's noise falls on single rounds: what is measured side by side is compared by its median. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(name: string, value: number, unit: string): void {
  const rounded = Number(value.toPrecision(4));
  console.log(json ? JSON.stringify({ name, value: rounded, unit }) : `${name.padEnd(52)} ${rounded} ${unit}`);
}

async function started(store: TicketStore, tickets = 0): Promise<FullWay> {
  const way = new FullWay(store);
  await way.start();
  await storeTickets(store, tickets);
  await way.run(size.warmUp);
  return way;
}

async function measureWays(folder: string): Promise<void> {
  const bare = await bareSqlite(join(folder, "bare.db"));
  const sqlite = await started(sqliteTicketStore(join(folder, "desk.db")));
  const memory = await started(memoryTicketStore());
  bare.run(size.bare);
  const rates = { bare: [] as number[], sqlite: [] as number[], memory: [] as number[] };
  for (let round = 0; round < size.rounds; round += 1) {
    rates.bare.push(bare.run(size.bare));
    rates.sqlite.push(await sqlite.run(size.messages));
    rates.memory.push(await memory.run(size.messages));
  }
  await sqlite.stop();
  await memory.stop();
  bare.close();
  report("full way, memory", median(rates.memory), "messages/s");
  report("full way, memory, best round", Math.max(...rates.memory), "messages/s");
  report("full way, SQLite FULL", median(rates.sqlite), "messages/s");
  report("bare transaction of 5 statements, SQLite FULL", median(rates.bare), "transactions/s");
  report("full way / bare transaction", median(rates.sqlite.map((rate, i) => rate / (rates.bare[i] ?? 1))), "ratio");
}

/** What a message costs beside many stored tickets, against what it costs beside few. */
async function measureGrowth(name: string, open: (name: string) => TicketStore): Promise<void> {
  const few = await started(open("few"), size.few);
  const many = await started(open("many"), size.many);
  const ratios: number[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    const fast = await few.run(size.messages);
    const slow = await many.run(size.messages);
    ratios.push(fast / slow);
  }
  await few.stop();
  await many.stop();
  report(`cost of a message, ${size.many} against ${size.few} tickets, ${name}`, median(ratios), "ratio");
}

const folder = mkdtempSync(join(tmpdir(), "kefu-bench-"));
try {
  await measureWays(folder);
  await measureGrowth("SQLite FULL", (name) => sqliteTicketStore(join(folder, `${name}.db`)));
  await measureGrowth("memory", () => memoryTicketStore());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
