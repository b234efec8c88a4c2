import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../package/package-sources.ts";

const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = join(root, "src/cli/kefu.ts");

/** How a run of the command line ended, and what it printed. */
export interface Run {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run finds around it. */
export interface Surroundings {
  /** Besides these variables it knows of no database. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Modules and packages that are not there. */
  readonly without?: readonly string[];
}

/** `npx kefu` with these arguments, in a process of its own. */
export function runKefu(given: readonly string[], { environment = {}, without = [] }: Surroundings = {}): Promise<Run> {
  const env = { ...process.env, KEFU_POSTGRES_URL: "", DATABASE_URL: "", ...environment };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", loader, "--import", absenceOf(without), "--conditions=@kefu/source", program, ...given],
      { env },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

/** A module that hides others: those of Node, and those that would be imported. */
function absenceOf(names: readonly string[]): string {
  const list = JSON.stringify(names);
  const hooks = `export async function resolve(name, context, next) {
    if (${list}.includes(name)) throw new Error("Cannot find package " + name);
    return next(name, context);
  }`;
  return moduleOf(`
    import { register } from "node:module";
    const builtin = process.getBuiltinModule;
    process.getBuiltinModule = (name) => (${list}.includes(name) ? undefined : builtin(name));
    register(${JSON.stringify(moduleOf(hooks))});
  `);
}

function moduleOf(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
