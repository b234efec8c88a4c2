import { postgresTicketStore } from "kefu/postgres";
import pg from "pg";
import { startPostgres } from "../postgres/server.ts";
import { barePostgres } from "./bare-postgres.ts";
import { measureProcesses } from "./desk-processes.ts";
import { FullWay } from "./full-way.ts";
import { measureGrowth } from "./growth.ts";
import { compare, median, report, size } from "./report.ts";

/** The full way beside the bare transaction, with 1, 8 and 32 connections; growth; several processes; wake-ups. */
export async function measurePostgres(): Promise<void> {
  const server = await startPostgres({ fsync: true });
  try {
    for (const connections of [1, 8, 32]) await measureConnections(server.url, connections);
    await measureGrowth("PostgreSQL, 8 connections", async (name) => {
      const pool = new pg.Pool({ connectionString: server.url, max: 8 });
      return postgresTicketStore({ pool, schema: await freshSchema(server.url, name) });
    });
    await measureProcesses(server.url, await freshSchema(server.url, "processes"));
  } finally {
    await server.stop();
  }
}

async function measureConnections(url: string, connections: number): Promise<void> {
  const pools = [0, 1].map(() => new pg.Pool({ connectionString: url, max: connections }));
  const [own, others] = pools as [pg.Pool, pg.Pool];
  const store = postgresTicketStore({ pool: own, schema: await freshSchema(url, `desk_${connections}`) });
  const way = new FullWay(store);
  await way.start();
  const bare = barePostgres(others, await freshSchema(url, `bare_${connections}`), connections);
  await way.run(size.warmUp);
  await bare.run(size.warmUp);
  const rates = { way: [] as number[], bare: [] as number[] };
  for (let round = 0; round < size.rounds; round += 1) {
    rates.bare.push(await bare.run(size.messages));
    rates.way.push(await way.run(size.messages));
  }
  await way.stop();
  for (const pool of pools) await pool.end();
  const where = `PostgreSQL, ${connections} connections`;
  report(`full way, ${where}`, median(rates.way), "messages/s");
  report(`bare transaction of 5 statements, ${where}`, median(rates.bare), "transactions/s");
  report(`full way / bare transaction, ${where}`, compare(rates.way, rates.bare), "ratio");
}

/** A schema with the store's tables, which ends with the server. */
async function freshSchema(url: string, name: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const schema = `bench_${name}_${process.pid}`;
  await pool.query(`CREATE SCHEMA ${schema}`);
  await postgresTicketStore({ pool, schema }).migrate();
  await pool.end();
  return schema;
}
