import type { LogEntry, LogName } from "../../model/decision.ts";
import { formsOf, isMentioned } from "../../model/mention.ts";
import { decodeLogEntry, encodeLogEntry } from "../../model/record-codec.ts";
import { type RecordKind, recordDeclarations } from "../../model/records.ts";
import { cleanText } from "../../model/text.ts";
import type { StoredThing } from "../../ports/store-maintenance.ts";
import { JobBoard } from "./job-board.ts";
import { RecordTable } from "./record-table.ts";
import { UndoLog } from "./undo-log.ts";

/** Everything kept for one tenant. */
export class TenantData {
  /** Of the transaction that runs now: there is only one at a time. */
  readonly undo = new UndoLog();
  readonly jobs: JobBoard;
  readonly #tables: Readonly<Record<RecordKind, RecordTable>>;
  readonly #logs = new Map<string, string[]>();
  /** By scope and key, when they were marked. */
  readonly #marks = new Map<string, Map<string, number>>();

  constructor(tenant: string) {
    this.jobs = new JobBoard(tenant, this.undo);
    const kinds = Object.keys(recordDeclarations) as RecordKind[];
    this.#tables = Object.fromEntries(kinds.map((kind) => [kind, new RecordTable(kind, this.undo)])) as Record<
      RecordKind,
      RecordTable
    >;
  }

  table(kind: RecordKind): RecordTable {
    return this.#tables[kind];
  }

  /** Entries are kept as text: nobody can change that, and it is one thing to keep instead of dozens. */
  append(log: LogName, entry: LogEntry): void {
    const text = encodeLogEntry(entry);
    const name = cleanText(log);
    const entries = this.#logs.get(name);
    if (entries === undefined) {
      this.#logs.set(name, [text]);
      this.undo.add(() => this.#logs.delete(name));
    } else {
      entries.push(text);
      this.undo.add(() => entries.pop());
    }
  }

  readLog(log: LogName, offset: number, limit: number): readonly LogEntry[] {
    return (this.#logs.get(cleanText(log)) ?? []).slice(offset, offset + limit).map(decodeLogEntry);
  }

  mark(scope: string, key: string, at: number): boolean {
    const [cleanScope, cleanKey] = [cleanText(scope), cleanText(key)];
    const marks = this.#marks.get(cleanScope) ?? new Map<string, number>();
    if (marks.has(cleanKey)) return false;
    this.#marks.set(cleanScope, marks.set(cleanKey, at));
    this.undo.add(() => marks.delete(cleanKey));
    return true;
  }

  // What follows is for maintenance, which happens outside of transactions: there is nothing to undo.

  /** Removes marks set before this time, at most `limit`, and tells how many. */
  pruneMarks(before: number, limit: number): number {
    let removed = 0;
    for (const marks of this.#marks.values()) {
      for (const [key, at] of marks) {
        if (removed === limit) return removed;
        if (at < before && marks.delete(key)) removed += 1;
      }
    }
    return removed;
  }

  *mentions(texts: readonly string[]): Iterable<StoredThing> {
    const wanted = formsOf(texts);
    for (const [kind, table] of Object.entries(this.#tables)) {
      for (const [id, record] of table.all()) if (isMentioned(wanted, record)) yield { kind: kind as RecordKind, id };
    }
    for (const [id, entries] of this.#logs) {
      if (isMentioned(wanted, [id, ...entries.map(decodeLogEntry)])) yield { kind: "log", id };
    }
    for (const { id, key, lane, payload, error } of this.jobs.all()) {
      if (isMentioned(wanted, [key, lane, payload, error])) yield { kind: "job", id };
    }
    for (const [scope, marks] of this.#marks) {
      for (const id of marks.keys()) if (isMentioned(wanted, [scope, id])) yield { kind: "mark", scope, id };
    }
  }

  remove(thing: StoredThing): void {
    if (thing.kind === "log") this.#logs.delete(cleanText(thing.id));
    else if (thing.kind === "job") this.jobs.delete(thing.id);
    else if (thing.kind === "mark") this.#marks.get(cleanText(thing.scope))?.delete(cleanText(thing.id));
    else this.table(thing.kind).delete(thing.id);
  }
}
