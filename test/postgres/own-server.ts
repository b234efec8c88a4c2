import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresServer } from "./server.ts";
import { whenGone } from "./watchdog.ts";

/** Where a server of our own comes from. */
export interface ServerSource {
  readonly description: string;
  /** The folder of its programs; they may first be put into the server's own folder. */
  programs(folder: string): Promise<string>;
}

/** A user of the operating system; empty for the one who runs the tests. */
type Account = { readonly uid?: number; readonly gid?: number };

const run = promisify(execFile);

/** Starts a new, empty server in a temporary folder, reached by a socket in it: no port is taken, nobody else gets in. */
export async function startOwnServer(source: ServerSource, fsync: boolean): Promise<PostgresServer> {
  const account = await serverAccount();
  const folder = await mkdtemp(join(temporaryFolder(account), "kefu-postgres-"));
  const data = join(folder, "data");
  const log = join(folder, "log");
  const surroundings = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } };
  const programs = await handOver(source, folder, account);
  const controller = join(programs, "pg_ctl");
  const control = async (...command: readonly string[]) => {
    await run(controller, [...command, "-D", data, "-l", log, "-w", "-s"], surroundings);
  };
  const removal = whenGone('"$1" stop -D "$2" -m immediate -s; rm -rf "$3"', [controller, data, folder], account);
  try {
    const cluster = ["-U", "postgres", "-A", "trust", "--locale=C", "--encoding=UTF8"];
    await run(join(programs, "initdb"), ["-D", data, ...cluster, "--no-sync"], surroundings);
    await appendFile(join(data, "postgresql.conf"), settings(folder, fsync));
    await control("start");
  } catch (error) {
    const told = existsSync(log) ? await readFile(log, "utf8") : "";
    await removal.now();
    throw new Error(`${error instanceof Error ? error.message : error}\n${told}`.trim(), { cause: error });
  }
  return {
    url: `postgresql://postgres@localhost:5432/postgres?host=${encodeURIComponent(folder)}`,
    description: source.description,
    restart: (mode) => control("restart", "-m", mode),
    stop: () => removal.now(),
  };
}

/** The lines of postgresql.conf that differ from its defaults. */
function settings(folder: string, fsync: boolean): string {
  return `
listen_addresses = ''
unix_socket_directories = '${folder}'
port = 5432
max_connections = 200
fsync = ${fsync ? "on" : "off"}
`;
}

/** Puts the programs in their place, and gives the folder to the account. */
async function handOver(source: ServerSource, folder: string, account: Account): Promise<string> {
  try {
    const programs = await source.programs(folder);
    if (account.uid !== undefined) await run("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
    return programs;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** PostgreSQL refuses to run as root. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const ids = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]).catch(() => null);
    if (ids !== null) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error("root may not run PostgreSQL, and there is no account postgres or nobody.");
}

/** Root's own may be closed to the account; and the path of a socket must be short. */
function temporaryFolder(account: Account): string {
  return account.uid !== undefined || tmpdir().length > 60 ? "/tmp" : tmpdir();
}
