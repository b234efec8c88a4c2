import type { LiveSignal } from "./live.ts";

/** What one process says to all others. */
export interface Broadcast {
  readonly tenant: string;
  readonly origin: string;
  readonly told: readonly (readonly [topic: string, signal: LiveSignal])[];
  /** That somebody watches there, or that it wants to know who does. */
  readonly says?: "watches" | "asks";
}

/** As long as PostgreSQL lets a notification be, in bytes; topics are short, and what is longer goes in several. */
const longestText = 7_000;

/** In texts that are short enough to be sent. */
export function textsOf(broadcast: Broadcast): readonly string[] {
  const { told, ...from } = broadcast;
  const text = JSON.stringify(broadcast);
  if (told.length <= 1 || new TextEncoder().encode(text).length <= longestText) return [text];
  const half = Math.ceil(told.length / 2);
  return [...textsOf({ ...from, told: told.slice(0, half) }), ...textsOf({ ...from, told: told.slice(half) })];
}

/** `null` for what no process of this version says: it may concern nobody here. */
export function broadcastIn(text: string): Broadcast | null {
  try {
    const said = JSON.parse(text) as Partial<Broadcast> | null;
    return Array.isArray(said?.told) && said.told.every(isTold) ? (said as Broadcast) : null;
  } catch {
    return null;
  }
}

function isTold(one: unknown): boolean {
  return Array.isArray(one) && typeof one[0] === "string" && signalTypes.has(one[1]?.type);
}

const signalTypes: ReadonlySet<unknown> = new Set<LiveSignal["type"]>(["changed", "typing", "viewing"]);
