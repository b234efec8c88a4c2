import type { SqliteDatabase } from "../../../src/stores/sqlite/index.ts";

/** Mistakes that are made in SQL: what is found in the statements of the SQLite store, and what stands there instead. */
export const brokenSql: Readonly<Record<string, readonly [find: RegExp, instead: string]>> = {
  "loses updates: the version is not compared": [/(UPDATE cs_ticket .*) AND version = \?/, "$1 AND ? IS NOT NULL"],
  "does not fence: the attempt of a claim is not compared": [/AND attempt = \?/, "AND ? IS NOT NULL"],
  "lets anybody settle: the owner of a claim is not compared": [/AND lease_owner = \?/, "AND ? IS NOT NULL"],
  "claims whatever the state": [/j\.state = 'ready'/, "j.state <> 'dead'"],
  "orders a lane by due time": [/e\.id < j\.id/, "(e.due_at, e.id) < (j.due_at, j.id)"],
  "orders a lane by creation time": [/e\.id < j\.id/, "(e.created_at, e.id) < (j.created_at, j.id)"],
  "orders a lane by due time when it claims at enqueue": [/(lane = \? AND state) <> 'dead'/, "$1 = 'running'"],
  "lets dead letters hold up their lane": [/ AND e\.state <> 'dead'/, ""],
  "claims the lanes of one tenant only when others are free": [/e\.tenant = j\.tenant AND /, ""],
  "moves claimed timers": [/(UPDATE cs_job SET due_at = .* <> 'dead') AND state = 'ready'/, "$1"],
  "cancels claimed timers": [/(DELETE FROM cs_job .* <> 'dead') AND state = 'ready'/, "$1"],
  "forgets when a dead letter was given up": [/(SET state = 'dead', due_at =) \?/, "$1 coalesce(due_at, ?)"],
  "counts the attempt of a released claim": [/attempt = attempt - 1/, "attempt = attempt"],
  "revives a dead letter at its old place": [/SET id = \?/, "SET id = coalesce(id, ?)"],
  "revives a dead letter without its attempts": [/, attempt = 0/, ""],
  "revives a dead letter beside a live job of its key": [/ AND NOT EXISTS \(SELECT 1 FROM cs_job AS live.*\)/, ""],
  "revives live jobs": [/(WHERE tenant = \? AND id = \?) AND state = 'dead' AND NOT/, "$1 AND NOT"],
  "revives what is another tenant's": [/(due_at = \?) WHERE tenant = \? AND id/, "$1 WHERE ? <> '' AND id"],
  "prunes young marks": [/AND at < \?/, "AND ? <> 0"],
  "prunes live jobs": [/(tenant = \?) AND state = 'dead' AND (due_at < \?)/, "$1 AND $2"],
  "prunes what is another tenant's": [/(FROM cs_mark) WHERE tenant = \? AND at/, "$1 WHERE ? <> '' AND at"],
  "searches records in no order, and some of them twice or never": [
    / ORDER BY id (LIMIT \?)/,
    " ORDER BY version, id DESC $1",
  ],
  "searches the first page of marks only": [
    /(FROM cs_mark WHERE tenant = \?) AND \(scope, key\) >/,
    "$1 AND scope = '' AND (scope, key) >",
  ],
  "finds jobs of all tenants": [/(SELECT [^()]* FROM cs_job) WHERE tenant = \? AND/, "$1 WHERE ? <> '' AND"],
};

/** The database, with every statement that fits changed; `changed` counts them. */
export function misspelling(
  database: SqliteDatabase,
  [find, instead]: readonly [RegExp, string],
): SqliteDatabase & { readonly changed: () => number } {
  let changed = 0;
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const wrong = sql.replace(find, instead);
      if (wrong !== sql) changed += 1;
      return database.prepare(wrong);
    },
    close: () => database.close(),
    changed: () => changed,
  };
}
