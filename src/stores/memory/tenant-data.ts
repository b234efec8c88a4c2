import type { LogEntry, LogName } from "../../model/decision.ts";
import { decodeLogEntry, encodeLogEntry } from "../../model/record-codec.ts";
import { type RecordKind, recordDeclarations } from "../../model/records.ts";
import { JobBoard } from "./job-board.ts";
import { RecordTable } from "./record-table.ts";
import { UndoLog } from "./undo-log.ts";

/** Everything kept for one tenant. */
export class TenantData {
  /** Of the transaction that runs now: there is only one at a time. */
  readonly undo = new UndoLog();
  readonly jobs: JobBoard;
  readonly #tables: Readonly<Record<RecordKind, RecordTable>>;
  readonly #logs = new Map<LogName, string[]>();
  readonly #marks = new Map<string, Set<string>>();

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
  append(name: LogName, entry: LogEntry): void {
    const text = encodeLogEntry(entry);
    const log = this.#logs.get(name);
    if (log === undefined) {
      this.#logs.set(name, [text]);
      this.undo.add(() => this.#logs.delete(name));
    } else {
      log.push(text);
      this.undo.add(() => log.pop());
    }
  }

  readLog(name: LogName, offset: number, limit: number): readonly LogEntry[] {
    return (this.#logs.get(name) ?? []).slice(offset, offset + limit).map(decodeLogEntry);
  }

  mark(scope: string, key: string): boolean {
    let marks = this.#marks.get(scope);
    if (marks === undefined) {
      marks = new Set();
      this.#marks.set(scope, marks);
    }
    const seen = marks;
    if (seen.has(key)) return false;
    seen.add(key);
    this.undo.add(() => seen.delete(key));
    return true;
  }
}
