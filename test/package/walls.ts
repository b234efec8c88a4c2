import { posix } from "node:path";
import ts from "typescript";
import type { SourceFile } from "./package-sources.ts";

const plugIn = ["model", "ports", "errors", "system"];
const act = ["model", "ports", "events", "errors", "context", "policy", "texts"];
/** What serves pages and programs over HTTP knows the desk as its users do. */
const web = [...plugIn, "live", "desk", "events", "customer-service", "channels/webhook", "assets"];

/**
 * What each house may import besides itself. A house is a folder of src, each store and channel in a folder of its own,
 * or a file at the root of src. Houses that are not here stand at the top and may import all but `testing`.
 */
const walls: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  model: ["errors"],
  ports: ["model", "errors"],
  system: ["ports"],
  policy: ["model", "ports"],
  texts: ["model", "policy"],
  events: ["model", "ports", "errors"],
  "transaction-handlers": ["ports", "errors", "events"],
  context: ["model", "ports", "errors", "events", "policy", "texts", "transaction-handlers"],
  acts: act,
  flow: [...act, "acts"],
  later: [...act, "acts", "flow"],
  live: ["model", "ports", "events", "errors"],
  operations: [...act, "acts", "flow"],
  // Operations only by import(), when they are first used: portability.test.ts sees to it.
  desk: [...act, "acts", "flow", "operations"],
  knowledge: plugIn,
  answerers: plugIn,
  classifiers: plugIn,
  channels: plugIn,
  "channels/telegram": [...plugIn, "channels/webhook"],
  "channels/whatsapp": [...plugIn, "channels/webhook"],
  "channels/chat-sdk": [...plugIn, "channels/webhook"],
  notifiers: plugIn,
  stores: plugIn,
  "stores/sqlite": [...plugIn, "stores/sql"],
  "stores/postgres": [...plugIn, "stores/sql"],
  openclaw: [...plugIn, "channels/webhook", "classifiers", "customer-service"],
  opentelemetry: plugIn,
  http: web,
  "http/webchat": [...web, "http", "channels/webchat"],
  "http/inbox": [...web, "http"],
  "http/survey": [...web, "http"],
  "http/node": ["http", "ports", "errors"],
  "channels/webchat": [...plugIn, "channels/webhook"],
  // What runs in browsers shares nothing with the server but the types of what they say to each other.
  web: ["http/webchat", "http/inbox"],
  assets: [],
  cli: ["errors", "ports", "stores/sqlite", "stores/postgres"],
  testing: plugIn,
};

/** Where each package may be imported; every other package nowhere. */
const packages: Readonly<Record<string, readonly string[]>> = {
  zod: [
    "model",
    "options",
    "configuration",
    "channels/webhook",
    "channels/telegram",
    "channels/whatsapp",
    "channels/chat-sdk",
    "channels/webchat",
    "openclaw",
    "http",
    "http/webchat",
    "http/inbox",
    "http/survey",
  ],
  jose: ["http/webchat"],
  preact: ["web"],
  grammy: ["channels/telegram"],
  "@kapso/whatsapp-cloud-api": ["channels/whatsapp"],
  minisearch: ["knowledge"],
  nanoid: ["system"],
  "date-fns": ["model", "flow", "later", "desk", "acts", "operations"],
  "@date-fns/tz": ["model", "later", "desk", "acts"],
  "@photostructure/sqlite": ["stores/sqlite"],
  "better-sqlite3": ["stores/sqlite"],
  "@opentelemetry/api": ["opentelemetry"],
};

/** Imports of src that go through a wall, as sentences. */
export function wallViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const reason = specifier.startsWith(".") ? sourceRefusal(file.path, specifier) : packageRefusal(file, specifier);
      return reason === null ? [] : [`${file.path} imports ${specifier}: ${reason}`];
    }),
  );
}

function sourceRefusal(path: string, specifier: string): string | null {
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith("src/")) return "it lies outside of src";
  const [from, to] = [houseOf(path), houseOf(target)];
  if (posix.basename(target) === "index.ts" && posix.basename(path) !== "index.ts") return "nothing imports an index";
  if (from === to) return null;
  if (to === "testing") return "only tests import testing";
  const allowed = allowanceOf(walls, from);
  return allowed === undefined || allowed.includes(to) ? null : `${from} may import ${allowed.join(", ") || "nothing"}`;
}

function packageRefusal(file: SourceFile, specifier: string): string | null {
  if (specifier.startsWith("node:")) return "src runs outside Node too";
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const houses = packages[name];
  if (houses === undefined) return "it is none of the packages of kefu";
  return houses.includes(houseOf(file.path)) ? null : `only ${houses.join(", ")} may`;
}

/** `stores/sqlite` where a folder holds several plug-ins in folders, else the folder or the file at the root. */
function houseOf(path: string): string {
  const [, first = "", second = "", third] = path.replace(/\.tsx?$/, "").split("/");
  return ["stores", "channels", "http"].includes(first) && third !== undefined ? `${first}/${second}` : first;
}

function allowanceOf<T>(table: Readonly<Record<string, T>>, house: string): T | undefined {
  return table[house] ?? table[house.split("/")[0] ?? house];
}

/** Every module a file names: imports, re-exports, dynamic imports and import types. */
function importsOf(file: SourceFile): readonly string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((imported) => imported.fileName);
}
