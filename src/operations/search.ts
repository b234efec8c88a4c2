import type { ServiceContext } from "../context.ts";
import type { LogName } from "../model/decision.ts";
import type { StoredThing } from "../ports/store-maintenance.ts";
import { jobPages, type Reading, wholeLog } from "./reading.ts";

/** From this length on, a text means the same wherever it stands: a phone number, an id. */
const unmistakableLength = 8;

/**
 * Everything in the store that speaks of what these texts name. A short one counts only as a word of its own: "ada" does
 * not stand in "adapter", nor 4711 in 14711.
 */
export async function search(
  { store, tenant }: ServiceContext,
  read: Reading,
  texts: readonly string[],
): Promise<readonly StoredThing[]> {
  if (texts.length === 0) return [];
  const found = await store.maintenance.mentions(tenant, texts);
  if (texts.every(isUnmistakable)) return found;
  const jobIds = new Set(found.flatMap(({ kind, id }) => (kind === "job" ? [id] : [])));
  const jobs = await contentOfJobs(read, jobIds);
  const meant: StoredThing[] = [];
  for (const thing of found) {
    const content = thing.kind === "job" ? jobs.get(thing.id) : await contentOf(read, thing);
    if (speaksOf(texts, content)) meant.push(thing);
  }
  return meant;
}

async function contentOf(read: Reading, { kind, id }: StoredThing): Promise<unknown> {
  if (kind === "log") return wholeLog(read, id as LogName);
  if (kind === "mark" || kind === "job") return id;
  return read((reader) => reader.get(kind, id));
}

async function contentOfJobs(read: Reading, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, unknown>> {
  const contents = new Map<string, unknown>();
  for (const state of ids.size === 0 ? [] : (["live", "dead"] as const)) {
    for await (const page of jobPages(read, state)) {
      for (const { id, key, lane, payload, error } of page) {
        if (ids.has(id)) contents.set(id, [key, lane, payload, error]);
      }
    }
  }
  return contents;
}

/** True when a text in it, however deep, speaks of what one of the texts names. */
function speaksOf(texts: readonly string[], value: unknown): boolean {
  if (typeof value === "string") return texts.some((text) => isNamed(text, value));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => speaksOf(texts, part));
}

function isNamed(text: string, where: string): boolean {
  if (isUnmistakable(text)) return where.includes(text);
  const literal = text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "u").test(where);
}

/** Chinese is written without spaces: there, a word has letters before and after it. */
function isUnmistakable(text: string): boolean {
  return text.length >= unmistakableLength || /\p{Script=Han}/u.test(text);
}
