import { type BatchedWork, commitBatch, type Outcome } from "./commit-batch.ts";
import type { Connection } from "./connection.ts";
import { nextTurn } from "./next-turn.ts";

/** Works in one commit: more do not make it cheaper, and all of them wait for it. */
const batchSize = 256;
/** Turns of the microtask queue without a new work before a batch begins; callers of the last one come back in them. */
const quietTurns = 200;
/** Batches in a row before timers and sockets get their turn. */
const batchesPerTurn = 8;

interface QueuedWork extends BatchedWork {
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Group commit: works that come while a commit is flushed share the next one, since the flush is what costs. None is
 * acknowledged before its commit.
 */
export function commitQueue(connection: Connection) {
  const commit = commitBatch(connection);
  const waiting: QueuedWork[] = [];
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    for (let batches = 1; ; batches += 1) {
      await gather();
      if (waiting.length === 0) break;
      const batch = waiting.splice(0, batchSize);
      await commit(batch);
      for (const { settle, outcome } of batch) settle(outcome);
      if (batches % batchesPerTurn === 0) await nextTurn();
    }
    running = null;
  }

  async function gather(): Promise<void> {
    for (let quiet = 0, seen = 0; quiet < quietTurns && waiting.length < batchSize; ) {
      await undefined;
      quiet = waiting.length > seen ? 0 : quiet + 1;
      seen = waiting.length;
    }
  }

  return {
    /** Runs the work in the next commit, and resolves with its value once that is durable. */
    submit<T>(run: () => T | Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({
          run,
          runs: 0,
          outcome: { value: undefined },
          settle: (outcome) => ("error" in outcome ? reject(outcome.error) : resolve(outcome.value as T)),
        });
        running ??= drain();
      });
    },
    /** Resolves when every work so far has its outcome. */
    async settled(): Promise<void> {
      while (running !== null) await running;
    },
  };
}

export type CommitQueue = ReturnType<typeof commitQueue>;
