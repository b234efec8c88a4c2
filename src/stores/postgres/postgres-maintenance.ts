import type { StoreMaintenance } from "../../ports/store-maintenance.ts";
import * as sql from "../sql/maintenance.ts";
import { findMentions, type Query } from "../sql/mentions.ts";
import type { Database } from "./database.ts";
import { takeLock, wakeAll } from "./job-statements.ts";

/** Runs an act on the open database, which is not closed before it ends. */
type Use = <T>(act: (database: Database) => Promise<T>) => Promise<T>;

export function postgresMaintenance(use: Use): StoreMaintenance {
  return {
    jobStatistics: (tenant) =>
      use(async (database) => {
        const [row = []] = await database.query(sql.countJobs, sql.countJobsValues(tenant, database.now()));
        return sql.jobStatisticsOf(row);
      }),

    revive: (tenant, jobId) =>
      use(async (database) => {
        const { tables } = database;
        const id = sql.jobNumber(jobId);
        const [found] = await database.query("SELECT lane FROM cs_job WHERE tenant = ? AND id = ?", [tenant, id]);
        const [, revived] = await database.runAgain([
          tables.command(takeLock, [tables.lockKey(tenant, `lane ${found?.[0] ?? ""}`)]),
          tables.command(`${sql.reviveJob("DEFAULT")} RETURNING 1`, [database.now().getTime(), tenant, id]),
          tables.command(wakeAll, [tables.key, tenant]),
        ]);
        return revived?.count === 1;
      }),

    prune: (tenant, { marksBefore, deadLettersBefore, limit }) =>
      use(async (database) => {
        const [marks, deadLetters] = await database.runAgain([
          database.tables.command(sql.pruneMarks, [tenant, marksBefore.getTime(), limit]),
          database.tables.command(sql.pruneDeadLetters, [tenant, deadLettersBefore.getTime(), limit]),
        ]);
        return { marks: marks?.count ?? 0, deadLetters: deadLetters?.count ?? 0 };
      }),

    mentions: (tenant, texts) =>
      use((database) => {
        const query: Query = (text, values) => database.query(text, values);
        return findMentions(query, tenant, texts);
      }),

    remove: (tenant, things) =>
      use(async (database) => {
        const removals = things.map((thing) => sql.removal(tenant, thing));
        await database.runAgain(removals.map(({ text, values }) => database.tables.command(text, values)));
      }),
  };
}
