import type { StoreTransaction, TicketStore } from "kefu";
import { expect, onTestFinished, test } from "vitest";
import { brokenStore, type Faults } from "../stores/broken/broken-store.ts";
import { sqliteBackend } from "./crash-backend.ts";
import { stopEverywhere } from "./matrix/matrix.ts";
import type { Story } from "./matrix/scene.ts";
import { stories } from "./matrix/stories.ts";

/** What the matrix finds when the desk stands on a store that breaks a promise. */
async function harmsOn(faults: Faults, story: Story | undefined): Promise<readonly string[]> {
  if (story === undefined) throw new Error("There is no such story.");
  const backend = sqliteBackend();
  onTestFinished(() => backend.stop());
  const database = await backend.create();
  const open = () => brokenStore(database.open(), faults);
  const { findings } = await stopEverywhere({ ...database, open }, story, 13);
  return [...new Set(findings.map(({ harm }) => harm))];
}

const [answered, again] = stories;

/** Commits what was written, although its process is gone before it was all. */
const halfCommits = (store: TicketStore): Partial<TicketStore> => ({
  async transact<T>(tenant: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    const outcomes = await store.transact(tenant, async (transaction) => {
      try {
        return { result: await work(transaction) };
      } catch (error) {
        return { error };
      }
    });
    if ("error" in outcomes) throw outcomes.error;
    return outcomes.result;
  },
});

test("the matrix notices a store that keeps half of a transaction", async () => {
  expect(await harmsOn({ store: halfCommits }, answered)).toContain("lost");
});

test("the matrix notices a store that forgets what it has seen", async () => {
  expect(await harmsOn({ transaction: () => ({ mark: async () => true }) }, again)).toContain("done twice");
});
