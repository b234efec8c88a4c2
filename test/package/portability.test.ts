import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { entryPoints, manifest, root } from "./package-sources.ts";

/** Most bytes of the core with its dependencies, minified and gzipped. */
const largestCore = 60_000;

async function bundleOf(source: string, format: "iife" | "esm" = "iife") {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    minify: true,
    legalComments: "none",
    write: false,
    metafile: true,
    format,
    ...(format === "iife" ? { globalName: "kefu" } : {}),
    platform: "browser",
    // Databases that the user brings.
    external: Object.keys(manifest.peerDependencies ?? {}),
    logLevel: "silent",
  });
  return { code: outputFiles[0]?.text ?? "", inputs: metafile.inputs };
}

describe.each(entryPoints)("$name", ({ source }) => {
  test("can be bundled for a browser, without any module of Node", async () => {
    const { inputs } = await bundleOf(source);
    const imported = Object.values(inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith("node:"))).toEqual([]);
  });

  test("loads where there is nothing of Node", async () => {
    const { code } = await bundleOf(source);
    const web = createContext({ crypto, TextEncoder, TextDecoder, URL, AbortController, AbortSignal });
    runInContext(code, web);
    expect(runInContext("typeof process + typeof Buffer + typeof require", web)).toBe("undefined".repeat(3));
    expect(runInContext("Object.keys(kefu).length", web)).toBeGreaterThan(0);
  });
});

test(`the core with its dependencies is at most ${largestCore / 1_000} kB, minified and gzipped`, async () => {
  const { code } = await bundleOf("src/index.ts", "esm");
  const size = gzipSync(code).length;
  console.info(
    `core with dependencies: ${(size / 1_000).toFixed(1)} kB gzipped, ${(code.length / 1_000).toFixed(1)} kB`,
  );
  expect(size).toBeLessThanOrEqual(largestCore);
});

test("the core does not load what only tests or one store need", async () => {
  const { inputs } = await bundleOf("src/index.ts");
  const loaded = Object.keys(inputs);
  expect(loaded).toContain("src/errors.ts");
  expect(loaded.filter((path) => /^src\/(?:testing|stores\/(?:sqlite|sql))\//.test(path))).toEqual([]);
});
