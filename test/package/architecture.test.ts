import { basename } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../src/errors.ts";
import { filesIn, type SourceFile } from "./package-sources.ts";
import { wallViolations } from "./walls.ts";

const sources = filesIn("src");
const all = [...sources, ...filesIn("examples"), ...filesIn("test")];

describe("walls", () => {
  test("no import of src goes through a wall", () => {
    expect(wallViolations(sources)).toEqual([]);
  });

  test.each([
    ["src/model/ticket.ts", 'import type { Clock } from "../ports/clock.ts";'],
    ["src/flow/answer.ts", 'import { tickets } from "../desk/tickets.ts";'],
    ["src/flow/answer.ts", 'export { tickets } from "../later/jobs.ts";'],
    ["src/channels/line.ts", 'import { x } from "../notifiers/webhook-notifier.ts";'],
    ["src/channels/line/line.ts", 'import { x } from "../telegram/telegram.ts";'],
    ["src/stores/memory/memory.ts", 'import { x } from "../sql/schema.ts";'],
    ["src/knowledge/search.ts", 'const x = await import("../flow/way.ts");'],
    ["src/customer-service.ts", 'import { x } from "./testing/assert.ts";'],
    ["src/customer-service.ts", 'import { x } from "./index.ts";'],
    ["src/acts/act.ts", 'import type { x } from "../../test/package/walls.ts";'],
    ["src/acts/act.ts", 'import { z } from "zod";'],
    ["src/options.ts", 'import { x } from "lodash";'],
    ["src/system/system-clock.ts", 'import { x } from "node:fs";'],
  ])("%s may not say %s", (path, text) => {
    expect(wallViolations([{ path, text }])).toHaveLength(1);
  });

  test("allowed imports are let through", () => {
    const text = 'import { z } from "../errors.ts"; import { format } from "date-fns/format";';
    expect(wallViolations([{ path: "src/desk/tickets.ts", text }])).toEqual([]);
    const sql = { path: "src/stores/sqlite/sqlite.ts", text: 'import { x } from "../sql/schema.ts";' };
    expect(wallViolations([sql])).toEqual([]);
  });
});

describe("budget", () => {
  const linesOf = (file: SourceFile) => file.text.trimEnd().split("\n").length;
  const counted = [...sources, ...filesIn("examples")].map((file) => ({ path: file.path, lines: linesOf(file) }));
  const sorted = counted.map((file) => file.lines).sort((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;

  test("half of the files have at most 120 lines, nine in ten at most 250", () => {
    expect(share(0.5)).toBeLessThanOrEqual(120);
    expect(share(0.9)).toBeLessThanOrEqual(250);
  });

  test("no file has more than 400 lines", () => {
    const long = [...counted, ...filesIn("test").map((file) => ({ path: file.path, lines: linesOf(file) }))];
    expect(long.filter((file) => file.lines > 400)).toEqual([]);
  });
});

describe("house rules", () => {
  test("time and chance come only from src/system, in browsers from one file", () => {
    const ambient =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval)\b|\bperformance\.now\b|\brandomUUID\b|\bgetRandomValues\b|\bAbortSignal\.timeout\b/;
    // What is bundled into src/assets is checked where it comes from.
    const exempt = /^src\/(?:system|assets)\/|^src\/web\/browser-clock\.ts$/;
    const outside = sources.filter(({ path }) => !exempt.test(path));
    expect(linesWith(ambient, outside.map(withoutComments))).toEqual([]);
  });

  test("zod is imported as a namespace: by name, bundlers keep 70 kB of its languages", () => {
    expect(linesWith(/^import (?!\* as z |type ).*"zod"/, sources)).toEqual([]);
  });

  test("nothing is left to do in the code", () => {
    expect(linesWith(/\b(?:TODO|FIXME|XXX|HACK)\b/, [...sources, ...filesIn("examples")])).toEqual([]);
  });

  test("there are no default exports, but in configuration files", () => {
    const files = all.filter((file) => !file.path.endsWith(".config.ts"));
    expect(linesWith(/^export default\b/, files)).toEqual([]);
  });

  test("files are named after what they hold", () => {
    const vague = /^(?:utils?|helpers?|common|types|misc|constants|interfaces)\.ts$/;
    expect(all.filter((file) => vague.test(basename(file.path)))).toEqual([]);
    expect(all.filter((file) => !/^[a-z0-9]+(?:[.-][a-z0-9]+)*\.ts$/.test(basename(file.path)))).toEqual([]);
  });
});

test.each(errorCodes)("the error code %s is thrown somewhere", (code) => {
  const throwing = sources
    .filter((file) => !file.path.startsWith("src/testing/"))
    .map((file) => (file.path === "src/errors.ts" ? file.text.slice(file.text.indexOf("] as const")) : file.text))
    .map((text) => text.replaceAll(/\bisCode\([^)]*\)/g, ""));
  // Refusals of unknown ids are made in one place, from the kind of record.
  const [kind] = code.split(".not_found");
  const made = (text: string) => /`\$\{kind\}\.not_found`/.test(text) && text.includes(`"${kind}"`);
  expect(throwing.some((text) => text.includes(`"${code}"`) || made(text))).toBe(true);
});

/** Path, number and text of each such line, so that a failure tells where to look. */
function linesWith(pattern: RegExp, files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** The code with every comment blanked out, so that lines keep their numbers. */
function withoutComments(file: SourceFile): SourceFile {
  const ranges: ts.TextRange[] = [];
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const collect = (node: ts.Node): void => {
    ranges.push(...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []));
    ranges.push(...(ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? []));
    for (const child of node.getChildren(source)) collect(child);
  };
  collect(source);
  let text = file.text;
  for (const { pos, end } of ranges) {
    text = text.slice(0, pos) + text.slice(pos, end).replace(/[^\n]/g, " ") + text.slice(end);
  }
  return { path: file.path, text };
}
