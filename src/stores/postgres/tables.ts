import { CustomerServiceError } from "../../errors.ts";
import type { SqlValue } from "../sql/dialect.ts";
import type { Command, Statement } from "./command.ts";

/** Where the tables stand, and how their statements are prepared. */
export interface PlaceOptions {
  /** The schema of the tables, which must exist; default: the first of the connection's search path. */
  readonly schema?: string | undefined;
  /** What the names of the tables begin with; default `cs_`. */
  readonly tablePrefix?: string | undefined;
  /** Whether connections keep prepared statements; default true. A pooler between may need `false`. */
  readonly prepareStatements?: boolean | undefined;
}

/** At most 20 characters, so that the names of indexes stay below PostgreSQL's 63 bytes. */
const prefixRule = /^[a-z_][a-z0-9_]{0,19}$/;

/** Turns the shared texts, with `?` and tables named `cs_...`, into statements of this database. */
export class Tables {
  readonly schema: string | null;
  readonly prefix: string;
  readonly #prepares: boolean;
  readonly #statements = new Map<string, Statement>();

  constructor({ schema, tablePrefix = "cs_", prepareStatements = true }: PlaceOptions) {
    if (!prefixRule.test(tablePrefix)) {
      throw new CustomerServiceError(
        "options.invalid",
        `tablePrefix: 1 to 20 lower-case letters, digits and underscores, not a digit first; got ${JSON.stringify(tablePrefix)}.`,
      );
    }
    this.schema = schema ?? null;
    this.prefix = tablePrefix;
    this.#prepares = prepareStatements;
  }

  /** The text with its tables where they are; indexes stand in the schema of their table by themselves. */
  place(text: string): string {
    const qualifier = this.schema === null ? "" : `"${this.schema.replaceAll('"', '""')}".`;
    return text
      .replace(/(CREATE (?:UNIQUE )?INDEX )cs_/g, (_, create: string) => `${create}\u0000`)
      .replace(/\bcs_/g, `${qualifier}${this.prefix}`)
      .replaceAll("\u0000", this.prefix);
  }

  statement(text: string): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    let count = 0;
    const placed = this.place(text).replace(/\?/g, () => `$${++count}`);
    const statement = { name: this.#prepares ? `kefu_${fingerprint(placed)}` : "", text: placed };
    this.#statements.set(text, statement);
    return statement;
  }

  command(text: string, values: readonly SqlValue[]): Command {
    return { statement: this.statement(text), values };
  }

  /** What a lock of this name is called in the database, in which others have locks too. */
  lockKey(tenant: string, name: string): string {
    return JSON.stringify([this.key, tenant, name]);
  }

  /** The same for all processes on these tables: names their notification channel and their locks. */
  get key(): string {
    return `kefu_${fingerprint(this.place("cs_job"))}`;
  }
}

/** FNV-1a over 64 bits, as hexadecimal: tells texts apart, and keeps nothing secret. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16);
}

/** What PostgreSQL says, and logs, when a statement finds that somebody else was first. */
export const tooLate = "kefu: somebody else was first; the transaction runs again";

/** No row, when there is one in what stands behind; else the complaint of a text that is no number. */
const orFail = `SELECT ('${tooLate} ' || count(*))::int FROM`;

/** The statement, which fails (with {@link isRefusal}) when it changes no row. It must not return any itself. */
export function mustChange(text: string): string {
  return `WITH changed AS (${text} RETURNING 1) ${orFail} changed HAVING count(*) = 0`;
}

/** The query, which fails in the same way when it finds nothing. */
export function mustFind(text: string): string {
  return `${orFail} (${text}) AS found HAVING count(*) = 0`;
}
