import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** Relative to the package: `src/model/ticket.ts`. */
  readonly path: string;
  readonly text: string;
}

/** What is made of other sources. */
const made = "src/assets/";

/** All TypeScript files under a folder of the package, but those that are made; none when there is no such folder yet. */
export function filesIn(folder: string): readonly SourceFile[] {
  return readdirSync(root, { withFileTypes: true }).some((entry) => entry.name === folder)
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((path) => !path.startsWith(made))
        .sort()
        .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    : [];
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly "@kefu/source": string }>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** The ways into the package, as `package.json` has them: `kefu/sqlite` and its source. */
export const entryPoints = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === "string" ? [] : [{ name: join("kefu", subpath), source: target["@kefu/source"].replace("./", "") }],
);
