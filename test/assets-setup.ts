import { execFileSync } from "node:child_process";

/** The handlers are tested with the pages and scripts as they are now. */
export function setup(): void {
  execFileSync(process.execPath, ["build/web-assets.mjs"], { stdio: "inherit" });
}
