import { cleanText } from "./text.ts";

/** The texts in all forms in which they may be kept; none is empty, since that would be everywhere. */
export function formsOf(texts: readonly string[]): readonly string[] {
  return [...new Set([...texts, ...texts.map(cleanText)])].filter((text) => text !== "");
}

/** True when one of the texts occurs in a value of it: a text, number or date, however deep. Names of fields do not count. */
export function isMentioned(texts: readonly string[], value: unknown): boolean {
  if (typeof value === "string") return texts.some((text) => value.includes(text));
  if (typeof value === "number") return isMentioned(texts, String(value));
  if (value instanceof Date) return isMentioned(texts, value.toISOString());
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => isMentioned(texts, part));
}
