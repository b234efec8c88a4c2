import { join } from "node:path";
import { memoryTicketStore, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { bareSqlite } from "./bare-sqlite.ts";
import { FullWay } from "./full-way.ts";
import { measureGrowth } from "./growth.ts";
import { compare, median, report, size } from "./report.ts";
import { measureRouting } from "./routing.ts";

async function started(store: TicketStore): Promise<FullWay> {
  const way = new FullWay(store);
  await way.start();
  await way.run(size.warmUp);
  return way;
}

/** Memory and SQLite, beside the bare transaction of SQLite. */
export async function measureEmbeddedStores(folder: string): Promise<void> {
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
  report("bare transaction of 5 statements, SQLite FULL, 64 in a commit", median(rates.bare), "transactions/s");
  report("full way / bare transaction, SQLite FULL", compare(rates.sqlite, rates.bare), "ratio");
  await measureRouting("SQLite FULL", sqliteTicketStore(join(folder, "routing.db")));
  await measureRouting("memory", memoryTicketStore());
  await measureGrowth("SQLite FULL", (name) => sqliteTicketStore(join(folder, `${name}.db`)));
  // As many as a process has room for.
  await measureGrowth("memory", () => memoryTicketStore(), size.many / 5);
}
