import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { SqliteDatabase } from "../../src/stores/sqlite/index.ts";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";

/** A path for a database of this test alone. */
export function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "kefu-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "desk.db");
}

/** A plain connection to a file, beside any store. */
export async function openDatabase(path: string): Promise<SqliteDatabase> {
  const open = await loadDriver();
  return open(path);
}
