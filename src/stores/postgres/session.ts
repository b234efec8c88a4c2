import { type Command, type CommandResult, RefusedCommand } from "./command.ts";
import { isLostConnection } from "./driver-errors.ts";
import { sendTogether } from "./pipeline.ts";
import type { PostgresClient, PostgresPool } from "./postgres-pool.ts";

const plain = (text: string): Command => ({ statement: { name: "", text }, values: [] });

const begin = plain("BEGIN ISOLATION LEVEL READ COMMITTED");
const commit = plain("COMMIT");
const rollback = plain("ROLLBACK");

/** One connection, while this store has it from the pool. */
export class Session {
  readonly #client: PostgresClient;
  #inTransaction = false;
  #broken: Error | null = null;

  private constructor(client: PostgresClient) {
    this.#client = client;
    client.on("error", this.#noteError);
  }

  static async of(pool: PostgresPool): Promise<Session> {
    return new Session(await pool.connect());
  }

  get client(): PostgresClient {
    return this.#client;
  }

  /** Runs the commands one after another: all or none, also without a transaction. */
  async run(commands: readonly Command[]): Promise<readonly CommandResult[]> {
    try {
      return await (sendTogether(this.#client, commands) ?? this.#runEach(commands));
    } catch (error) {
      if (isLostConnection(error)) this.#noteError(error as Error);
      throw error;
    }
  }

  /** It is of no more use. */
  get isBroken(): boolean {
    return this.#broken !== null;
  }

  async begin(): Promise<void> {
    await this.run([begin]);
    this.#inTransaction = true;
  }

  /** Runs the commands and commits, in one round trip. */
  async commit(commands: readonly Command[]): Promise<readonly CommandResult[]> {
    if (!this.#inTransaction) return commands.length === 0 ? [] : this.run(commands);
    const results = await this.run([...commands, commit]);
    this.#inTransaction = false;
    return results;
  }

  /** Undoes what is open, and gives the connection back; one that is broken is closed. */
  async end(): Promise<void> {
    if (this.#inTransaction && this.#broken === null) {
      await this.run([rollback]).catch((error: unknown) => this.#noteError(error as Error));
    }
    this.#client.removeListener("error", this.#noteError);
    this.#client.release(this.#broken ?? undefined);
  }

  async #runEach(commands: readonly Command[]): Promise<readonly CommandResult[]> {
    const alone = commands.length > 1 && !this.#inTransaction;
    if (alone) await this.#query(begin);
    const results: CommandResult[] = [];
    try {
      for (const command of commands) results.push(await this.#query(command));
      if (alone) await this.#query(commit);
    } catch (error) {
      if (alone) await this.#query(rollback).catch((second: unknown) => this.#noteError(second as Error));
      throw new RefusedCommand(results.length, error);
    }
    return results;
  }

  async #query({ statement, values }: Command): Promise<CommandResult> {
    const { rowCount, rows } = await this.#client.query({
      text: statement.text,
      values: [...values],
      rowMode: "array",
    });
    const asText = (value: unknown) => (value === null || value === undefined ? null : String(value));
    return { count: rowCount ?? 0, rows: rows.map((row) => row.map(asText)) };
  }

  /** A connection may break between two statements, too; without a listener that would end the process. */
  readonly #noteError = (error: Error): void => {
    this.#broken ??= error;
  };
}
