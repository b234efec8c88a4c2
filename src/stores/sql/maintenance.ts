import { cleanText } from "../../model/text.ts";
import type { JobStatistics, StoredThing } from "../../ports/store-maintenance.ts";
import type { SqlValue } from "./dialect.ts";
import { recordTable } from "./record-tables.ts";

/** Values: {@link countJobsValues}. Each number is read from an index of its own. */
export const countJobs =
  "SELECT (SELECT count(*) FROM cs_job WHERE tenant = ? AND state = 'ready' AND due_at <= ?) AS ready, (SELECT count(*) FROM cs_job WHERE tenant = ? AND state = 'ready' AND due_at > ?) AS scheduled, (SELECT count(*) FROM cs_job WHERE tenant = ? AND state = 'running') AS claimed, (SELECT count(*) FROM cs_job WHERE tenant = ? AND state = 'dead') AS dead, (SELECT min(due_at) FROM cs_job WHERE tenant = ? AND state = 'ready' AND due_at <= ?) AS oldest";

export function countJobsValues(tenant: string, now: Date): readonly SqlValue[] {
  const at = now.getTime();
  return [tenant, at, tenant, at, tenant, tenant, tenant, at];
}

/** The row of {@link countJobs}, column by column. */
export function jobStatisticsOf(row: readonly SqlValue[]): JobStatistics {
  const [ready, scheduled, claimed, dead, oldest = null] = row;
  const counts = { ready: Number(ready), scheduled: Number(scheduled), claimed: Number(claimed), dead: Number(dead) };
  return { ...counts, oldestReadyAt: oldest === null ? null : new Date(Number(oldest)) };
}

/**
 * Values: those of `newId`, then now, tenant, id. The dead letter becomes the last of its lane, since its id is its place
 * there, unless a live job has its key.
 */
export function reviveJob(newId: "?" | "DEFAULT"): string {
  return `UPDATE cs_job SET id = ${newId}, state = 'ready', attempt = 0, due_at = ? WHERE tenant = ? AND id = ? AND state = 'dead' AND NOT EXISTS (SELECT 1 FROM cs_job AS live WHERE live.tenant = cs_job.tenant AND live.job_key = cs_job.job_key AND live.state <> 'dead')`;
}

/** Values: tenant, before, limit. Reads all marks of the tenant when few are old: 50 ms for a million on SQLite. */
export const pruneMarks =
  "DELETE FROM cs_mark WHERE (tenant, scope, key) IN (SELECT tenant, scope, key FROM cs_mark WHERE tenant = ? AND at < ? LIMIT ?)";

/** Values: tenant, before, limit. */
export const pruneDeadLetters =
  "DELETE FROM cs_job WHERE id IN (SELECT id FROM cs_job WHERE tenant = ? AND state = 'dead' AND due_at < ? ORDER BY id LIMIT ?)";

/** The statement that removes a thing, and its values. */
export function removal(tenant: string, thing: StoredThing): { readonly text: string; readonly values: SqlValue[] } {
  const id = cleanText(thing.id);
  if (thing.kind === "mark") {
    const text = "DELETE FROM cs_mark WHERE tenant = ? AND scope = ? AND key = ?";
    return { text, values: [tenant, cleanText(thing.scope), id] };
  }
  if (thing.kind === "log") return { text: "DELETE FROM cs_log WHERE tenant = ? AND log = ?", values: [tenant, id] };
  const table = thing.kind === "job" ? "cs_job" : recordTable(thing.kind).name;
  const text = `DELETE FROM ${table} WHERE tenant = ? AND id = ?`;
  return { text, values: [tenant, thing.kind === "job" ? jobNumber(id) : id] };
}

/** The number that is the id of a job; 0, which none has, when it is none. */
export function jobNumber(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}
