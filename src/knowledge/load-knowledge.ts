import { CustomerServiceError } from "../errors.ts";
import type { KnowledgeEntryInput } from "../model/knowledge.ts";
import { parseKnowledgeEntries } from "../model/knowledge.ts";
import { readCsv } from "./csv.ts";

/** Longest text a knowledge base is read from, in UTF-16 units. */
export const maxKnowledgeTextLength = 10_000_000;
/** Most entries that are read from one text. */
export const maxKnowledgeEntries = 100_000;

/**
 * The entries in a JSON text: a map from question to answer, or a list of entries. Refuses with `knowledge.invalid`,
 * naming the entry and the rule.
 */
export function knowledgeFromJson(text: string): readonly KnowledgeEntryInput[] {
  const data = parseJson(withoutMark(checkLength(text)));
  if (typeof data !== "object" || data === null) {
    throw refusal("is neither a list of entries nor a map from question to answer.");
  }
  const entries = Array.isArray(data) ? data : Object.entries(data).map(([question, answer]) => ({ question, answer }));
  return checked(checkCount(entries));
}

const columns = ["id", "question", "variants", "answer", "language"] as const;
type Column = (typeof columns)[number];

/**
 * The entries in a CSV text (RFC 4180). The first line names the columns: `question` and `answer`, and if you like `id`,
 * `variants` (separated by `|`) and `language`. Refuses with `knowledge.invalid`, naming the line and the rule.
 */
export function knowledgeFromCsv(text: string): readonly KnowledgeEntryInput[] {
  const [header, ...rows] = readCsv(withoutMark(checkLength(text)));
  const names = columnNames(header?.fields ?? []);
  checkCount(rows);
  const entries = rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw refusal(`line ${line} has ${fields.length} fields; the first line names ${names.length}.`, { line });
    }
    return { line, entry: entryOf(new Map(names.map((name, index) => [name, fields[index] ?? ""]))) };
  });
  for (const { line, entry } of entries) checkEntry(entry, line);
  return checked(entries.map(({ entry }) => entry));
}

function columnNames(fields: readonly string[]): readonly Column[] {
  const names = fields.map((field) => {
    const name = columns.find((column) => column === field.trim().toLowerCase());
    if (name === undefined) throw refusal(`line 1 names a column "${field}"; there may be ${columns.join(", ")}.`);
    return name;
  });
  if (new Set(names).size < names.length) throw refusal("line 1 names a column twice.");
  for (const needed of ["question", "answer"] as const) {
    if (!names.includes(needed)) throw refusal(`line 1 names no column "${needed}".`);
  }
  return names;
}

function entryOf(row: ReadonlyMap<Column, string>): KnowledgeEntryInput {
  const id = row.get("id") ?? "";
  const variants = (row.get("variants") ?? "").split("|").map((variant) => variant.trim());
  return {
    ...(id === "" ? {} : { id }),
    question: row.get("question") ?? "",
    variants: variants.filter((variant) => variant !== ""),
    answer: row.get("answer") ?? "",
    language: row.get("language")?.trim() || null,
  };
}

/** Says the line, which people find, where the check of all entries can only say their number. */
function checkEntry(entry: KnowledgeEntryInput, line: number): void {
  try {
    parseKnowledgeEntries([entry]);
  } catch (cause) {
    const rule = cause instanceof Error ? cause.message.replace("Knowledge entry 1.", "") : "";
    throw refusal(`line ${line}: ${rule}`, { line }, cause);
  }
}

function checked(entries: readonly unknown[]): readonly KnowledgeEntryInput[] {
  return parseKnowledgeEntries(entries).map((entry) => ({ ...entry, variants: [...entry.variants] }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusal(`is no JSON: ${cause instanceof Error ? cause.message : ""}.`, {}, cause);
  }
}

function checkLength(text: string): string {
  if (text.length <= maxKnowledgeTextLength) return text;
  throw refusal(`has ${text.length} characters; there may be ${maxKnowledgeTextLength}.`);
}

function checkCount<T>(entries: readonly T[]): readonly T[] {
  if (entries.length <= maxKnowledgeEntries) return entries;
  throw refusal(`has ${entries.length} entries; there may be ${maxKnowledgeEntries}.`);
}

/** Spreadsheets put a byte order mark in front. */
function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function refusal(rule: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown): CustomerServiceError {
  return new CustomerServiceError("knowledge.invalid", `The knowledge text ${rule}`, { details, cause });
}
