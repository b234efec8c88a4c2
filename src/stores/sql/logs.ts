/** Values: tenant, log, at, entry. */
export const appendEntry = "INSERT INTO cs_log (tenant, log, at, entry) VALUES (?, ?, ?, ?)";

/** Values: tenant, log, limit, offset. */
export const readEntries = "SELECT entry FROM cs_log WHERE tenant = ? AND log = ? ORDER BY position LIMIT ? OFFSET ?";

/** Values: tenant, scope, key, at. Fails when the key was marked before. */
export const insertMark = "INSERT INTO cs_mark (tenant, scope, key, at) VALUES (?, ?, ?, ?)";

/** The same, but then it inserts no row. */
export const markKey: string = `${insertMark} ON CONFLICT DO NOTHING`;

/** Values: tenant, scope, key. A row when the key is marked. */
export const findMark = "SELECT 1 FROM cs_mark WHERE tenant = ? AND scope = ? AND key = ?";
