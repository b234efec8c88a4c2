import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import type { DeskCommand, DeskReply } from "./desk-process.ts";
import { compare, quantile, report, size } from "./report.ts";

/** What two processes do on one database against what one does, and how soon an idle one hears of another's message. */
export async function measureProcesses(url: string, schema: string): Promise<void> {
  const processes = await Promise.all(["first", "second"].map((name) => startDesk(url, schema, name)));
  try {
    await measureTwo(processes as [ChildProcess, ChildProcess], url, schema);
  } finally {
    for (const desk of processes) desk.disconnect();
  }
  await measureWakes(url, schema);
}

async function measureTwo([first, second]: [ChildProcess, ChildProcess], url: string, schema: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const rate = async (desks: readonly ChildProcess[]) => {
    const begun = performance.now();
    await Promise.all(desks.map((desk) => ask(desk, { do: "receive", messages: size.messages / desks.length })));
    await drained(pool, schema);
    return size.messages / ((performance.now() - begun) / 1_000);
  };
  const rates = { one: [] as number[], two: [] as number[] };
  await rate([first, second]);
  for (let round = 0; round < size.rounds; round += 1) {
    await ask(second, { do: "stop" });
    rates.one.push(await rate([first]));
    await ask(second, { do: "start" });
    rates.two.push(await rate([first, second]));
  }
  await pool.end();
  report("two processes against one, PostgreSQL", compare(rates.two, rates.one), "ratio");
}

/** Resolves when nothing is left to do. */
async function drained(pool: pg.Pool, schema: string): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(`SELECT count(*)::int AS live FROM ${schema}.cs_job WHERE state <> 'dead'`);
    if (rows[0]?.live === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function measureWakes(url: string, schema: string): Promise<void> {
  const idle = await startDesk(url, schema, "idle");
  const busy = await startDesk(url, schema, "busy");
  await ask(busy, { do: "hang" });
  const waits: number[] = [];
  for (let wake = 0; wake < size.wakes; wake += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const heard = once(idle, "message") as Promise<[DeskReply]>;
    const { begunAt } = await ask(busy, { do: "receive", messages: 1 });
    const [{ at: sent }] = await heard;
    waits.push(sent - begunAt);
  }
  idle.disconnect();
  busy.disconnect();
  report("an idle process answers what another begins to receive, median", quantile(waits, 0.5), "ms");
  report("an idle process answers what another begins to receive, p95", quantile(waits, 0.95), "ms");
}

async function startDesk(url: string, schema: string, name: string): Promise<ChildProcess> {
  const program = new URL("desk-process.ts", import.meta.url);
  const desk = fork(program, [url, schema, name], { execArgv: process.execArgv });
  await once(desk, "message");
  return desk;
}

async function ask(desk: ChildProcess, command: DeskCommand): Promise<DeskReply> {
  const replied = once(desk, "message") as Promise<[DeskReply]>;
  desk.send(command);
  return (await replied)[0];
}
