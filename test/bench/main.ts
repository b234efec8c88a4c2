import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureEmbeddedStores } from "./embedded-stores.ts";
import { measurePostgres } from "./postgres.ts";
import { measureWebchatStreams } from "./webchat-streams.ts";

// `npm run bench -- [--quick] [--json] [--store embedded|postgres|webchat]`
const only = process.argv.includes("--store") ? process.argv[process.argv.indexOf("--store") + 1] : null;

const folder = mkdtempSync(join(tmpdir(), "kefu-bench-"));
try {
  if (only === null || only === "embedded") await measureEmbeddedStores(folder);
  if (only === null || only === "postgres") await measurePostgres();
  if (only === null || only === "webchat") await measureWebchatStreams(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
