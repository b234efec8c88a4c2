import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { describe, expect, test } from "vitest";
import { entryPoints, manifest, root } from "./package-sources.ts";

/** Most bytes of the core with its dependencies, minified and gzipped. */
const largestCore = 100_000;

/** What the core names in an `import()` is a file of its own, as bundlers make one, and is loaded when it is first used. */
const loadedLater: Plugin = {
  name: "loaded later",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : null));
  },
};

/** The widget's style is a string in its module. */
const styleAsText: Plugin = {
  name: "style as text",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.css\?text$/ }, ({ path }) => ({ path, namespace: "style" }));
    onLoad({ filter: /.*/, namespace: "style" }, () => ({ contents: "", loader: "text" }));
  },
};

async function bundleOf(source: string, format: "iife" | "esm" = "iife", plugins: Plugin[] = []) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    minify: true,
    legalComments: "none",
    write: false,
    metafile: true,
    format,
    plugins: [styleAsText, ...plugins],
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

// Counted is what is there from the start: the entry with everything it imports statically, as one file. What operators
// ask for now and then (src/operations), and the sentences of explain, are loaded later and share the rest with the core.
test(`the core with its dependencies is at most ${largestCore / 1_000} kB, minified and gzipped`, async () => {
  const { code } = await bundleOf("src/index.ts", "esm", [loadedLater]);
  const size = gzipSync(code).length;
  console.info(
    `core with dependencies: ${(size / 1_000).toFixed(1)} kB gzipped, ${(code.length / 1_000).toFixed(1)} kB`,
  );
  expect(size).toBeLessThanOrEqual(largestCore);
});

test("the core does not load what only tests, operators, one store or explain need", async () => {
  const loaded = Object.keys((await bundleOf("src/index.ts", "esm", [loadedLater])).inputs);
  expect(loaded).toContain("src/errors.ts");
  const special = /^src\/(?:testing|operations|model\/explain|stores\/(?:sqlite|sql|postgres))\//;
  expect(loaded.filter((path) => special.test(path))).toEqual([]);
});

test("what operators need is found when it is asked for", async () => {
  const { inputs } = await bundleOf("src/index.ts");
  expect(Object.keys(inputs)).toContain("src/operations/check.ts");
});
