import type { JobStatistics, PruneOptions, StoredThing, StoreMaintenance } from "../../ports/store-maintenance.ts";
import type { SqlValue } from "../sql/dialect.ts";
import * as sql from "../sql/maintenance.ts";
import { findMentions } from "../sql/mentions.ts";
import type { Connection } from "./connection.ts";
import { nextTurn } from "./next-turn.ts";
import type { SqliteTables } from "./sqlite-tables.ts";

/** What maintenance needs of an open store. */
export interface MaintainedStore {
  /** Runs the work with others in the next commit. */
  write<T>(work: (connection: Connection, tables: SqliteTables, now: Date) => T): Promise<T>;
  /** Runs a query on what is committed. */
  query(text: string, values: readonly SqlValue[]): Promise<readonly object[]>;
  now(): Date;
}

export function sqliteMaintenance(store: MaintainedStore): StoreMaintenance {
  /** The rows column by column. In between, timers and sockets have their turn. */
  async function query(text: string, values: readonly SqlValue[]): Promise<readonly SqlValue[][]> {
    const rows = await store.query(text, values);
    await nextTurn();
    return rows.map((row) => Object.values(row) as SqlValue[]);
  }

  return {
    async jobStatistics(tenant: string): Promise<JobStatistics> {
      const [row = []] = await query(sql.countJobs, sql.countJobsValues(tenant, store.now()));
      return sql.jobStatisticsOf(row);
    },

    revive: (tenant: string, jobId: string): Promise<boolean> =>
      store.write((_, { jobs }, now) => jobs.revive(tenant, jobId, now)),

    prune: (tenant: string, { marksBefore, deadLettersBefore, limit }: PruneOptions) =>
      store.write((connection) => ({
        marks: connection.prepare(sql.pruneMarks).run(tenant, marksBefore.getTime(), limit),
        deadLetters: connection.prepare(sql.pruneDeadLetters).run(tenant, deadLettersBefore.getTime(), limit),
      })),

    mentions: (tenant: string, texts: readonly string[]): Promise<readonly StoredThing[]> =>
      findMentions(query, tenant, texts),

    remove: (tenant: string, things: readonly StoredThing[]): Promise<void> =>
      store.write((connection) => {
        for (const thing of things) {
          const { text, values } = sql.removal(tenant, thing);
          connection.prepare(text).run(...values);
        }
      }),
  };
}
