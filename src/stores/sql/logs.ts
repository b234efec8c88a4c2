/** Values: tenant, log, at, entry. */
export const appendEntry = "INSERT INTO cs_log (tenant, log, at, entry) VALUES (?, ?, ?, ?)";

/** Values: tenant, log, limit, offset. */
export const readEntries = "SELECT entry FROM cs_log WHERE tenant = ? AND log = ? ORDER BY position LIMIT ? OFFSET ?";

/** Values: tenant, scope, key, at. No row is inserted when the key was marked before. */
export const markKey = "INSERT INTO cs_mark (tenant, scope, key, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
