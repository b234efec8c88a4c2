import { CustomerServiceError } from "../../errors.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

export type OpenDatabase = (path: string) => SqliteDatabase;

/** What of the runtime decides which driver there is. */
export interface Runtime {
  /** A module that is part of the runtime, or `undefined`. */
  builtin(name: string): unknown;
  /** Imports an installed package; rejects when it is not there or does not run here. */
  import(name: string): Promise<unknown>;
  /** The version of Node-API that native packages find. */
  readonly nativeInterface: number;
}

type DatabaseConstructor = new (path: string) => SqliteDatabase;

/** `node:sqlite` where the runtime has it, else `@photostructure/sqlite`, else `better-sqlite3`. */
export async function loadDriver(runtime: Runtime = thisRuntime()): Promise<OpenDatabase> {
  const builtin = runtime.builtin("node:sqlite") as { DatabaseSync?: DatabaseConstructor } | undefined;
  if (builtin?.DatabaseSync !== undefined) return openWith(builtin.DatabaseSync);
  const failures: unknown[] = [];
  for (const load of [loadPhotostructure, loadBetterSqlite]) {
    try {
      return openWith(await load(runtime));
    } catch (error) {
      failures.push(error);
    }
  }
  throw new CustomerServiceError(
    "store.driver_missing",
    "No SQLite driver works here. Run on Node 22.13 or later, which has one built in, or install one: npm install @photostructure/sqlite@1",
    { cause: new AggregateError(failures, failures.map(String).join("; ")) },
  );
}

async function loadPhotostructure(runtime: Runtime): Promise<DatabaseConstructor> {
  const driver = (await runtime.import("@photostructure/sqlite")) as { DatabaseSync: DatabaseConstructor };
  return driver.DatabaseSync;
}

/** better-sqlite3 13 needs Node-API 10; on an older one it does not throw but takes the process down. */
async function loadBetterSqlite(runtime: Runtime): Promise<DatabaseConstructor> {
  if (runtime.nativeInterface < 10) {
    const version = installedVersion(runtime, "better-sqlite3");
    if (Number.parseInt(version, 10) >= 13) {
      throw new Error(`better-sqlite3 ${version} needs Node 22.14 or later; version 12 runs here`);
    }
  }
  const driver = (await runtime.import("better-sqlite3")) as { default: DatabaseConstructor };
  return driver.default;
}

function installedVersion(runtime: Runtime, name: string): string {
  const modules = runtime.builtin("node:module") as { createRequire(from: string): (id: string) => unknown };
  const manifest = modules.createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return manifest.version;
}

function openWith(Database: DatabaseConstructor): OpenDatabase {
  return (path) => new Database(path);
}

/** Asked through `globalThis`, so that bundlers do not follow and other runtimes can load this file. */
function thisRuntime(): Runtime {
  const { process } = globalThis as {
    process?: { versions?: { napi?: string }; getBuiltinModule?: (name: string) => unknown };
  };
  return {
    builtin: (name) => process?.getBuiltinModule?.(name),
    import: (name) => import(name),
    nativeInterface: Number(process?.versions?.napi ?? 0),
  };
}
