import { isCode } from "../../errors.ts";
import { maxTransactionRuns } from "../../ports/ticket-store.ts";
import type { Connection } from "./connection.ts";

/** A work that waits for its commit. */
export interface BatchedWork {
  readonly run: () => unknown;
  outcome: Outcome;
  runs: number;
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Runs works one after another in one SQL transaction, and commits once. A work that fails takes nothing from the
 * others: when it had written something, all is rolled back and the others are run again, each with a savepoint of its
 * own. Savepoints only then, because they cost a quarter of the speed and works seldom fail after they wrote.
 */
export function commitBatch(connection: Connection): (batch: readonly BatchedWork[]) => Promise<void> {
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const commit = connection.prepare("COMMIT");
  const rollback = connection.prepare("ROLLBACK");
  const savepoint = connection.prepare("SAVEPOINT work");
  const release = connection.prepare("RELEASE work");
  const rollbackToSavepoint = connection.prepare("ROLLBACK TO work");

  async function run(work: BatchedWork): Promise<boolean> {
    work.runs += 1;
    try {
      const result = work.run();
      work.outcome = { value: result instanceof Promise ? await result : result };
    } catch (error) {
      work.outcome = { error };
    }
    if (connection.failure !== null) throw connection.failure;
    return "value" in work.outcome;
  }

  /** False when a work failed after it wrote: then nothing is left of any. */
  async function runWithoutSavepoints(works: readonly BatchedWork[]): Promise<boolean> {
    begin.run();
    for (const work of works) {
      const writesBefore = connection.writes;
      while (!(await run(work))) {
        if (connection.writes !== writesBefore) {
          rollback.run();
          return false;
        }
        if (isFinal(work)) break;
      }
    }
    commit.run();
    return true;
  }

  async function runWithSavepoints(works: readonly BatchedWork[]): Promise<void> {
    begin.run();
    for (const work of works) {
      for (let kept = false; !kept; ) {
        savepoint.run();
        kept = await run(work);
        if (!kept) rollbackToSavepoint.run();
        release.run();
        if (isFinal(work)) break;
      }
    }
    commit.run();
  }

  return async (batch) => {
    connection.failure = null;
    try {
      if (await runWithoutSavepoints(batch)) return;
      await runWithSavepoints(batch.filter((work) => !isFinal(work)));
    } catch (error) {
      undo();
      for (const work of batch) if ("value" in work.outcome) work.outcome = { error };
    }
  };

  function undo(): void {
    try {
      rollback.run();
    } catch {
      // After a full disk SQLite has rolled back by itself and refuses to do it twice. The works are told what failed.
    }
  }
}

/** It failed, and is not run again. */
function isFinal({ outcome, runs }: BatchedWork): boolean {
  return "error" in outcome && (runs >= maxTransactionRuns || !isCode(outcome.error, "store.conflict"));
}
