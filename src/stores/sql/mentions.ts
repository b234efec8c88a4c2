import { formsOf, isMentioned } from "../../model/mention.ts";
import { type RecordKind, recordDeclarations } from "../../model/records.ts";
import type { StoredThing } from "../../ports/store-maintenance.ts";
import type { SqlValue } from "./dialect.ts";
import { recordTable } from "./record-tables.ts";

/** Rows read at a time: a few milliseconds on SQLite, where nothing else happens meanwhile. */
const pageSize = 500;

/** Runs a query: its rows, column by column. */
export type Query = (text: string, values: readonly SqlValue[]) => Promise<readonly (readonly SqlValue[])[]>;

/** A table in which texts are searched. */
interface SearchedTable {
  readonly name: string;
  /** The key of a row within its tenant, in whose order the table is read, and what stands before all keys. */
  readonly key: readonly string[];
  readonly start: readonly SqlValue[];
  /** Where texts may stand. */
  readonly columns: readonly { readonly name: string; readonly isJson: boolean }[];
  readonly thing: (key: readonly SqlValue[]) => StoredThing;
}

const plain = (name: string) => ({ name, isJson: false });
const json = (name: string) => ({ name, isJson: true });

const searchedTables: readonly SearchedTable[] = [
  // The id and all columns of a record stand in its data too.
  ...(Object.keys(recordDeclarations) as RecordKind[]).map((kind) => ({
    ...{ name: recordTable(kind).name, key: ["id"], start: [""], columns: [json("data")] },
    thing: ([id]: readonly SqlValue[]) => ({ kind, id: String(id) }),
  })),
  {
    ...{ name: "cs_log", key: ["log", "position"], start: ["", 0], columns: [plain("log"), json("entry")] },
    thing: ([log]) => ({ kind: "log", id: String(log) }),
  },
  {
    ...{ name: "cs_job", key: ["id"], start: [0] },
    columns: [plain("job_key"), plain("lane"), json("payload"), plain("last_error")],
    thing: ([id]) => ({ kind: "job", id: String(id) }),
  },
  {
    ...{ name: "cs_mark", key: ["scope", "key"], start: ["", ""], columns: [plain("scope"), plain("key")] },
    thing: ([scope, key]) => ({ kind: "mark", scope: String(scope), id: String(key) }),
  },
];

/**
 * Everything of a tenant in which one of the texts occurs; logs once. All rows are read, page by page, and searched here:
 * that is several times faster than SQLite's own search.
 */
export async function findMentions(
  query: Query,
  tenant: string,
  texts: readonly string[],
): Promise<readonly StoredThing[]> {
  const found = new Map<string, StoredThing>();
  const wanted = formsOf(texts);
  const wantedInJson = wanted.map((text) => JSON.stringify(text).slice(1, -1));
  const stored = [...new Set([...wanted, ...wantedInJson])];
  for (const table of searchedTables) {
    const page = pageOf(table);
    for (let after: readonly SqlValue[] | null = table.start; after !== null; ) {
      const rows = await query(page, [tenant, ...after, pageSize]);
      for (const row of rows) {
        if (!mayMention(stored, row) || !isMentioned(wanted, contentOf(table, row))) continue;
        const thing = table.thing(row);
        found.set(JSON.stringify(thing), thing);
      }
      after = rows.length < pageSize ? null : (rows.at(-1)?.slice(0, table.key.length) ?? null);
    }
  }
  return [...found.values()];
}

/** Values: tenant, the key after which to begin, limit. */
function pageOf({ name, key, columns }: SearchedTable): string {
  const after = `(${key.join(", ")}) > (${key.map(() => "?").join(", ")})`;
  const selected = [...key, ...columns.map((column) => `${column.name} AS ${column.name}_searched`)];
  return `SELECT ${selected.join(", ")} FROM ${name} WHERE tenant = ? AND ${after} ORDER BY ${key.join(", ")} LIMIT ?`;
}

/** Whether one of the texts stands somewhere in the row, be it as the name of a field. */
function mayMention(texts: readonly string[], row: readonly SqlValue[]): boolean {
  return row.some((value) => typeof value === "string" && texts.some((text) => value.includes(text)));
}

/** What a row contains: the values in its JSON, so that neither names of fields nor escapes are taken for the text. */
function contentOf(table: SearchedTable, row: readonly SqlValue[]): readonly unknown[] {
  return table.columns.map(({ isJson }, index) => {
    const value = row[table.key.length + index] ?? null;
    return isJson && value !== null ? JSON.parse(String(value)) : value;
  });
}
