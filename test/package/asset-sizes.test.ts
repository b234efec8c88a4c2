import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inboxScript } from "../../src/assets/inbox-script.ts";
import { inboxStyle } from "../../src/assets/inbox-style.ts";
import { widgetScript } from "../../src/assets/widget-script.ts";

// What every visitor of a page loads, and what every agent does.
test.each([
  { name: "widget", assets: [widgetScript], largest: 15_000 },
  { name: "inbox", assets: [inboxScript, inboxStyle], largest: 45_000 },
])("the $name is at most $largest bytes, gzipped", ({ name, assets, largest }) => {
  const size = assets.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
  console.info(`${name}: ${(size / 1_000).toFixed(1)} kB gzipped`);
  expect(size).toBeLessThanOrEqual(largest);
});
