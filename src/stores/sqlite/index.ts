export type { SqliteTicketStoreOptions } from "./connect.ts";
export type { SqliteDatabase, SqliteStatement } from "./sqlite-database.ts";
export { sqliteTicketStore } from "./sqlite-ticket-store.ts";
