import type { LogEntry, LogName } from "../../model/decision.ts";
import { type RecordKind, recordDeclarations } from "../../model/records.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { JobBoard } from "./job-board.ts";
import { RecordTable } from "./record-table.ts";
import { UndoLog } from "./undo-log.ts";

/** Everything kept for one tenant. */
export class TenantData {
  /** Of the transaction that runs now: there is only one at a time. */
  readonly undo = new UndoLog();
  readonly jobs: JobBoard;
  readonly #tables: Readonly<Record<RecordKind, RecordTable>>;
  readonly #logs = new Map<LogName, LogEntry[]>();
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

  append(name: LogName, entry: LogEntry): void {
    const log = this.#logs.get(name);
    if (log === undefined) {
      this.#logs.set(name, [frozenCopy(entry)]);
      this.undo.add(() => this.#logs.delete(name));
    } else {
      log.push(frozenCopy(entry));
      this.undo.add(() => log.pop());
    }
  }

  readLog(name: LogName, offset: number, limit: number): readonly LogEntry[] {
    return this.#logs.get(name)?.slice(offset, offset + limit) ?? [];
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
