import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { broken, type Tally, tallyOf } from "./tally.ts";

const run = promisify(execFile);

/** As root, or as root of a name space of our own: as far as this machine lets us. */
const nameSpaces: readonly (readonly [string, ...string[]])[] = [
  ["unshare", "--mount"],
  ["unshare", "--mount", "--user", "--map-root-user"],
];
/** In the scripts, `$0` is node and `$1` the folder. */
const mount = 'mount -t tmpfs -o size=64m kefu-crash "$1"';
const remount = 'mount -o remount,ro "$1"';
const program = (url: URL) => `"$0" --import tsx --conditions=@kefu/source '${fileURLToPath(url)}'`;
const desk = `${program(new URL("./disk/full-disk-desk.ts", import.meta.url))} "$1"`;
const stores = program(new URL("./disk/read-only-stores.ts", import.meta.url));
/** Nobody, root included, makes files there. */
const closed = "/proc/desk.db";

/**
 * A desk on a disk of 64 MB that gets full, and later has room again: what was acknowledged is there, and everything else
 * is refused. Then the disk can only be read, and stores on it are refused. Where no disk may be mounted, the files of the
 * desk may not grow instead.
 */
export async function fullDisk(): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "kefu-disk-"));
  const shell = (script: string) => ["sh", "-c", script, process.execPath, folder];
  const isPossible = ([command, ...flags]: readonly [string, ...string[]]) =>
    spawnSync(command, [...flags, ...shell(mount)]).status === 0;
  const [command, ...flags] = nameSpaces.find(isPossible) ?? ["env"];
  const onDisk = `${mount} && ${desk} mount && ${remount} && ${stores} ${closed} "$1/desk.db" "$1/new.db"`;
  const withLimit = `${desk} limit && ${stores} ${closed}`;
  try {
    const { stdout } = await run(command, [...flags, ...shell(command === "env" ? withLimit : onDisk)]);
    const [full, readOnly] = stdout.trim().split("\n") as [string, string];
    const tallies = [full, readOnly].map((line) => JSON.parse(line) as Tally);
    return tallyOf({ ...tallies[0], findings: tallies.flatMap(({ findings }) => findings) });
  } catch (error) {
    return tallyOf({ findings: [broken(`The desk on the full disk did not come to its end: ${error}`)] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
