export type { TimeSource } from "./database.ts";
export type {
  PostgresClient,
  PostgresNotification,
  PostgresPool,
  PostgresQuery,
  PostgresResult,
} from "./postgres-pool.ts";
export { type PostgresTicketStoreOptions, postgresTicketStore } from "./postgres-ticket-store.ts";
export type { PlaceOptions } from "./tables.ts";
