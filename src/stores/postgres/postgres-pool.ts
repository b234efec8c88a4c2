/** What kefu uses of a `pg.Pool`; the pool is yours, its size and its time-outs too. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "connect", listener: (client: { on: PostgresClient["on"] }) => void): unknown;
  readonly options?: { readonly max?: number | undefined };
}

/** A connection of the pool, while it is lent. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<PostgresResult>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "notification", listener: (notification: PostgresNotification) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "notification", listener: (notification: PostgresNotification) => void): unknown;
  /** With an error, the connection is closed instead of lent again. */
  release(error?: Error | boolean): void;
}

/** What `NOTIFY` told. */
export interface PostgresNotification {
  readonly channel: string;
  readonly payload?: string | undefined;
}

/** A statement as `pg` takes it, its rows as arrays. */
export interface PostgresQuery {
  readonly text: string;
  readonly values: unknown[];
  readonly rowMode: "array";
}

/** What a statement gave. */
export interface PostgresResult {
  readonly rowCount: number | null;
  readonly rows: unknown[][];
}
