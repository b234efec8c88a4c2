// Jobs, where PostgreSQL does it otherwise than SQLite: the database counts the ids, several transactions may enqueue at
// the same time, and other processes are told.

/**
 * Values: the key of the lock. Lanes have one: whoever enqueues in a lane, or ends its job, is alone with it until the
 * commit, so that ids stand in the order of the commits, two cannot both be first, and none is left waiting unseen. It is a
 * statement of its own, so that the next one sees what others have committed.
 */
export const takeLock = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

const columns =
  "tenant, kind, job_key, lane, due_at, max_attempts, state, attempt, lease_owner, lease_until, payload, trace, created_at";

/** Values: those of {@link newJobValues}. No row is inserted when a live job has the key. */
export const insertJob = `INSERT INTO cs_job (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id, state`;

/**
 * Values: tenant, kind, key, lane, due, max attempts, owner, lease until, payload, trace, now, tenant, lane. Claimed at once
 * when it is the first of its lane.
 */
export const insertFirstInLane = `INSERT INTO cs_job (${columns}) SELECT ?, ?, ?, ?, ?::bigint, ?::bigint, CASE WHEN is_first THEN 'running' ELSE 'ready' END, is_first::int, CASE WHEN is_first THEN ? END, CASE WHEN is_first THEN ?::bigint END, ?, ?, ?::bigint FROM (SELECT NOT EXISTS (SELECT 1 FROM cs_job WHERE tenant = ? AND lane = ? AND state <> 'dead') AS is_first) AS place ON CONFLICT DO NOTHING RETURNING id, state`;

/** Values: tenant, kind, key, lane, due, max attempts, payload, trace, now. The waiting job of the key is moved instead. */
export const scheduleJob =
  "INSERT INTO cs_job AS j (tenant, kind, job_key, lane, due_at, max_attempts, state, attempt, payload, trace, created_at) VALUES (?, ?, ?, ?, ?, ?, 'ready', 0, ?, ?, ?) ON CONFLICT (tenant, job_key) WHERE job_key IS NOT NULL AND state <> 'dead' DO UPDATE SET due_at = excluded.due_at WHERE j.state = 'ready'";

/** Values: channel, tenant, tenant, lane, the id of the job that ends. Tells all processes when another of its lane waits. */
export const wakeNext =
  "SELECT pg_notify(?, ?) WHERE EXISTS (SELECT 1 FROM cs_job WHERE tenant = ? AND lane = ? AND state <> 'dead' AND id <> ?)";

/** Values: channel, tenant, tenant, lane. Tells all processes when the job that was just enqueued is alone in its lane. */
export const wakeFirst =
  "SELECT pg_notify(?, ?) WHERE (SELECT count(*) FROM (SELECT 1 FROM cs_job WHERE tenant = ? AND lane = ? AND state <> 'dead' LIMIT 2) AS live) = 1";

/** Values: channel, what is told. Tells all processes, this one too. */
export const wakeAll = "SELECT pg_notify(?, ?)";

/** The time of the database, in epoch milliseconds. */
export const databaseTime = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
