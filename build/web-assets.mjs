// Bundles what runs in browsers (src/web) into src/assets, as strings that the handlers serve wherever they run, and, with
// --dist, the widget as a module for bundlers into dist/web. Run by `npm run assets`, and by whatever needs them.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What is in the bundles and not kefu's own, whose licence (MIT) asks to be named. */
const notice = "/*! kefu, with Preact, (c) 2015-present Jason Miller; MIT */";

/** Name of the asset -> its source, and the type it is served with. */
const assets = {
  "widget-script": ["src/web/widget/classic-script.ts", "text/javascript; charset=utf-8"],
  "inbox-script": ["src/web/inbox/main.tsx", "text/javascript; charset=utf-8"],
  "inbox-style": ["src/web/inbox/inbox.css", "text/css; charset=utf-8"],
  "survey-style": ["src/web/survey/survey.css", "text/css; charset=utf-8"],
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  legalComments: "none",
  write: false,
  logLevel: "warning",
  // By Preact's own function for elements: the runtime that TypeScript checks against would be one more.
  tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "jsxElement", jsxFragmentFactory: "jsxFragment" } },
  inject: ["build/jsx.mjs"],
  // The widget's style is a string, which it adopts into its shadow root.
  loader: { ".css": "css" },
  plugins: [cssText()],
};

/** `import style from "./widget.css?text"` gives the minified style as a string. */
function cssText() {
  return {
    name: "css as text",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.css\?text$/ }, ({ path, resolveDir }) => ({
        path: new URL(path.replace(/\?text$/, ""), `file://${resolveDir}/`).pathname,
        namespace: "css-text",
      }));
      onLoad({ filter: /.*/, namespace: "css-text" }, async ({ path }) => {
        const { outputFiles } = await build({ entryPoints: [path], minify: true, bundle: true, write: false });
        return { contents: outputFiles[0].text.trim(), loader: "text", watchFiles: [path] };
      });
    },
  };
}

async function bundle(source, format) {
  const isScript = !source.endsWith(".css");
  const { outputFiles } = await build({
    ...shared,
    entryPoints: [source],
    ...(isScript ? { format, banner: { js: notice } } : {}),
  });
  return outputFiles[0].text;
}

await mkdir(`${root}src/assets`, { recursive: true });
await Promise.all(
  Object.entries(assets).map(async ([name, [source, type]]) => {
    const text = await bundle(source, "iife");
    const constant = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    const etag = createHash("sha256").update(text).digest("base64url").slice(0, 16);
    const asset = { type, etag, text };
    const content = `// Made by \`npm run assets\` from ${source}.\nexport const ${constant}: { readonly type: string; readonly etag: string; readonly text: string } = ${JSON.stringify(asset)};\n`;
    await writeFile(`${root}src/assets/${name}.ts`, content);
  }),
);
if (process.argv.includes("--dist")) {
  await mkdir(`${root}dist/web/widget`, { recursive: true });
  await writeFile(`${root}dist/web/widget/index.js`, await bundle("src/web/widget/index.ts", "esm"));
}
