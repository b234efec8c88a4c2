import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureEmbeddedStores } from "./embedded-stores.ts";
import { measurePostgres } from "./postgres.ts";

// `npm run bench -- [--quick] [--json] [--store embedded|postgres]`
const only = process.argv.includes("--store") ? process.argv[process.argv.indexOf("--store") + 1] : null;

const folder = mkdtempSync(join(tmpdir(), "kefu-bench-"));
try {
  if (only !== "postgres") await measureEmbeddedStores(folder);
  if (only !== "embedded") await measurePostgres();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
