import type { SqlValue } from "../sql/dialect.ts";
import { type Command, type CommandResult, RefusedCommand } from "./command.ts";
import type { PostgresClient } from "./postgres-pool.ts";

/** The messages of PostgreSQL's extended query protocol, as `pg` lends them to what it is asked to submit. */
interface ProtocolConnection {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(message: { name: string; text: string; types: readonly number[] }): void;
  bind(message: { portal: string; statement: string; values: readonly (string | null)[]; binary: boolean }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: "S"; name: string }): void;
  sync(): void;
}

/** What the statements of a connection are known to be: prepared, or perhaps prepared before something failed. */
interface Prepared {
  readonly certain: Set<string>;
  readonly uncertain: Set<string>;
}

const preparedIn = new WeakMap<object, Prepared>();

type Outcome = (error: unknown, results?: readonly CommandResult[]) => void;

/**
 * Several commands in one round trip, with one Sync at their end: PostgreSQL does them one after another, and, outside of
 * an explicit transaction, all or none. (PostgreSQL manual, "Message Flow: Pipelining".) `pg` submits objects like this
 * one itself, for its cursors.
 */
class Pipeline {
  /** `pg` puts its own in front of it when the pool has a `query_timeout`. */
  callback: Outcome;
  readonly #commands: readonly Command[];
  readonly #results: CommandResult[] = [];
  #rows: (readonly (string | null)[])[] = [];
  #prepared: Prepared | null = null;

  constructor(commands: readonly Command[], outcome: Outcome) {
    this.#commands = commands;
    this.callback = outcome;
  }

  submit(connection: ProtocolConnection): null {
    const prepared = preparedIn.get(connection) ?? { certain: new Set(), uncertain: new Set() };
    preparedIn.set(connection, prepared);
    this.#prepared = prepared;
    const sent = new Set<string>();
    connection.stream.cork?.();
    try {
      for (const { statement, values } of this.#commands) {
        const { name, text } = statement;
        if (name === "" || !(prepared.certain.has(name) || sent.has(name))) {
          if (prepared.uncertain.has(name)) connection.close({ type: "S", name });
          connection.parse({ name, text, types: [] });
          sent.add(name);
        }
        connection.bind({ portal: "", statement: name, values: values.map(asText), binary: false });
        connection.execute({ portal: "", rows: 0 });
      }
      connection.sync();
    } finally {
      connection.stream.uncork?.();
    }
    return null;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#rows.push(fields);
  }

  /** The text ends with a number of rows: `INSERT 0 1`, `SELECT 3`. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    const name = this.#commands[this.#results.length]?.statement.name;
    if (name !== undefined && name !== "") this.#prepared?.certain.add(name);
    this.#results.push({ count: Number(/\d+$/.exec(text)?.[0] ?? 0), rows: this.#rows });
    this.#rows = [];
  }

  handleError(error: unknown): void {
    for (const { statement } of this.#commands.slice(this.#results.length)) {
      const { name } = statement;
      if (name !== "" && !this.#prepared?.certain.has(name)) this.#prepared?.uncertain.add(name);
    }
    this.callback(new RefusedCommand(this.#results.length, error));
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#results);
  }

  /** Never asked for: no command describes its rows, is empty, copies, or stops half-way. */
  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

function asText(value: SqlValue): string | null {
  return value === null ? null : String(value);
}

/** Sends the commands together; `null` when this client cannot: it is not `pg`'s own, or pipelines in its own way. */
export function sendTogether(
  client: PostgresClient,
  commands: readonly Command[],
): Promise<readonly CommandResult[]> | null {
  const { connection, pipeline } = client as { connection?: Partial<ProtocolConnection>; pipeline?: boolean };
  if (pipeline === true || typeof connection?.parse !== "function" || typeof connection.sync !== "function")
    return null;
  return new Promise((resolve, reject) => {
    const submitted = new Pipeline(commands, (error, results) =>
      results === undefined ? reject(error) : resolve(results),
    );
    // `pg` takes whatever has a `submit`.
    void client.query(submitted as never);
  });
}
